//! The command of this run, as it is typed.

use crate::input::flag_value;

/// This command with other flags added, some arguments left out; `None` where it cannot be typed again: a pipe can be
/// read but once, and control characters cannot be typed.
pub(crate) fn with(flags: &str, but: &[&str]) -> Option<String> {
    let args = std::env::args_os().skip(1).map(|arg| arg.into_string().ok());
    let args: Vec<String> = args.collect::<Option<_>>()?;
    let is_typed =
        |arg: &String| !arg.chars().any(char::is_control) && !arg.starts_with("/dev/fd/");
    if !args.iter().all(is_typed) || flags.chars().any(char::is_control) {
        return None;
    }
    let args: Vec<String> =
        args.iter().filter(|arg| !but.contains(&arg.as_str())).map(|arg| for_shell(arg)).collect();
    let end = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    let words = |args: &[String]| args.iter().map(|arg| format!(" {arg}")).collect::<String>();
    Some(format!("{}{flags}{}", words(&args[..end]), words(&args[end..])))
}

/// Names as they are typed behind a flag that takes several.
pub(crate) fn list_value(names: &[String]) -> String {
    let values: Vec<String> = names.iter().map(|name| flag_value(name)).collect();
    if values.iter().all(|value| !value.starts_with('\'')) {
        return values.join(",");
    }
    let cell = |name: &String| match name.contains([',', '"', '\n']) {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => name.clone(),
    };
    let cells: Vec<String> = names.iter().map(cell).collect();
    format!("'{}'", cells.join(",").replace('\'', "'\\''"))
}

/// An argument as a shell takes it.
fn for_shell(arg: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-.=/:%+@,".contains(c);
    match !arg.is_empty() && arg.chars().all(is_plain) {
        true => arg.to_owned(),
        false => format!("'{}'", arg.replace('\'', "'\\''")),
    }
}
