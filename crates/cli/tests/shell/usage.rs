//! What can be typed, what cannot, and what the help says of it.

use crate::common::{Folder, real};

const COMMANDS: &str = "doctor fit predict evaluate influence effects compare contrast explain plot export list generate completions man";

/// A table of numbers and two classes, and a model of each.
fn folder() -> Folder {
    let folder = Folder::new();
    let row = |i: usize| format!("{},{},{}\n", i % 7, i * 3 % 11, ["no", "yes"][i * 5 % 7 % 2]);
    folder.write("t.csv", format!("a,-note,y\n{}", (0..60).map(row).collect::<String>()));
    folder.ok(&["fit", "t.csv", "-t", "y", "-o", "classes.json", "-q"]);
    folder.ok(&["fit", "t.csv", "-t", "a", "-m", "linear", "-o", "numbers.json", "-q"]);
    folder
}

/// A refusal of the command line itself.
#[track_caller]
fn wrong(folder: &Folder, args: &[&str], part: &str) {
    let (code, message) = folder.failure(args);
    assert_eq!(code, 2, "{args:?}: {message}");
    assert!(message.contains(part), "{args:?}: {message}\nhas no: {part}");
}

#[test]
fn flags_stand_in_groups_with_headings() {
    let folder = Folder::new();
    let groups = |command: &str| -> Vec<String> {
        let help = folder.ok(&[command, "-h"]);
        let heads = help.lines().filter_map(|line| line.strip_suffix(':'));
        heads
            .filter(|head| !head.contains(' ') || head.starts_with("Reading"))
            .map(str::to_owned)
            .collect()
    };
    let of_fit = "Arguments/Engine/Columns/Reading the file/Model/Penalty/Solver/Memory/Evaluation/\
                  Output/General";
    assert_eq!(groups("fit").join("/"), format!("{of_fit}/Examples"));
    for command in COMMANDS.split(' ') {
        assert!(!groups(command).contains(&"Options".to_owned()), "{command}");
        for flag in ["-h", "--help"] {
            let help = folder.ok(&[command, flag]);
            let flags = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
            let flags: Vec<&str> = flags.filter(|line| !line.starts_with("- ")).collect();
            assert!(flags.last().unwrap().starts_with("-q, --quiet"), "{command}: {flags:?}");
        }
    }
}

#[test]
fn words_that_a_flag_takes_are_listed_by_the_help_and_by_completions() {
    let folder = Folder::new();
    let completions = folder.ok(&["completions", "bash"]);
    for (command, words) in [
        ("fit", "error, drop, mean, level"),
        ("fit", "dmy, mdy, ymd"),
        ("fit", "logistic, linear, softmax, ordered"),
        ("fit", "auto, newton, lbfgs, gd"),
        ("fit", "count, precision, survey"),
        ("fit", "log-loss, brier, accuracy, auc, squared-error, absolute-error"),
        ("fit", "comma, semicolon, bar, tab, space"),
        ("predict", "error, baseline"),
        ("predict", "point, comma"),
        ("plot", "boundary, roc, pr, calibration, decision, coefficients, effect, loss, residuals"),
        ("generate", "chacha, numpy"),
        ("completions", "bash, elvish, fish, powershell, zsh"),
    ] {
        let help = folder.ok(&[command, "-h"]);
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(&format!("[possible values: {words}")), "{command}: {words}");
        assert!(completions.contains(&words.replace(", ", " ")), "{words}");
    }
}

#[test]
fn numbers_out_of_range_are_refused_before_a_file_is_read() {
    let folder = Folder::new();
    for (flag, values) in [
        ("--test", "0 1 1.5 -0.1 nan inf"),
        ("--threshold", "-0.1 1.1 nan inf"),
        ("--l1", "-1 nan inf 1e999"),
        ("--l2", "-1 nan inf"),
        ("--elastic", "-1:0.5 1:-0.5 1:1.5 nan:0.5 1:nan inf:0.5 1"),
        ("--cv", "-0.1 1.5 nan inf"),
        ("--penalties", "-1 nan inf"),
        ("--penalty-factor", "a a=-1 a=nan =1"),
        ("--rate", "0 -1 nan inf"),
        ("--epochs", "0 -5 1.5 99999999999"),
        ("--seed", "-1 1.5 nan"),
    ] {
        for value in values.split(' ') {
            let fit = ["fit", "nowhere.csv", "-t", "y", flag, value];
            let flags: &[&str] =
                if ["--rate", "--epochs"].contains(&flag) { &["--solver", "gd"] } else { &[] };
            wrong(&folder, &[&fit, flags].concat(), "");
            wrong(&folder, &[&fit[..4], flags, &[&format!("{flag}={value}")]].concat(), value);
        }
    }
    for command in ["predict", "evaluate"] {
        for value in ["-0.1", "1.1", "nan", "inf"] {
            wrong(&folder, &[command, "m.json", "t.csv", "--threshold", value], "");
        }
    }
    for value in ["1", "-1:1", "1:-1", "nan:1", "1:inf", "a:b"] {
        wrong(&folder, &["evaluate", "m.json", "t.csv", "--cost", value], "");
    }
    for (flag, value) in [("--rows", "0"), ("--rows", "-1"), ("--rows", "nan"), ("--seed", "-1")] {
        wrong(&folder, &["generate", "exam", flag, value], "");
    }
    wrong(
        &folder,
        &["generate", "exam", "--generator", "numpy", "--seed", "4294967296"],
        "4294967295",
    );
    wrong(&folder, &["evaluate", "m.json", "t.csv", "--save"], "--cost");
}

#[test]
fn a_ratio_is_taken_where_it_is_a_number() {
    let folder = folder();
    folder.write("late.csv", folder.read("t.csv"));
    let fit = |args: &str| folder.ok(&args.split(' ').collect::<Vec<_>>());
    let half = fit("fit t.csv -t y --cv=0.5 --seed 3");
    let lasso = fit("fit t.csv -t y --cv=1 --seed 3");
    assert_ne!(half, lasso);
    for (args, expected) in [
        ("fit t.csv -t y --cv 0.5 --seed 3", &half),
        ("fit --cv 0.5 t.csv -t y --seed 3", &half),
        ("fit --cv t.csv -t y --seed 3", &lasso),
        ("fit -t y --seed 3 --cv late.csv", &lasso),
        ("fit t.csv -t y --seed 3 --cv", &lasso),
        ("fit -t y --seed 3 --cv -- t.csv", &lasso),
    ] {
        assert_eq!(&fit(args), expected, "{args}");
    }
}

#[test]
fn lists_add_up_and_names_may_begin_with_a_hyphen() {
    let folder = Folder::new();
    let row = |i: usize| format!("{},{},{},{}\n", i % 7, i * 3 % 11, i % 5, i * 5 % 7 % 2);
    folder.write("t.csv", format!("a,-note,b,-y\n{}", (0..60).map(row).collect::<String>()));
    let features = |flags: &[&str]| -> Vec<String> {
        let json = folder.ok(&[&["fit", "t.csv", "-t", "-y", "--json"], flags].concat());
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let names = json["model"]["features"].as_array().unwrap();
        names.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(features(&["--drop", "-note"]), ["a", "b"]);
    assert_eq!(features(&["--drop=-note", "--drop", "b"]), ["a"]);
    assert_eq!(features(&["--features", "-note", "--features", "b,a"]), ["-note", "b", "a"]);
    assert_eq!(features(&["--features", "a,-note", "--drop", "-note"]), ["a"]);
    let categories = features(&["--as-category", "-note", "--as-category", "b", "--drop", "a"]);
    assert!(categories.iter().all(|name| name.contains('=')), "{categories:?}");
    assert_eq!(features(&["--weights", "-note"]), ["a", "b"]);
    let (code, message) =
        folder.failure(&["fit", "t.csv", "-t", "-y", "--features", "a", "--drop", "c"]);
    assert!(code == 1 && message.contains("there is no column \"c\""), "{message}");
    let (code, message) =
        folder.failure(&["fit", "t.csv", "-t", "-y", "--features", "a", "--drop", "a"]);
    assert!(code == 1 && message.contains("no feature columns"), "{message}");
    folder.ok(&["fit", "t.csv", "-t", "-y", "-o", "m.json"]);
    folder.ok(&["plot", "boundary", "m.json", "t.csv", "--x", "-note"]);
    folder.ok(&["doctor", "t.csv", "-t", "-y", "--as-category", "-note"]);
}

#[test]
fn what_does_nothing_for_a_picture_is_refused_before_a_file_is_read() {
    let folder = Folder::new();
    for (args, part) in [
        ("roc m.json t.csv --x a", "--x is for boundary and effect, not for roc"),
        ("loss m.json --y a", "--y is for boundary, not for loss"),
        ("effect m.json t.csv", "effect needs the column whose effect it is: --x COLUMN"),
        ("coefficients m.json t.csv", "coefficients needs no table: leave out t.csv"),
        ("loss m.json t.csv", "loss needs no table"),
        ("loss m.json --unseen baseline", "loss reads no table"),
        ("coefficients m.json --delimiter tab", "coefficients reads no table"),
        ("coefficients m.json --decimal ,", "coefficients reads no table"),
        ("pr m.json", "pr needs a table with the target: regress plot pr m.json DATA"),
        ("roc m.json t.csv -o roc.png", "roc.png does not end in .svg"),
        ("loss m.json -o svg", "svg does not end in .svg"),
        ("rocks m.json t.csv", "a similar value exists: 'roc'"),
    ] {
        let args: Vec<&str> = ["plot"].into_iter().chain(args.split(' ')).collect();
        wrong(&folder, &args, part);
    }
}

#[test]
fn a_picture_of_another_kind_of_model_is_refused_before_the_table_is_read() {
    let folder = folder();
    let of_numbers = "numbers.json is a model of numbers, which has no";
    let one = ["fit", "t.csv", "-t", "y", "--features", "a", "-o", "one.json", "-q"];
    folder.ok(&one);
    let axes = ["plot", "boundary", "one.json", "nowhere.csv", "--x", "a"];
    wrong(&folder, &axes, "one.json has one feature, \"a\": leave out --x and --y");
    let axes = ["plot", "boundary", "classes.json", "nowhere.csv", "--x", "nota"];
    let (code, message) = folder.failure(&axes);
    let part =
        "classes.json: there is no feature \"nota\" (did you mean \"-note\"?); there are: a, -note";
    assert!(code == 1 && message.contains(part), "{message}");
    for (kind, model, part) in [
        (
            "roc",
            "numbers.json",
            format!("{of_numbers} roc: draw coefficients, effect, loss, residuals"),
        ),
        ("boundary", "numbers.json", format!("{of_numbers} boundary")),
        ("calibration", "numbers.json", format!("{of_numbers} calibration")),
        ("residuals", "classes.json", "classes.json is a model of two classes".to_owned()),
    ] {
        wrong(&folder, &["plot", kind, model, "nowhere.csv"], &part);
    }
    folder.fit_iris("iris.json");
    wrong(&folder, &["plot", "coefficients", "iris.json"], "draw boundary, roc, pr, effect, loss");
    wrong(
        &folder,
        &["plot", "calibration", "iris.json", &real("iris.csv")],
        "a model of several classes",
    );
}

#[test]
fn flags_for_another_kind_of_model_are_refused_before_the_table_is_read() {
    let folder = folder();
    let model = "numbers.json is a model of numbers: ";
    for (command, flag, part) in [
        ("predict", "--threshold=0.3", "--threshold is for models of two classes"),
        ("predict", "--proba", "--proba is for models of classes"),
        (
            "evaluate",
            "--cost=1:2",
            "--threshold, --cost and --against are for models of two classes",
        ),
    ] {
        let args = [command, "numbers.json", "nowhere.csv", flag];
        wrong(&folder, &args, &format!("{model}{part}"));
    }
}

#[test]
fn exchanged_arguments_are_told_apart() {
    let folder = folder();
    let told = "t.csv is not a model file, but classes.json is: exchange the two";
    wrong(&folder, &["predict", "t.csv", "classes.json"], told);
    wrong(&folder, &["evaluate", "t.csv", "classes.json"], told);
    wrong(&folder, &["plot", "roc", "t.csv", "classes.json"], told);
    let (code, message) = folder.failure(&["explain", "t.csv"]);
    assert!(code == 1 && message.contains("t.csv is not a model file of regress"), "{message}");
    assert!(message.contains("`regress fit … -o model.json` writes one"), "{message}");
    let (code, message) = folder.failure(&["predict", "nowhere.json", "classes.json"]);
    assert!(code == 2 && message.contains("but classes.json is"), "{message}");
}

#[test]
fn a_table_of_something_else_is_named_with_the_model() {
    let folder = folder();
    folder.write("other.csv", "aa,note,x\n1,2,3\n");
    let needs = "other.csv does not fit classes.json, which needs a, -note";
    for (args, part) in [
        (
            "predict classes.json other.csv",
            format!("{needs}; missing: a (nearest: aa), -note (nearest: note)"),
        ),
        (
            "evaluate classes.json other.csv",
            format!("{needs}, y; missing: a (nearest: aa), -note (nearest: note), y"),
        ),
        ("plot roc classes.json other.csv", format!("{needs}, y; missing: ")),
    ] {
        let (code, message) = folder.failure(&args.split(' ').collect::<Vec<_>>());
        assert!(code == 1 && message.contains(&part), "{message}\nhas no: {part}");
    }
    let spam = real("spambase.csv");
    folder.ok(&["fit", &spam, "-t", "spam", "--l2", "0.1", "-o", "spam.json", "-q"]);
    let (_, message) = folder.failure(&["predict", "spam.json", "other.csv"]);
    assert!(message.contains("(57 in all)") && message.len() < 1000, "{message}");
}
