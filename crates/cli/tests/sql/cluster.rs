//! A cluster of Spark that a test may break.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Two clusters would be more than a machine of two cores can bear.
static ONE: Mutex<()> = Mutex::new(());

/// Two workers, in the folder that `REGRESS_SPARK` names, or beside what Cargo builds; dropped, it ends.
pub(crate) struct Cluster {
    folder: PathBuf,
    address: String,
    killed: Vec<String>,
    _one: MutexGuard<'static, ()>,
}

impl Cluster {
    pub(crate) fn start() -> Self {
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = std::env::var_os("REGRESS_SPARK").map(PathBuf::from);
        let folder = folder.unwrap_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("spark"));
        std::fs::create_dir_all(&folder).unwrap();
        let (address, killed) = (String::new(), Vec::new());
        let mut cluster = Self { folder, address, killed, _one: one };
        cluster.begin();
        cluster
    }

    /// What is left of it ends, and another one begins at another address.
    pub(crate) fn begin(&mut self) {
        self.script("stop");
        self.address = self.script("start");
        self.killed.clear();
    }

    /// The shell of Spark as a client of the cluster.
    pub(crate) fn command(&self) -> String {
        let home = std::env::var_os("SPARK_HOME").map(PathBuf::from);
        let home = home.unwrap_or_else(|| self.folder.join("spark"));
        let settings = [
            "spark.driver.host=127.0.0.1",
            "spark.driver.bindAddress=127.0.0.1",
            "spark.ui.enabled=false",
            "spark.sql.catalogImplementation=in-memory",
            "spark.sql.shuffle.partitions=4",
            "spark.executor.extraJavaOptions=-XX:+UseSerialGC",
        ];
        let settings: String = settings.iter().map(|word| format!(" --conf {word}")).collect();
        format!(
            "{}/bin/spark-sql --master {} --driver-java-options -XX:+UseSerialGC{settings}",
            home.display(),
            self.address
        )
    }

    pub(crate) fn add_worker(&self) {
        self.script("add-worker");
    }

    pub(crate) fn kill_master(&self) {
        self.script("kill-master");
    }

    /// Kills the oldest worker with its executor while that has something to do, and says how many tasks it left
    /// unfinished.
    #[track_caller]
    pub(crate) fn kill_worker_at_work(&mut self, limit: Duration) -> usize {
        let until = Instant::now() + limit;
        let oldest = self.workers().into_iter().find(|role| !self.killed.contains(role)).unwrap();
        while self.unfinished(&oldest) == 0 {
            assert!(Instant::now() < until, "{oldest} had nothing to do for {limit:?}");
            sleep(Duration::from_millis(10));
        }
        assert_eq!(self.kill_worker(), oldest);
        self.unfinished(&oldest)
    }

    pub(crate) fn kill_worker(&mut self) -> String {
        let role = self.script("kill-worker");
        self.killed.push(role.clone());
        role
    }

    /// All that were started, the oldest first.
    fn workers(&self) -> Vec<String> {
        let started = std::fs::read_to_string(self.folder.join("started")).unwrap();
        let roles = started.lines().filter_map(|line| line.split(' ').next());
        roles.filter(|role| role.starts_with("worker")).map(str::to_owned).collect()
    }

    /// Tasks that a worker's executors began and did not finish, as they say themselves.
    fn unfinished(&self, worker: &str) -> usize {
        let inside = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten();
        let of_worker = inside(self.folder.join("workers").join(worker));
        let logs = of_worker.flat_map(|app| inside(app.path())).map(|of| of.path().join("stderr"));
        let tasks = |log: &str, word: &str| -> HashSet<String> {
            let lines = log.lines().filter(|line| line.contains(word));
            let number =
                |line: &str| Some(line.split_once("(TID ")?.1.split_once(')')?.0.to_owned());
            lines.filter_map(number).collect()
        };
        let left = |log: PathBuf| {
            let log = std::fs::read_to_string(log).unwrap_or_default();
            let (begun, done) = (tasks(&log, ": Running task"), tasks(&log, ": Finished task"));
            begun.difference(&done).count()
        };
        logs.map(left).sum()
    }

    /// What the script prints.
    #[track_caller]
    fn script(&self, verb: &str) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.ci/spark");
        let mut command = Command::new(script);
        let command = command.arg(verb).arg(&self.folder).stderr(Stdio::inherit());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{verb}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.script("stop");
    }
}
