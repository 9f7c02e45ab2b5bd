use std::io;
use std::process;

use crate::{Dialect, Error};

/// A program and its words.
pub(super) struct Command {
    /// The program's name, without folder.
    pub(super) name: String,
    pub(super) dialect: &'static Dialect,
    words: Vec<String>,
    secrets: Vec<String>,
}

impl Command {
    pub(super) fn read(text: &str, dialect: Option<&'static Dialect>) -> Result<Self, Error> {
        let text = if cfg!(windows) { text.replace('\\', "\\\\") } else { text.to_owned() };
        let words = shlex::split(&text).ok_or(Error::Command("a quotation mark is not closed"))?;
        let first = words.first().ok_or(Error::Command("it names no program"))?;
        let spoken = |word: &String| {
            let found = Dialect::of_program(word);
            (!found.programs.is_empty()).then_some(found)
        };
        let at = words.iter().position(|word| spoken(word).is_some()); // psql stands last in `env A=b psql`
        let program = at.map_or(first, |at| &words[at]);
        let name = program.rsplit(['/', '\\']).next().unwrap_or(program).to_owned();
        let known = at.and_then(|at| spoken(&words[at]));
        let dialect = dialect.or(known).unwrap_or_else(|| Dialect::of_program(first));
        let secrets = secrets(&words);
        let mut words = words.clone();
        if let Some(at) = at.filter(|_| known == Some(dialect)) {
            let file = words.get(at + 1).is_some_and(|word| is_file(word));
            let options =
                dialect.options.iter().chain(dialect.options_for_a_file.iter().filter(|_| file));
            words.splice(at + 1..at + 1, options.map(|&option| option.to_owned()));
        }
        Ok(Self { name, dialect, words, secrets })
    }

    /// What starts it.
    pub(super) fn process(&self) -> process::Command {
        let mut words = self.words.iter();
        let mut process = process::Command::new(words.next().map_or("", String::as_str));
        process.args(words);
        process
    }

    /// Why it does not start, and what to do.
    pub(super) fn refused(&self, source: io::Error) -> Error {
        let absent = source.kind() == io::ErrorKind::NotFound && !self.dialect.install.is_empty();
        let install = if absent {
            format!("; `{}` installs it", self.dialect.install)
        } else {
            String::new()
        };
        let program = self.words.first().map_or(self.name.as_str(), String::as_str);
        let program = program.rsplit(['/', '\\']).next().unwrap_or(program).to_owned();
        Error::Start { program, install, reason: source }
    }

    /// A text of the program without the passwords that the user gave it.
    pub(super) fn without_secrets(&self, text: &str) -> String {
        self.secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "***"))
    }
}

impl Dialect {
    /// The dialect of the program that a command starts; the last of all where that says nothing.
    #[must_use]
    pub fn of_command(command: &str) -> &'static Self {
        Command::read(command, None)
            .map_or_else(|_| Self::of_program(""), |command| command.dialect)
    }
}

/// Whether a word names a file of a database, rather than an option, memory or an address.
fn is_file(word: &str) -> bool {
    !word.starts_with('-')
        && !word.chars().skip(2).any(|letter| letter == ':')
        && !word.starts_with(":")
}

/// Passwords among the words, the longest first: `postgres://user:PASSWORD@host`, `password=PASSWORD` anywhere in
/// a word, `--password PASSWORD`, `-pPASSWORD`.
fn secrets(words: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let behind = word.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@'));
        found.extend(
            behind.and_then(|(user, _)| user.split_once(':')).map(|(_, secret)| secret.to_owned()),
        );
        found.extend(assigned(word));
        if at > 0 && is_secret(&words[at - 1]) && words[at - 1].starts_with('-') {
            found.push(word.clone());
        }
        let short =
            word.strip_prefix("-p").filter(|rest| !rest.bytes().all(|b| b.is_ascii_digit()));
        found.extend(short.map(str::to_owned));
    }
    found.retain(|secret| !secret.is_empty());
    found.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    found
}

/// The values of `password='two words' pwd=one`.
fn assigned(word: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = word;
    while let Some((key, value)) = rest.split_once('=') {
        rest = value;
        if !is_secret(key) {
            continue;
        }
        let value = value.trim_start();
        found.push(match value.strip_prefix('\'') {
            Some(quoted) => quoted.split('\'').next().unwrap_or(quoted).to_owned(),
            None => value.split([' ', '&', ';']).next().unwrap_or(value).to_owned(),
        });
    }
    found
}

/// Whether the name that ends there is one of a secret.
fn is_secret(key: &str) -> bool {
    let key = key.trim_end().to_ascii_lowercase();
    ["password", "passwd", "pwd", "secret", "token"].iter().any(|word| key.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Command::read(text, None).unwrap().words
    }

    #[test]
    fn options_follow_the_program_and_a_file_is_only_read() {
        assert_eq!(words("duckdb"), ["duckdb", "-list", "-noheader"]);
        assert_eq!(
            words("/opt/duckdb 'my shop.db'"),
            ["/opt/duckdb", "-list", "-noheader", "-readonly", "my shop.db"]
        );
        assert_eq!(words("duckdb :memory:"), ["duckdb", "-list", "-noheader", ":memory:"]);
        assert_eq!(words("duckdb md:shop"), ["duckdb", "-list", "-noheader", "md:shop"]);
        assert_eq!(
            words("nice -n 5 sqlite3 s.db")[3..],
            ["sqlite3", "-batch", "-list", "-noheader", "-readonly", "s.db"]
        );
        assert_eq!(words("python3 my_client.py"), ["python3", "my_client.py"]);
    }

    #[test]
    fn a_dialect_by_name_takes_no_options_of_another_program() {
        let ansi = Dialect::named("ansi").unwrap();
        let command = Command::read("duckdb", Some(ansi)).unwrap();
        assert_eq!((command.dialect.name, command.words.len()), ("ansi", 1));
        assert_eq!(Command::read("env A=b /usr/bin/psql", None).unwrap().name, "psql");
    }

    #[test]
    fn what_is_no_command_is_an_error() {
        for text in ["", "  ", "psql 'service=a"] {
            assert!(matches!(Command::read(text, None), Err(Error::Command(_))), "{text}");
        }
    }

    #[test]
    fn passwords_are_taken_out_of_what_a_program_says() {
        let commands = [
            "psql postgres://ann:hush-9@host/db",
            "psql \"host=h password=hush-9 port=1\"",
            "psql \"host=h password = 'hush-9'\"",
            "env PGPASSWORD=hush-9 psql",
            "client --password hush-9",
            "client --password=hush-9",
            "mysql -phush-9",
            "client 'jdbc:x://h/d?user=ann&password=hush-9&ssl=true'",
        ];
        for text in commands {
            let command = Command::read(text, None).unwrap();
            assert_eq!(command.without_secrets("no hush-9 for ann"), "no *** for ann", "{text}");
        }
        assert_eq!(
            Command::read("psql -p5432", None).unwrap().without_secrets("port 5432"),
            "port 5432"
        );
    }
}
