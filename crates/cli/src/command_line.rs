//! What is typed in a shell.

use pictures::visible;

/// The words of this run behind `regress`; `None` where they cannot be typed again: a pipe of the shell is read but once.
pub(crate) fn given() -> Option<Vec<String>> {
    let words = std::env::args_os().skip(1).map(|word| word.into_string().ok());
    words.map(|word| word.filter(|word| !word.starts_with("/dev/fd/"))).collect()
}

/// A command with more words, which stand before what is no flag.
pub(crate) fn with(given: &[String], more: &[String]) -> Vec<String> {
    let place = given.iter().position(|word| word == "--").unwrap_or(given.len());
    let (before, behind) = given.split_at(place);
    [before, more, behind].concat()
}

/// Words as a shell takes them.
pub(crate) fn typed(words: &[String]) -> String {
    words.iter().map(|word| for_shell(word)).collect::<Vec<String>>().join(" ")
}

/// Names as they are typed behind a flag that takes several.
pub(crate) fn list_value(names: &[impl AsRef<str>]) -> String {
    for_shell(&list(names))
}

/// Names with commas between them, in quotes where they have to be.
pub(crate) fn list(names: &[impl AsRef<str>]) -> String {
    let cell = |name: &str| match name.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", name.replace('"', "\"\"")),
        false => name.to_owned(),
    };
    names.iter().map(|name| cell(name.as_ref())).collect::<Vec<String>>().join(",")
}

/// A word as it is typed in a shell; what would command the terminal, as bash and zsh take it.
pub(crate) fn for_shell(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_-.=/:%+@,".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    if visible(word) == word {
        return format!("'{}'", word.replace('\'', "'\\''"));
    }
    let escaped = |c: char| match c {
        '\n' => "\\n".to_owned(),
        '\'' | '\\' => format!("\\{c}"),
        c if visible(c.encode_utf8(&mut [0; 4])) == c.to_string() => c.to_string(),
        c => format!("\\u{:04x}", u32::from(c)),
    };
    format!("$'{}'", word.chars().map(escaped).collect::<String>())
}
