//! Programs start further ones, which outlive them; a group of processes ends as a whole.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// All groups that run with the files that they read, and whether new ones may.
static RUNNING: Mutex<Running> =
    Mutex::new(Running { groups: Vec::new(), files: Vec::new(), closed: false });

struct Running {
    groups: Vec<u32>,
    files: Vec<PathBuf>,
    closed: bool,
}

fn running() -> MutexGuard<'static, Running> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends all programs of all shells, and lets none start: for the handler of an interrupt, after which the process
/// exits.
pub fn end_programs() {
    let mut running = running();
    running.closed = true;
    system::end(&std::mem::take(&mut running.groups));
    for file in std::mem::take(&mut running.files) {
        let _ = fs::remove_file(file); // if it is gone, all the better
    }
}

/// A file for a program to read, which is gone when this is dropped, or the programs are ended.
pub(super) struct Handout(tempfile::NamedTempFile);

impl Handout {
    pub(super) fn new(text: &str) -> io::Result<Self> {
        let mut file = tempfile::Builder::new().prefix("regress-").suffix(".sql").tempfile()?;
        running().files.push(file.path().to_owned());
        file.write_all(text.as_bytes()).map(|()| Self(file))
    }

    pub(super) fn path(&self) -> std::path::Display<'_> {
        self.0.path().display()
    }
}

impl Drop for Handout {
    fn drop(&mut self) {
        running().files.retain(|file| file != self.0.path());
    }
}

/// A program and all that it starts, which is in the group unless it left it.
pub(super) struct Group {
    leader: Child,
}

impl Group {
    /// Starts a program in a group of its own.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        let mut running = running(); // until the new group is among them
        if running.closed {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let leader = system::apart(command).spawn()?;
        running.groups.push(leader.id());
        Ok(Self { leader })
    }

    /// The program's ends of the pipes, once.
    pub(super) fn pipes(
        &mut self,
    ) -> (Option<ChildStdin>, Option<ChildStdout>, Option<ChildStderr>) {
        (self.leader.stdin.take(), self.leader.stdout.take(), self.leader.stderr.take())
    }

    /// Whether the program itself has ended.
    pub(super) fn leader_has_ended(&mut self) -> bool {
        system::has_ended(&mut self.leader)
    }

    /// Ends all of it, and says how the program ended.
    pub(super) fn end(&mut self) -> Option<ExitStatus> {
        let mut running = running();
        let id = self.leader.id();
        if running.groups.contains(&id) {
            system::end(&[id]);
            running.groups.retain(|&leader| leader != id);
        }
        let _ = self.leader.kill(); // where there are no groups
        self.leader.wait().ok()
    }
}

#[cfg(unix)]
mod system {
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command};
    use std::time::{Duration, Instant};

    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

    /// How long a program may tidy up once it is told to end.
    const TIDYING: Duration = Duration::from_secs(2);

    pub(super) fn apart(command: &mut Command) -> &mut Command {
        command.process_group(0)
    }

    /// Asks politely first: the JVM then removes its temporary folders and takes leave of its cluster.
    pub(super) fn end(leaders: &[u32]) {
        leaders.iter().for_each(|&leader| tell(leader, Signal::TERM));
        let until = Instant::now() + TIDYING;
        while Instant::now() < until && !leaders.iter().all(|&leader| is_over(leader)) {
            std::thread::sleep(Duration::from_millis(5));
        }
        leaders.iter().for_each(|&leader| tell(leader, Signal::KILL));
    }

    pub(super) fn has_ended(leader: &mut Child) -> bool {
        is_over(leader.id())
    }

    /// Leaves it to [`Child::wait`] to lay the process to rest, so that its number stays taken.
    fn is_over(leader: u32) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        pid(leader).is_none_or(|pid| !matches!(waitid(WaitId::Pid(pid), options), Ok(None)))
    }

    fn tell(leader: u32, signal: Signal) {
        if let Some(pid) = pid(leader) {
            let _ = kill_process_group(pid, signal); // nobody is left, if it fails
        }
    }

    fn pid(leader: u32) -> Option<Pid> {
        Pid::from_raw(i32::try_from(leader).ok()?)
    }
}

#[cfg(not(unix))]
mod system {
    use std::process::{Child, Command};

    pub(super) fn apart(command: &mut Command) -> &mut Command {
        command
    }

    /// An interrupt reaches all programs of a console, and [`Child::kill`] ends the others.
    pub(super) fn end(_: &[u32]) {}

    pub(super) fn has_ended(leader: &mut Child) -> bool {
        leader.try_wait().is_ok_and(|status| status.is_some())
    }
}
