use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::Error;

use super::answer::Answer;
use super::command::Command;
use super::groups::{Group, Handout};
use super::statement::Statement;
use super::words::Words;

/// How long a program has to end by itself when nothing more is asked.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long is waited for words after a failure, for further ones, and for output of a program that is gone.
const FOR_WORDS: Duration = Duration::from_secs(2);
const FOR_MORE: Duration = Duration::from_millis(50);
const FOR_THE_GONE: Duration = Duration::from_secs(1);
/// Longer lines come in pieces.
const LONGEST_LINE: u64 = 1 << 22;
/// Beyond it a statement is better read from a file: Spark's shell takes 17 s for a line of 100 kB.
const LONG: usize = 4096;
/// Lines read ahead.
const AHEAD: usize = 16;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// The program does not start.
    Start(Error),
    /// The deadline has passed, and meanwhile there were these words.
    Late(String),
    /// The program ended, with these words.
    Ended(String),
    /// The statement failed, with these words.
    Refused(String),
    /// The answer is another one.
    Wrong(String),
}

impl Failure {
    /// Whether it may go well another time.
    pub(super) fn may_pass(&self) -> bool {
        !matches!(self, Self::Start(_) | Self::Late(_))
    }

    /// What an engine that says it twice means, without its numbers of lines and tasks.
    pub(super) fn verdict(&self) -> Option<String> {
        match self {
            Self::Refused(words) | Self::Wrong(words) => {
                Some(words.replace(|c: char| c.is_ascii_digit(), ""))
            }
            _ => None,
        }
    }
}

/// Something that the program wrote, or the end of it.
enum Heard {
    Line(String),
    Word(String),
    EndOfLines,
    EndOfWords,
}

/// A program that runs. A thread writes to it and two read, so that no pipe fills while another is waited for.
pub(super) struct Child {
    /// Whether it has been told what comes before all questions.
    pub(super) greeted: bool,
    /// How it is told to read a file.
    source: &'static str,
    group: Group,
    statements: Option<Sender<String>>,
    heard: Receiver<Heard>,
    /// What it says of its statements, and what it prints beside their rows.
    said: Words,
    printed: Words,
    /// Whether it may still be asked, or told to end.
    well: bool,
}

impl Child {
    pub(super) fn start(command: &Command) -> Result<Self, Error> {
        let mut process = command.process();
        process.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut group = Group::start(&mut process).map_err(|source| command.refused(source))?;
        let (tell, heard) = sync_channel(AHEAD);
        let (statements, told) = channel();
        let (stdin, stdout, stderr) = group.pipes();
        if let Some(stdin) = stdin {
            thread::spawn(move || write(stdin, &told));
        }
        if let Some(stdout) = stdout {
            let tell = tell.clone();
            thread::spawn(move || read(stdout, &tell, Heard::Line, Heard::EndOfLines));
        }
        if let Some(stderr) = stderr {
            thread::spawn(move || read(stderr, &tell, Heard::Word, Heard::EndOfWords));
        }
        let (greeted, source) = (false, command.dialect.source);
        Ok(Self {
            greeted,
            source,
            group,
            statements: Some(statements),
            heard,
            said: Words::default(),
            printed: Words::default(),
            well: true,
        })
    }

    /// Sends a statement, and reads until the program is through with it.
    pub(super) fn listen(
        &mut self,
        statement: &Statement,
        until: Instant,
    ) -> Result<Answer, Failure> {
        self.well = false;
        (self.said, self.printed) = (Words::default(), Words::default());
        let (text, _file) = self.spoken(statement)?;
        let _ = self.statements.as_ref().map(|to| to.send(text + &statement.through)); // it ended, if nobody listens
        let mut answer = Answer::default();
        while !answer.through {
            let now = Instant::now();
            if now >= until {
                return Err(Failure::Late(self.words()));
            }
            match self.heard.recv_timeout(FOR_THE_GONE.min(until - now)) {
                Ok(Heard::Line(line)) => {
                    if !answer.take(&line, statement)? {
                        self.printed.hear(&line);
                    }
                }
                Ok(Heard::Word(line)) => self.said.hear(&line),
                Ok(Heard::EndOfWords) => {}
                Ok(Heard::EndOfLines) | Err(RecvTimeoutError::Disconnected) => {
                    return Err(self.ended());
                }
                Err(RecvTimeoutError::Timeout) if self.group.leader_has_ended() => {
                    return Err(self.ended());
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        self.well = true;
        Ok(answer)
    }

    /// What is sent; with a long statement, the file that contains it, where the program would read it too slowly.
    fn spoken(&self, statement: &Statement) -> Result<(String, Option<Handout>), Failure> {
        if self.source.is_empty() || statement.text.len() <= LONG {
            return Ok((statement.text.clone(), None));
        }
        let refused = |error| {
            Failure::Refused(format!("a file for its statement cannot be written: {error}"))
        };
        let file = Handout::new(&statement.text).map_err(refused)?;
        Ok((self.source.replace("{}", &file.path().to_string()) + ";\n", Some(file)))
    }

    /// What the engine has to say about a statement that it is through with: the words take another way than the
    /// rows, and may come later.
    pub(super) fn last_words(&mut self) -> String {
        let until = Instant::now() + FOR_WORDS;
        loop {
            let patience = if self.said.is_empty() { FOR_WORDS } else { FOR_MORE };
            let left = until.saturating_duration_since(Instant::now());
            match self.heard.recv_timeout(patience.min(left)) {
                _ if left.is_zero() => break,
                Ok(Heard::Word(line)) => self.said.hear(&line),
                Ok(Heard::Line(line)) => self.printed.hear(&line),
                Ok(Heard::EndOfLines) => {}
                Ok(Heard::EndOfWords) | Err(_) => break,
            }
        }
        self.words()
    }

    fn words(&mut self) -> String {
        if self.said.is_empty() { self.printed.take() } else { self.said.take() }
    }

    fn ended(&mut self) -> Failure {
        let words = self.last_words();
        if !words.is_empty() {
            return Failure::Ended(words);
        }
        self.wait(FOR_THE_GONE); // its output may be closed before it has ended
        let status = self.group.end().filter(|status| !status.success());
        Failure::Ended(status.map_or("without a word".to_owned(), |status| status.to_string()))
    }

    /// Until it has ended, but no longer than that.
    fn wait(&mut self, limit: Duration) {
        let until = Instant::now() + limit;
        while !self.group.leader_has_ended() && Instant::now() < until {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.statements = None; // its standard input closes
        if self.well {
            self.wait(FAREWELL);
        }
        self.group.end();
    }
}

fn write(mut stdin: ChildStdin, told: &Receiver<String>) {
    while let Ok(text) = told.recv() {
        if stdin.write_all(text.as_bytes()).and_then(|()| stdin.flush()).is_err() {
            return; // it has ended, which its output tells
        }
    }
}

fn read(from: impl Read, tell: &SyncSender<Heard>, line: fn(String) -> Heard, end: Heard) {
    let mut from = BufReader::new(from);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let length = from.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes);
        if length.map_or(true, |length| length == 0) {
            let _ = tell.send(end);
            return;
        }
        if tell.send(line(String::from_utf8_lossy(&bytes).into_owned())).is_err() {
            return;
        }
    }
}
