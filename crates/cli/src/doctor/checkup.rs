use std::fmt::{self, Display};

use pictures::numbers::count;
use pictures::visible;
use serde::Serialize;

use super::finding::{Finding, Kind};
use super::overview::{self, Line};

/// All that was found.
#[derive(Debug, Serialize)]
pub(super) struct Checkup {
    /// The file, or the table in an engine.
    file: String,
    rows: usize,
    columns: Vec<Line>,
    /// What the target is, in words.
    pub(super) target: Option<String>,
    /// How many features there are, and how far they are from determining each other.
    pub(super) features: Option<String>,
    /// What the figures are about, if not all rows.
    pub(super) about: Option<String>,
    pub(super) findings: Vec<Finding>,
    /// The flag that fits what the target is.
    #[serde(skip)]
    pub(super) model: Option<&'static str>,
    /// The command that fits.
    pub(super) next: Option<String>,
    pub(super) usable: bool,
    #[serde(skip)]
    pub(super) is_hopeless: bool,
}

impl Checkup {
    pub(super) fn new(file: String, rows: usize, columns: Vec<Line>) -> Self {
        Self {
            file,
            rows,
            columns,
            target: None,
            features: None,
            about: None,
            findings: Vec::new(),
            model: None,
            next: None,
            usable: true,
            is_hopeless: false,
        }
    }

    pub(super) fn is_usable(&self) -> bool {
        self.usable
    }

    /// Whether no flag is known that makes a fit of use.
    pub(super) fn is_hopeless(&self) -> bool {
        self.is_hopeless || self.findings.iter().any(|found| found.kind == Kind::Target)
    }

    /// What a fit has to be told of the model: its kind, and a penalty where there is no optimum without one.
    pub(super) fn about_the_model(&self) -> Vec<&'static str> {
        let needs_penalty = |found: &Finding| matches!(found.kind, Kind::Separation | Kind::Size);
        let mut words: Vec<&str> = self.model.iter().flat_map(|model| ["--model", model]).collect();
        if self.findings.iter().any(needs_penalty) {
            words.extend(["--l2", "0.01", "--standardise"]);
        }
        words
    }

    /// How many rows the figures are about, and whether gaps are filled in although nobody asked for it.
    pub(super) fn tell_rows(&mut self, rows: usize, are_filled: bool) {
        if rows == 0 {
            let what = "no row has a value of the target";
            self.findings.push(Finding::new(Kind::Target, what, "there is nothing to learn"));
            self.usable = false;
        } else if rows < self.rows {
            let rows = count(rows, "row");
            self.about = Some(format!("what follows is about the {rows} without a missing cell"));
        } else if are_filled {
            self.about = Some("what follows is about all rows, with gaps filled in".to_owned());
        }
    }

    /// What the target is, and what is wrong with it.
    pub(super) fn add_target(&mut self, (told, found): (Option<String>, Vec<Finding>)) {
        self.usable &= !found.iter().any(|finding| finding.kind == Kind::Target);
        self.target = told;
        self.findings.extend(found);
    }
}

impl Display for Checkup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rows, columns) = (count(self.rows, "row"), count(self.columns.len(), "column"));
        writeln!(f, "{}: {rows}, {columns}\n\n{}", self.file, overview::shown(&self.columns))?;
        for told in [&self.about, &self.target, &self.features].into_iter().flatten() {
            writeln!(f, "{}\n", visible(told))?;
        }
        if self.findings.is_empty() {
            writeln!(f, "found nothing that stands in the way of a fit")?;
        }
        let of_a_kind = self.findings.chunk_by(|a, b| a.kind == b.kind);
        for findings in of_a_kind {
            const SHOWN: usize = 20;
            for Finding { what, remedy, .. } in findings.iter().take(SHOWN) {
                writeln!(f, "- {}", visible(what))?;
                if !remedy.is_empty() {
                    writeln!(f, "  {}", visible(remedy))?;
                }
            }
            if findings.len() > SHOWN {
                writeln!(f, "- and {} more of this kind (--json has all)", findings.len() - SHOWN)?;
            }
        }
        match &self.next {
            Some(command) => writeln!(f, "\nto fit: {}", visible(command)),
            None => Ok(()),
        }
    }
}
