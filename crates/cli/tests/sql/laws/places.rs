//! Where the tables of some cases are: a file each, and a table each in every engine.

use std::process::{Command, Output};

use serde_json::Value;

use super::super::super::common::{Folder, text};
use super::super::{AnEngine, engines};
use super::cases::Case;

pub(crate) struct Places {
    folder: Folder,
    pub(crate) engines: Vec<Place>,
}

/// An engine, and the command that reaches the tables of the cases in it.
pub(crate) struct Place {
    engine: AnEngine,
    command: String,
    has_tables: bool,
}

impl Place {
    pub(crate) fn told(&self) -> &str {
        &self.engine.command
    }
}

/// How a command ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) json: Value,
    pub(crate) printed: String,
    pub(crate) said: String,
}

impl Ended {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            json: serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
            printed: text(&output.stdout),
            said: text(&output.stderr),
        }
    }

    /// Whether there is a result.
    pub(crate) fn has_result(&self) -> bool {
        [0, 3].contains(&self.code)
    }
}

impl Places {
    pub(crate) fn of(cases: &[Case]) -> Self {
        let folder = Folder::new();
        for case in cases {
            folder.write(&format!("{}.csv", case.name()), case.table.csv());
        }
        let with_tables = |engine: AnEngine| {
            let has_tables = ["duckdb", "sqlite"].contains(&engine.dialect.name);
            let command = match has_tables {
                true => in_a_file(&folder, &engine, cases),
                false => engine.command.clone(),
            };
            Place { engine, command, has_tables }
        };
        let engines = engines().into_iter().map(with_tables).collect();
        Self { folder, engines }
    }

    /// What a command says of a case, in the file, whose words for gaps are texts as they are in an engine, or there.
    pub(crate) fn run(
        &self,
        case: &Case,
        engine: Option<&Place>,
        before: &[&str],
        flags: &[String],
    ) -> Ended {
        let place = match engine {
            None if before[0] == "predict" => vec![format!("{}.csv", case.name())],
            None => [&format!("{}.csv", case.name()), "--na", ""].map(str::to_owned).to_vec(),
            Some(Place { engine, command, has_tables }) => {
                let table = match has_tables {
                    true => case.name(),
                    false => case.table.written_out(engine.dialect),
                };
                vec!["--sql".to_owned(), command.clone(), "--table".to_owned(), table]
            }
        };
        let flags = place.iter().chain(flags).map(String::as_str);
        let args: Vec<&str> = before.iter().copied().chain(flags).collect();
        Ended::of(&self.folder.run(&args))
    }
}

/// Makes the tables in a database of the engine's own.
fn in_a_file(folder: &Folder, engine: &AnEngine, cases: &[Case]) -> String {
    let (name, dialect) = (format!("laws.{}", engine.dialect.name), engine.dialect);
    let created = cases.iter().map(|case| case.table.created(&case.name(), dialect));
    folder.write("laws.sql", format!("BEGIN;\n{}COMMIT;\n", created.collect::<String>()));
    let script = std::fs::File::open(folder.file("laws.sql")).unwrap();
    let mut command = Command::new(&engine.command);
    let done = command.arg(folder.file(&name)).stdin(script).status().unwrap();
    assert!(done.success(), "{name}");
    format!("{} {}", engine.command, folder.file(&name).display())
}
