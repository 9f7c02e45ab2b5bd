//! The conversation with a program, with programs that do all that can go wrong.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use warehouse::{Engine, Error, Query, Shell, ShellOptions};

const CLIENT: &str = include_str!("programs/client.py");
/// For what never answers.
const SOON: Duration = Duration::from_secs(2);
/// For what does.
const LATE: Duration = Duration::from_secs(300);

struct Program {
    folder: TempDir,
}

impl Program {
    /// The client, some of it changed.
    fn with(changed: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("starts")).unwrap();
        fs::write(folder.path().join("client.py"), CLIENT.replace("#CHANGED", changed)).unwrap();
        Self { folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self) -> String {
        format!("python3 {} {}", self.file("client.py").display(), self.file("starts").display())
    }

    fn open(&self, deadline: Duration) -> Shell {
        let options = ShellOptions { deadline, ..ShellOptions::default() };
        Shell::open(&self.command(), None, options).unwrap()
    }

    fn starts(&self) -> usize {
        fs::read_dir(self.file("starts")).unwrap().count()
    }

    /// The number that a program wrote into `pid`.
    fn pid(&self) -> String {
        fs::read_to_string(self.file("starts").join("pid")).unwrap()
    }
}

fn query(text: &str, columns: usize) -> Query {
    Query { text: text.to_owned(), columns }
}

fn one(shell: &Shell) -> Result<Vec<Vec<String>>, Error> {
    shell.select(&query("SELECT 1.5, NULL", 2))
}

fn is_one(answer: Result<Vec<Vec<String>>, Error>) {
    assert_eq!(answer.unwrap(), [["1.5", ""]]);
}

fn runs(pid: &str) -> bool {
    let state = Command::new("ps").args(["-o", "stat=", "-p", pid]).output().unwrap().stdout;
    let state = String::from_utf8(state).unwrap();
    !state.trim().is_empty() && !state.trim().starts_with('Z')
}

#[test]
fn a_program_answers_one_question_after_the_other() {
    let program = Program::with("");
    let shell = program.open(LATE);
    is_one(one(&shell));
    let rows = shell
        .select(&query("SELECT 2, 'ab' UNION ALL SELECT 3, 'cd' -- in this order", 2))
        .unwrap();
    assert_eq!(rows, [["2", "ab"], ["3", "cd"]]);
    assert!(shell.select(&query("SELECT 1 WHERE 1 = 0", 1)).unwrap().is_empty());
    assert_eq!((shell.queries(), program.starts()), (3, 1));
    assert_eq!((shell.program(), shell.dialect().name), ("python3", "ansi"));
}

#[test]
fn echoes_order_noise_and_size_do_not_matter() {
    let program = Program::with(
        "def heard(line): print('sql>', line[:5000], end='', flush=True)\n\
         def question(rows):\n    sys.stdout.buffer.write(b'\\xff\\xfe noise\\n')\n    show(reversed(rows))",
    );
    let shell = program.open(LATE);
    is_one(one(&shell));
    let values: Vec<String> = (0..300_000).map(|i| format!("({i:09})")).collect();
    let long = format!("SELECT sum(column1), count(*) FROM (VALUES {})", values.join(","));
    assert!(long.len() > 3_500_000);
    assert_eq!(shell.select(&query(&long, 2)).unwrap(), [["44999850000", "300000"]]);
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n";
    assert_eq!(shell.select(&query(many, 1)).unwrap().len(), 20_000);
}

#[test]
fn a_program_that_dies_is_started_anew_once_it_has_answered() {
    let dies = "def question(rows):\n    if asked == 2 and starts == 0:\n        print('regress-', end='', flush=True)\n        \
                print('server closed the connection', file=sys.stderr)\n        os._exit(3)\n    show(rows)";
    let program = Program::with(dies);
    let shell = program.open(LATE);
    is_one(one(&shell));
    is_one(one(&shell));
    is_one(one(&shell));
    assert_eq!((shell.queries(), program.starts()), (3, 2));
}

#[test]
fn a_first_question_is_asked_once() {
    let program = Program::with("print('no password supplied', file=sys.stderr)\nsys.exit(2)");
    let error = one(&program.open(LATE)).unwrap_err();
    assert_eq!(error.to_string(), "python3: it ended: no password supplied");
    assert_eq!(program.starts(), 1);
    let program = Program::with("sys.exit(2)");
    let error = one(&program.open(LATE)).unwrap_err().to_string();
    assert_eq!(error, "python3: it ended: exit status: 2");
}

#[test]
fn a_program_that_ended_between_questions_is_started_anew() {
    let program = Program::with("open(folder + '/pid', 'w').write(str(os.getpid()))");
    let shell = program.open(LATE);
    is_one(one(&shell));
    assert!(Command::new("kill").args(["-9", &program.pid()]).status().unwrap().success());
    is_one(one(&shell));
}

#[test]
fn an_error_after_some_rows_is_no_answer() {
    let fails = |when: &str| {
        format!(
            "def question(rows):\n    if asked == 2 and {when}:\n        show(rows[:1])\n        \
             print('Error: lost executor 1', file=sys.stderr, flush=True)\n    else:\n        show(rows)"
        )
    };
    let program = Program::with(&fails("starts == 0"));
    let shell = program.open(LATE);
    is_one(one(&shell));
    is_one(one(&shell));
    assert_eq!(program.starts(), 2);
    let program = Program::with(&fails("True").replace("asked == 2", "(asked == 2 or starts > 0)"));
    let shell = program.open(LATE);
    is_one(one(&shell));
    let error = one(&shell).unwrap_err().to_string();
    assert_eq!(error, "python3: Error: lost executor 1 (asked 2 times)"); // it said the same twice
    assert_eq!(program.starts(), 2);
}

#[test]
fn the_engine_has_its_own_words_and_the_next_question_an_answer() {
    let program = Program::with("");
    let shell = program.open(LATE);
    let error = shell.select(&query("SELECT x FROM absent", 1)).unwrap_err();
    assert_eq!(error.to_string(), "python3: Error: no such table: absent");
    is_one(one(&shell));
    assert_eq!((shell.queries(), program.starts()), (1, 1));
}

#[test]
fn what_never_ends_is_ended_at_the_deadline() {
    let endless = [
        "def question(rows): time.sleep(600)",
        "def question(rows):\n    while True: print('noise')",
        "def question(rows):\n    while True: sys.stdout.write('noise' * 1000)",
        "def question(rows):\n    while True: print('noise', file=sys.stderr)",
        "def question(rows):\n    show(rows[:1])\n    time.sleep(600)",
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\ndef question(rows): time.sleep(600)",
        "time.sleep(600)",
    ];
    for changed in endless {
        let program = Program::with(changed);
        let error = one(&program.open(SOON)).unwrap_err();
        assert!(matches!(error, Error::Deadline { deadline: SOON, .. }), "{changed}: {error}");
        assert!(program.starts() <= 1);
    }
}

#[test]
fn what_was_said_before_the_deadline_is_told() {
    let program = Program::with(
        "def question(rows):\n    print('waiting for resources', file=sys.stderr, flush=True)\n    time.sleep(600)",
    );
    let error = one(&program.open(SOON * 5)).unwrap_err().to_string();
    assert!(error.ends_with("fewer rows; it said last: waiting for resources"), "{error}");
}

#[test]
fn a_statement_that_fails_without_a_word_is_an_error() {
    let program = Program::with("def question(rows): pass");
    let error = one(&program.open(LATE)).unwrap_err().to_string();
    assert_eq!(error, "python3: it failed without a word");
}

#[test]
fn a_statement_that_swallows_all_others_ends_at_the_deadline() {
    let program = Program::with("");
    let shell = program.open(SOON);
    let error = shell.select(&query("SELECT 'a", 1)).unwrap_err();
    assert!(matches!(error, Error::Deadline { .. }), "{error}");
    let shell = program.open(SOON * 30);
    is_one(one(&shell));
}

#[test]
fn what_is_cut_short_or_garbled_is_no_answer() {
    let garbled = [
        (
            "for row in rows: print('|'.join(map(str, row[:3])), flush=True)",
            "a row of 1 columns, and not of 2",
        ),
        (
            "print('\\n'.join('|'.join(str(f)[:13] for f in r) + '…' for r in rows), flush=True)",
            "is no number",
        ),
        ("show(rows[:1] * 2 + rows[1:])", "more or fewer than 1 rows"),
        (
            "show([r for r in rows if 0])\n    print(rows[1][0], flush=True)\n    rows[0] = rows[0][:1] + (2,) + rows[0][2:]\n    show(rows)",
            "1 of 2 rows arrived",
        ),
        (
            "sys.stdout.buffer.write(rows[0][0].encode() + b'|1|\\xff|1\\n')\n    show(rows[1:])",
            "is no number",
        ),
        ("print(*rows[0], flush=True)", "separated by neither"),
    ];
    for (changed, problem) in garbled {
        let program = Program::with(&format!("def question(rows):\n    {changed}"));
        let error = one(&program.open(LATE)).unwrap_err();
        assert!(matches!(error, Error::Answer { .. }), "{changed}: {error}");
        assert!(error.to_string().contains(problem), "{changed}: {error}");
    }
}

#[test]
fn what_a_wrapper_started_ends_with_it() {
    let starts = "import subprocess\nopen(folder + '/pid', 'w').write(str(subprocess.Popen(['sleep', '600']).pid))\n";
    let program = Program::with(&format!("{starts}def question(rows): time.sleep(600)"));
    let shell = program.open(SOON);
    let error = one(&shell).unwrap_err();
    assert!(matches!(error, Error::Deadline { .. }), "{error}");
    assert!(!runs(&program.pid()), "after the deadline");

    let program = Program::with(starts);
    let shell = program.open(LATE);
    is_one(one(&shell));
    assert!(runs(&program.pid()));
    drop(shell);
    assert!(!runs(&program.pid()), "after the end");

    let program = Program::with(&format!("{starts}def question(rows): os._exit(1)")); // its child keeps the pipes
    let error = one(&program.open(LATE)).unwrap_err();
    assert_eq!(error.to_string(), "python3: it ended: exit status: 1");
    assert!(!runs(&program.pid()), "after its death");
}

#[test]
fn passwords_are_not_repeated() {
    let program =
        Program::with("print('error: cannot read', sys.argv[2:], file=sys.stderr)\nsys.exit(1)");
    let command = program.command()
        + " postgres://ann:hush-9@h/db 'host=h password=hush-9' --password hush-9";
    let shell = Shell::open(&command, None, ShellOptions::default()).unwrap();
    let error = one(&shell).unwrap_err();
    assert!(error.to_string().contains("postgres://ann:***@h/db"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hush-9"), "{error:?}");
}

#[test]
fn what_cannot_be_started_is_named_with_a_remedy() {
    let open = |command: &str| {
        Shell::open(command, None, ShellOptions::default()).map(|_| ()).unwrap_err()
    };
    let error = open("/nowhere/duckdb shop.db").to_string();
    assert!(error.starts_with("duckdb cannot be started: "), "{error}");
    assert!(error.ends_with("; `pip install duckdb-cli` installs it"), "{error}");
    assert!(!open("no-such-program password=hush-9").to_string().contains("hush"));
    assert!(matches!(open("'psql"), Error::Command(_)));
    assert!(matches!(open(""), Error::Command(_)));
}
