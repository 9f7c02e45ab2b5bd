//! What the tests of the binary share.

#![allow(dead_code, reason = "each test file takes what it needs")]
#![allow(clippy::panic, reason = "a test stops at what is missing")]

pub(crate) mod cases;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

pub(crate) fn regress() -> Command {
    Command::new(env!("CARGO_BIN_EXE_regress"))
}

/// What a command says when it ends by itself; one that runs for more than a minute is killed, and fails
/// the test.
pub(crate) fn ended(mut command: Command) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (stdout, stderr) = (all_of(child.stdout.take()), all_of(child.stderr.take()));
    let deadline = Instant::now() + Duration::from_secs(60);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > deadline {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("no end within a minute: {command:?}");
        }
        thread::sleep(Duration::from_millis(5));
    };
    Output { status, stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap() }
}

/// Reads a pipe to its end beside the program that fills it.
fn all_of(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// A table of `data/real`.
pub(crate) fn real(name: &str) -> String {
    format!("{}/../../data/real/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A folder of its own, in which the program is run.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.file(name), content).unwrap();
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap()
    }

    /// The names of all files, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        regress().args(args).current_dir(self.path()).output().unwrap()
    }

    /// Standard output of a run that ends well.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// What a doctor says, whether the table is of use or not.
    pub(crate) fn examined(&self, args: &[&str]) -> String {
        let output = self.run(&[&["doctor"], args].concat());
        let code = output.status.code().unwrap();
        assert!(code < 2 && !output.stdout.is_empty(), "{args:?}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// A model of the three irises.
    pub(crate) fn fit_iris(&self, model: &str) {
        let fit = ["fit", &real("iris.csv"), "-t", "species", "-m", "softmax", "--l2", "1"];
        self.ok(&[&fit[..], &["-o", model, "-q"]].concat());
    }

    /// Exit code and standard error of a run that ends badly; standard output stays empty.
    pub(crate) fn failure(&self, args: &[&str]) -> (i32, String) {
        let output = self.run(args);
        assert!(output.stdout.is_empty(), "{args:?}: {}", text(&output.stdout));
        (output.status.code().unwrap(), text(&output.stderr))
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A table of the gallery, and the name of its target.
pub(crate) fn specimen(folder: &Folder, name: &str) -> String {
    let csv = folder.ok(&["generate", name]);
    folder.write("t.csv", &csv);
    csv.lines().next().unwrap().rsplit(',').next().unwrap().to_owned()
}

/// A good table, a model of it, and an output that must survive.
pub(crate) fn with_a_model() -> Folder {
    let folder = Folder::new();
    let rows: String = (0..40)
        .map(|i| {
            format!("{i},{},{}\n", (i * 7) % 11, if (i * 5) % 8 < i / 5 { "yes" } else { "no" })
        })
        .collect();
    folder.write("good.csv", format!("a,b,y\n{rows}")).write("out.json", "earlier");
    folder.ok(&["fit", "good.csv", "-t", "y", "-o", "model.json", "-q"]);
    folder
}
