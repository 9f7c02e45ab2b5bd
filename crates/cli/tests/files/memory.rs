//! Tables larger than the memory that a fit may take: the same model, and nothing left behind.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::common::{Folder, regress, text};

const ROWS: usize = 30_000;
/// Less than the features of the table take, and what is kept of its rows.
const LITTLE: &str = "2300kB";
/// The same with what cross-validation keeps.
const LITTLE_FOR_FOLDS: &str = "4300kB";

/// What names the folder of temporary files.
const TEMPORARY: &str = if cfg!(windows) { "TMP" } else { "TMPDIR" };

/// Numbers, a percentage, dates, categories, an offset, counts; gaps where they are asked for.
fn table(rows: usize, has_gaps: bool) -> String {
    let mut text = "a,b,share,day,pet,tame,o,w,y,class,price\n".to_owned();
    let mut state = 1_u64;
    let mut draw = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for _ in 0..rows {
        let (a, b) = (draw(2001) as f64 / 1000.0 - 1.0, draw(4001) as f64 / 500.0);
        let pet = draw(12);
        let likely = 350.0 + 200.0 * a + 10.0 * pet as f64;
        let y = if (draw(1000) as f64) < likely { "yes" } else { "no" };
        let class = ((a + 1.0 + draw(100) as f64 / 60.0) as usize).min(2);
        let class = ["low", "mid", "top"][class];
        let price = 3.0 * a - b + draw(1000) as f64 / 500.0;
        let a = if has_gaps && draw(50) == 0 { String::new() } else { a.to_string() };
        let pet = if has_gaps && draw(70) == 0 { "NA".to_owned() } else { format!("pet {pet}") };
        let (share, day) = (draw(1000) as f64 / 10.0, 1 + draw(28));
        let tame = ["yes", "no"][draw(2) as usize];
        let (offset, weight) = (draw(100) as f64 / 100.0, draw(4));
        text += &format!("{a},{b},{share}%,2024-05-{day:02},{pet},{tame},{offset},{weight},");
        text += &format!("{y},{class},{price:.3}\n");
    }
    text
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("t.csv", table(ROWS, false)).write("gaps.csv", table(ROWS, true));
    std::fs::create_dir(folder.file("spill")).unwrap();
    folder
}

/// A fit whose temporary files are in a folder of their own.
fn fit(folder: &Folder, args: &[&str]) -> Command {
    let mut command = regress();
    command.arg("fit").args(args).current_dir(folder.path());
    command.env(TEMPORARY, folder.file("spill"));
    command
}

fn left_behind(folder: &Folder) -> usize {
    std::fs::read_dir(folder.file("spill")).unwrap().count()
}

/// The report, the notes and the model file of a fit in so much memory.
fn outcome(folder: &Folder, memory: &str, args: &[&str]) -> (String, String, String) {
    let memory = ["--memory", memory, "-o", "model.json"];
    let output = fit(folder, &[args, &memory].concat()).output().unwrap();
    let is_fitted = matches!(output.status.code(), Some(0 | 3)); // or stopped early
    assert!(is_fitted, "{args:?}: {}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr), folder.read("model.json"))
}

fn same(folder: &Folder, args: &[&str]) {
    let has_folds = args.iter().any(|arg| arg.starts_with("--cv"));
    let little = if has_folds { LITTLE_FOR_FOLDS } else { LITTLE };
    assert!(outcome(folder, little, args) == outcome(folder, "1GB", args), "{args:?}");
}

#[test]
fn a_model_has_the_same_bytes_whether_its_table_fits_or_not() {
    let folder = folder();
    let of_y = ["-t", "y", "--as-date", "day"];
    let logistic = ["t.csv", "-t", "y", "--as-date", "day", "--drop", "w,o,class,price"];
    for more in [
        &["--test", "0.2", "--stratify"][..],
        &["--cv=0.5", "--standardise"],
        &["--robust"],
        &["--solver", "gd", "--rate", "0.01", "--epochs", "5", "--l2", "10", "--standardise"],
    ] {
        same(&folder, &[&logistic[..], more].concat());
    }
    let weighted = ["--weights", "w", "--offset", "o", "--drop", "class,price"];
    same(&folder, &[&["t.csv"], &of_y[..], &weighted, &["--test", "0.3"]].concat());
    let linear =
        ["t.csv", "-t", "price", "-m", "linear", "--drop", "y,class,w", "--date-parts", "day"];
    same(&folder, &linear);
    same(&folder, &[&linear[..], &["--cv"]].concat());
    let softmax =
        ["t.csv", "-t", "class", "-m", "softmax", "--drop", "y,price,w,day", "--l2", "0.01"];
    same(&folder, &softmax);
    for missing in ["drop", "mean", "level"] {
        let gaps = ["gaps.csv", "--missing", missing, "--drop", "class,price,w"];
        same(&folder, &[&gaps[..], &of_y, &["--test", "0.5"]].concat());
    }
    assert_eq!(left_behind(&folder), 0);
}

#[test]
fn so_has_one_from_a_pipe() {
    let folder = folder();
    let of = |memory: &str, data: &str| {
        let args = [data, "-t", "y", "--drop", "day,class", "--memory", memory, "-q"];
        let mut command = fit(&folder, &[&args[..], &["-o", "model.json"]].concat());
        command.stdin(File::open(folder.file("t.csv")).unwrap());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        folder.read("model.json")
    };
    assert_eq!(of(LITTLE, "-"), of("1GB", "t.csv"));
    assert_eq!(left_behind(&folder), 0);
}

#[test]
fn errors_are_the_same_too() {
    let folder = folder();
    let odd = table(ROWS, false) + "0.5,x,3%,2024-05-01,pet 1,maybe,0,1,yes,low,1\n";
    folder.write("odd.csv", &odd).write("ragged.csv", table(ROWS, false) + "1,2\n");
    for (data, more) in
        [("gaps.csv", ""), ("odd.csv", ""), ("odd.csv", "b"), ("ragged.csv", ""), ("t.csv", "xyz")]
    {
        let drop = format!("w,o,class,price,{more}");
        let args = [data, "-t", "y", "--drop", drop.trim_end_matches(','), "--memory"];
        let said = |memory: &str| {
            let output = fit(&folder, &[&args[..], &[memory]].concat()).output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
            text(&output.stderr).replace(memory, "M")
        };
        assert_eq!(said(LITTLE), said("1GB"));
    }
    assert_eq!(left_behind(&folder), 0);
}

#[test]
fn a_fit_that_is_killed_leaves_nothing_behind() {
    let folder = folder();
    let args = ["t.csv", "-t", "y", "--drop", "class", "--as-date", "day", "--cv"];
    let mut had_files = 0;
    for moment in [1, 5, 15, 40, 80, 150, 250, 400, 600, 1000] {
        let mut command = fit(&folder, &[&args[..], &["--memory", LITTLE_FOR_FOLDS]].concat());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(moment));
        had_files += usize::from(has_files(child.id(), &folder.file("spill")));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(left_behind(&folder), 0, "after {moment} ms");
    }
    assert!(had_files > 0 || !cfg!(target_os = "linux"));
}

/// Whether a program has opened files in a folder, with or without names.
fn has_files(process: u32, folder: &Path) -> bool {
    let open = std::fs::read_dir(format!("/proc/{process}/fd"));
    let mut targets = open.into_iter().flatten().flatten().map(|entry| entry.path().read_link());
    targets.any(|target| target.is_ok_and(|target| target.starts_with(folder)))
}

#[test]
fn where_no_file_can_be_made_the_fit_ends_and_says_where() {
    let folder = folder();
    let args = ["t.csv", "-t", "y", "--drop", "day,class", "--memory", LITTLE];
    let output = fit(&folder, &args).env(TEMPORARY, "/is/not/there").output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let hint = format!("hint: {TEMPORARY} ");
    assert!(said.contains("not") && said.contains("there") && said.contains(&hint), "{said}");
    assert!(output.stdout.is_empty());
}

/// On a disk of some hundred kilobytes, where such a thing can be had without being asked for rights.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_fit_before_it_begins() {
    let folder = folder();
    let on_a_disk = |size: &str, command: &str| {
        let mount = format!("mount -t tmpfs -o size={size} none spill && {command}");
        let mut shell = Command::new("unshare");
        shell.args(["-rm", "sh", "-c", &mount]).current_dir(folder.path()).output()
    };
    if !on_a_disk("100k", "true").is_ok_and(|output| output.status.success()) {
        return;
    }
    let program = env!("CARGO_BIN_EXE_regress");
    let fit = format!(
        "TMPDIR=spill {program} fit t.csv -t y --drop day,class --memory {LITTLE}; echo code $? >&2; ls spill"
    );
    for size in ["300k", "2000k", "2500k"] {
        let output = on_a_disk(size, &fit).unwrap();
        let said = text(&output.stderr);
        assert!(said.contains("code 1") && said.contains(" spill "), "{size}: {said}");
        assert!(said.contains("hint: TMPDIR can name a folder on a larger disk"), "{said}");
        assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    }
}

#[test]
fn too_little_memory_is_told() {
    let folder = folder();
    let (code, said) = folder.failure(&["fit", "t.csv", "-t", "y", "--memory", "500kB"]);
    assert_eq!(code, 1);
    assert!(said.contains("t.csv has ") && said.contains(" rows or more: what is kept"), "{said}");
    assert!(said.contains("hint: more --memory"), "{said}");
    for wrong in ["little", "-5MB", "0"] {
        let (code, said) = folder.failure(&["fit", "t.csv", "-t", "y", "--memory", wrong]);
        assert!(code == 2 && said.contains("a size is needed, as in 500MB or 2GB"), "{said}");
    }
}

/// As it is where nobody set it.
#[cfg(unix)]
#[test]
fn an_empty_name_is_no_folder_for_temporary_files() {
    let folder = folder();
    let args = ["t.csv", "-t", "y", "--drop", "day,class", "--memory", LITTLE, "-q"];
    let output = fit(&folder, &args).env("TMPDIR", "").output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}

/// The largest memory of a program, while it could be seen.
#[cfg(target_os = "linux")]
fn peak(mut command: Command) -> u64 {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let found = std::fs::read_to_string(Path::new(&status)).unwrap_or_default();
        let line = found.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok());
        peak = peak.max(1024 * kilobytes.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    peak
}

#[cfg(target_os = "linux")]
#[test]
fn no_more_memory_is_taken_than_was_allowed() {
    const ALLOWED: u64 = 30_000_000;
    const BESIDE: u64 = 64 << 20; // the program, and what is being read
    let folder = folder();
    let all = table(ROWS, false);
    let (header, rows) = all.split_once('\n').unwrap();
    folder.write("long.csv", format!("{header}\n{}", rows.repeat(16)));
    for more in [["-t", "y", "--drop", "class,o"], ["-t", "price", "-mlinear", "--drop=y"]] {
        let args = [&["long.csv", "--as-date", "day", "--memory", "30MB"], &more[..]].concat();
        let peak = peak(fit(&folder, &args));
        assert!(peak < ALLOWED + BESIDE, "{peak} bytes: {args:?}");
    }
}
