//! The command that leads on from an error: as it was given, with flags under which the table can be used.

use std::ffi::OsString;

use anyhow::Result;
use clap::Parser;

use crate::args::{Args, Command};
use crate::command_line::{given, typed, with};
use crate::doctor::DoctorArgs;
use crate::place::Place;
use crate::remedy::Flags;
use crate::{doctor, fit, flags};

/// A hint; `None` where no flags are known that help.
pub(crate) fn on(error: &anyhow::Error, command: &Command) -> Option<String> {
    let (place, target) = match command {
        Command::Fit(args) => (&args.place, args.target.as_str()),
        Command::Doctor(args) => (&args.place, args.target.as_deref().unwrap_or_default()),
        _ => return None,
    };
    if place.there().is_some() {
        return None;
    }
    let flags = Flags::against(error, target).filter(|flags| *flags != Flags::default())?;
    let Some(given) = given() else {
        let help = || format!("this helps, if it is what you mean: {}", typed(&flags.words()));
        return (!flags.leave_nothing()).then(help);
    };
    let way = Way { given, more: &[], place, target };
    let what = if way.is_quick() { "works" } else { "should work" };
    Some(format!("this {what}, if it is what you mean: {}", way.with(flags)?))
}

/// From an examination of a table to the fit of it, with `more` words about the model.
pub(crate) fn to_fit(args: &DoctorArgs, flags: Flags, more: &[&str]) -> Option<String> {
    let mut given = given()?;
    let command = given.iter_mut().find(|word| *word == "doctor")?;
    "fit".clone_into(command);
    given.retain(|word| word != "--json");
    let target = args.target.as_deref()?;
    Way { given, more, place: &args.place, target }.with(flags)
}

struct Way<'a> {
    given: Vec<String>,
    more: &'a [&'a str],
    place: &'a Place,
    target: &'a str,
}

impl Way<'_> {
    /// Flags are tried before they are proposed, unless that would take long or the table cannot be read twice or is in
    /// an engine;
    /// whatever else is found then is mended as well.
    fn with(&self, mut flags: Flags) -> Option<String> {
        const MOST_ERRORS: usize = 6;
        for _ in 0..MOST_ERRORS {
            let words = self.words(&flags);
            let outcome = match self.is_quick() {
                true => tried(&words)?,
                false if flags.leave_nothing() => return None,
                false => Ok(()),
            };
            match outcome {
                Ok(()) => return Some(format!("regress {}", typed(&words))),
                Err(error) => flags = flags.and(Flags::against(&error, self.target)?)?,
            }
        }
        None
    }

    fn is_quick(&self) -> bool {
        const LONG: u64 = 50 << 20;
        let is_short =
            || std::fs::metadata(self.place.path()).is_ok_and(|f| f.is_file() && f.len() < LONG);
        self.place.there().is_none() && is_short()
    }

    fn words(&self, flags: &Flags) -> Vec<String> {
        let mut more = flags.words();
        more.extend(self.more.iter().map(|word| (*word).to_owned()));
        with(&self.given, &more)
    }
}

/// Whether a command comes past its table.
fn tried(words: &[String]) -> Option<Result<()>> {
    let words = ["regress"].into_iter().chain(words.iter().map(String::as_str));
    let args = Args::try_parse_from(flags::with_ratios(words.map(OsString::from))).ok()?;
    match args.command {
        Command::Fit(args) => Some(fit::try_table(&args)),
        Command::Doctor(args) => Some(doctor::try_table(&args)),
        _ => None,
    }
}
