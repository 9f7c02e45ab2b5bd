//! An engine behind a program that reads SQL on its standard input and prints rows.

mod answer;
mod child;
mod command;
mod groups;
mod statement;
mod words;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::{Dialect, Engine, Error, Query};

use answer::Answer;
use child::{Child, Failure};
use command::Command;
use statement::Statement;

pub use groups::end_programs;

/// How long an answer may take, and how often a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShellOptions {
    /// From the question to its complete answer, the program's start and all attempts included.
    pub deadline: Duration,
    /// How often a question is asked at most.
    pub attempts: usize,
}

impl Default for ShellOptions {
    fn default() -> Self {
        Self { deadline: Duration::from_secs(600), attempts: 3 }
    }
}

/// A program such as `psql` that stays open between questions. Dropped, it ends, and all that it started.
///
/// A question that failed is asked again, of a program started anew: it changes nothing. That is so only after a
/// first success, because a wrong password stays wrong; an engine that says the same twice means it; and a deadline
/// that has passed is for all attempts.
pub struct Shell {
    command: Command,
    options: ShellOptions,
    conversation: Mutex<Conversation>,
    answered: AtomicUsize,
}

/// The program that runs, if one does, and how many statements it and its forerunners were sent.
struct Conversation {
    child: Option<Child>,
    statements: usize,
}

impl Shell {
    /// Starts the program. `command` is split into words as a shell does it, but no shell runs it; the options
    /// of the dialect come right behind the program's name. Without a dialect, that name picks one.
    ///
    /// # Errors
    /// [`Error::Command`] where there are no words; [`Error::Start`] where there is no such program.
    pub fn open(
        command: &str,
        dialect: Option<&'static Dialect>,
        options: ShellOptions,
    ) -> Result<Self, Error> {
        let command = Command::read(command, dialect)?;
        let child = Some(Child::start(&command)?);
        let conversation = Mutex::new(Conversation { child, statements: 0 });
        Ok(Self { command, options, conversation, answered: AtomicUsize::new(0) })
    }

    /// What the program speaks.
    #[must_use]
    pub fn dialect(&self) -> &'static Dialect {
        self.command.dialect
    }

    /// A text without the passwords of the command.
    #[must_use]
    pub fn without_secrets(&self, text: &str) -> String {
        self.command.without_secrets(text)
    }

    /// The program's name, without folder, options and passwords.
    #[must_use]
    pub fn program(&self) -> &str {
        &self.command.name
    }

    /// How many questions it has answered.
    #[must_use]
    pub fn queries(&self) -> usize {
        self.answered.load(Ordering::Relaxed)
    }

    /// Asks once, of a program that is started if need be.
    fn ask(
        &self,
        conversation: &mut Conversation,
        query: &Query,
        until: Instant,
    ) -> Result<Answer, Failure> {
        let Conversation { child, statements } = conversation;
        let child = match child {
            Some(child) => child,
            none => none.insert(Child::start(&self.command).map_err(Failure::Start)?),
        };
        let (dialect, deadline) = (self.dialect(), self.options.deadline);
        if !child.greeted {
            child.listen(&Statement::greeting(dialect, deadline, *statements), until)?;
            child.greeted = true;
            *statements += 1;
        }
        let statement = Statement::question(query, *statements);
        *statements += 1;
        let answer = child.listen(&statement, until)?;
        if answer.ended { answer.whole() } else { Err(Failure::Refused(child.last_words())) }
    }

    /// What a failure says to the user.
    fn error(&self, failure: Failure, attempts: usize) -> Error {
        let engine = self.command.name.clone();
        let times = if attempts > 1 { format!(" (asked {attempts} times)") } else { String::new() };
        let said = |words: &str| self.command.without_secrets(words).replace('\n', " ");
        let silent = |words: String| {
            if words.is_empty() { "it failed without a word".to_owned() } else { words }
        };
        match failure {
            Failure::Start(error) => error,
            Failure::Late(words) => {
                Error::Deadline { engine, deadline: self.options.deadline, said: said(&words) }
            }
            Failure::Ended(words) => {
                Error::Engine { engine, message: format!("it ended: {}{times}", said(&words)) }
            }
            Failure::Refused(words) => {
                Error::Engine { engine, message: said(&silent(words)) + &times }
            }
            Failure::Wrong(problem) => Error::Answer { engine, problem: said(&problem) + &times },
        }
    }
}

impl Engine for Shell {
    fn select(&self, query: &Query) -> Result<Vec<Vec<String>>, Error> {
        let mut conversation = self.conversation.lock().unwrap_or_else(PoisonError::into_inner);
        let until = Instant::now() + self.options.deadline;
        let mut before: Option<String> = None;
        let mut attempt = 1;
        loop {
            let failure = match self.ask(&mut conversation, query, until) {
                Ok(answer) => {
                    self.answered.fetch_add(1, Ordering::Relaxed);
                    return Ok(answer.rows);
                }
                Err(failure) => failure,
            };
            let verdict = failure.verdict();
            let meant = verdict.is_some() && verdict == before;
            let again = failure.may_pass()
                && !meant
                && self.queries() > 0
                && attempt < self.options.attempts;
            if again || !matches!(failure, Failure::Refused(_)) {
                conversation.child = None;
            }
            if !again {
                return Err(self.error(failure, attempt));
            }
            rest(attempt, until);
            before = verdict;
            attempt += 1;
        }
    }
}

/// A moment for what failed to come back: a second, then four.
fn rest(attempt: usize, until: Instant) {
    let moment = Duration::from_secs(if attempt == 1 { 1 } else { 4 });
    std::thread::sleep(moment.min(until.saturating_duration_since(Instant::now())));
}
