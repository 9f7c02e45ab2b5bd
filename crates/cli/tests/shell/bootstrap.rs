//! Resamples from the shell: of counts, clusters and fits; the same for any number of threads, and refused where they
//! tell nothing.

use std::fmt::Write;

use crate::common::{Folder, real, regress};
use serde_json::Value;

fn json(folder: &Folder, args: &[&str]) -> Value {
    serde_json::from_str(&folder.ok(&[args, &["--json", "-q"]].concat())).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// A table of counts, and the same with a row for each sample.
fn counted_and_repeated() -> Folder {
    let (mut counted, mut repeated) = ("x,y,n\n".to_owned(), "x,y\n".to_owned());
    for i in 0..40_u32 {
        let (x, y, n) = (i * i % 17, (i * 7 + i / 3) % 5 < 2, i % 4);
        let _ = writeln!(counted, "{x},{y},{n}");
        (0..n).for_each(|_| repeated += &format!("{x},{y}\n"));
    }
    let folder = Folder::new();
    folder.write("counted.csv", counted).write("repeated.csv", repeated);
    folder
}

/// A row that counts three times is three rows, in every resample.
#[test]
fn counts_are_rows_repeated() {
    let folder = counted_and_repeated();
    let fit = |table: &str, more: &[&str]| {
        let args = ["fit", table, "-t", "y", "--bootstrap", "200", "-o", "m.json"];
        let fitted = json(&folder, &[&args, more].concat());
        let judged = json(&folder, &["evaluate", "m.json", table, "--bootstrap", "200"]);
        [fitted["bootstrap"].clone(), judged["bootstrap"].clone()]
    };
    let [counted, repeated] = [fit("counted.csv", &["--weights", "n"]), fit("repeated.csv", &[])];
    for (counted, repeated) in counted.iter().zip(&repeated) {
        assert_eq!(counted["drawn"], repeated["drawn"]);
        for (name, found) in counted["figures"].as_object().unwrap() {
            let expected = &repeated["figures"][name];
            assert_eq!(found["undefined"], expected["undefined"], "{name}");
            for interval in ["percentile_interval", "bca_interval"] {
                let (a, b) = (&found[interval], &expected[interval]);
                assert_eq!(a.is_null(), b.is_null(), "{name}");
                for end in 0..a.as_array().map_or(0, Vec::len) {
                    let (a, b) = (number(&a[end]), number(&b[end]));
                    assert!((a - b).abs() <= 1e-9 * b.abs().max(1e-3), "{name}: {a}, {b}");
                }
            }
        }
    }
}

#[test]
fn threads_change_no_bit() {
    let folder = counted_and_repeated();
    let run = |threads: &str, args: &[&str]| {
        let mut command = regress();
        command.env("RAYON_NUM_THREADS", threads).args(args).current_dir(folder.path());
        let output = command.output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let fit = ["fit", "repeated.csv", "-t", "y", "--bootstrap", "150", "-o", "m.json"];
    let judge = ["evaluate", "m.json", "repeated.csv", "--bootstrap", "150"];
    for args in [&fit[..], &judge] {
        assert_eq!(run("1", args), run("4", args));
    }
    let seed = |seed| folder.ok(&[&judge[..], &["--seed", seed]].concat());
    assert_ne!(seed("1"), seed("2"));
    assert_eq!(seed("42"), folder.ok(&judge));
}

/// The spread of coefficients is about what their standard errors say, of rows and of clusters.
#[test]
fn refits_vary_as_standard_errors_say() {
    let folder = Folder::new();
    let table = real("breast_cancer_wdbc.csv");
    let model = ["-t", "malignant", "--features", "mean_texture,mean_smoothness"];
    let fit = [&["fit", &table], &model[..], &["--bootstrap", "400"]].concat();
    let found = json(&folder, &fit);
    for estimate in found["inference"]["estimates"].as_array().unwrap() {
        let resampled = &found["bootstrap"]["figures"][estimate["name"].as_str().unwrap()];
        let ratio = number(&resampled["standard_error"]) / number(&estimate["standard_error"]);
        assert!((0.8..1.3).contains(&ratio), "{estimate}, {resampled}");
        assert_eq!(resampled["value"], estimate["value"]);
    }
    let lines = ["fit", &real("penguins.csv"), "-t", "body_mass_g", "-m", "linear"];
    let more = ["--features", "bill_depth_mm,sex", "--missing", "drop", "--bootstrap", "200"];
    let shown = folder.ok(&[&lines[..], &more, &["--cluster", "species", "-q"]].concat());
    assert!(shown.contains("200 resamples of 3 clusters, seed 42"), "{shown}");
    assert!(shown.contains("clusters are few: expect these intervals to be too narrow"), "{shown}");
}

/// Seven positives behind one another: some resamples are separated, and they are told.
#[test]
fn resamples_without_an_optimum_are_told() {
    let folder = Folder::new();
    let row = |i: u32| format!("{i},{}\n", u8::from(i > 11) ^ u8::from(i == 9));
    folder.write("few.csv", (0..16).fold("x,y\n".to_owned(), |all, i| all + &row(i)));
    let fit = ["fit", "few.csv", "-t", "y", "--bootstrap", "200"];
    let shown = folder.ok(&fit);
    assert!(
        shown.contains(" of the resamples have no such figures: classes are separated"),
        "{shown}"
    );
    let undefined =
        |args: &[&str]| number(&json(&folder, args)["bootstrap"]["figures"]["x"]["undefined"]);
    let (plain, firth) = (undefined(&fit), undefined(&[&fit[..], &["--firth"]].concat()));
    assert!(firth < plain, "Firth's correction only needs both classes: {firth} of {plain}");
    folder.write("apart.csv", "x,y\n1,0\n2,0\n3,1\n4,1\n");
    let apart = json_of(&folder, &["fit", "apart.csv", "-t", "y", "--bootstrap", "100"]);
    assert!(apart["bootstrap"].is_null(), "nothing is resampled without an optimum");
}

/// Whatever its exit.
fn json_of(folder: &Folder, args: &[&str]) -> Value {
    let output = folder.run(&[args, &["--json", "-q"]].concat());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn several_classes_are_told_against_the_first() {
    let folder = Folder::new();
    let args = ["-t", "species", "-m", "softmax", "--features", "sepal_width"];
    let fit = [&["fit", &real("iris.csv")], &args[..], &["--bootstrap", "100", "-o", "m.json"]];
    let found = json(&folder, &fit.concat());
    let figures = found["bootstrap"]["figures"].as_object().unwrap();
    assert_eq!(figures.len(), 4, "{figures:?}");
    let of_class = &found["inference"]["classes"][1];
    let name = format!("{}: sepal_width", of_class["class"].as_str().unwrap());
    let (value, expected) =
        (number(&figures[&name]["value"]), number(&of_class["estimates"][0]["value"]));
    assert!((value - expected).abs() < 1e-9, "{value}, {expected}");
    let judged = ["evaluate", "m.json", &real("iris.csv"), "--bootstrap", "100"];
    let judged = json(&folder, &judged);
    assert_eq!(judged["bootstrap"]["figures"]["accuracy"]["value"], judged["accuracy"]);
}

#[test]
fn what_resamples_cannot_tell_is_refused() {
    let folder = counted_and_repeated();
    let penalised = ["fit", "repeated.csv", "-t", "y", "--bootstrap", "100", "--l2", "1"];
    let (_, message) = folder.failure(&penalised);
    assert!(message.contains("--bootstrap is not for a penalty"), "{message}");
    let fit = ["fit", "repeated.csv", "-t", "y", "-o", "m.json", "-q"];
    folder.ok(&fit);
    let judge = ["evaluate", "m.json", "repeated.csv"];
    let (_, message) = folder.failure(&[&judge[..], &["--bootstrap", "5"]].concat());
    assert!(message.contains("a whole number from 100 to 100000 is needed"), "{message}");
    let (_, message) =
        folder.failure(&[&judge[..], &["--bootstrap", "100", "--cluster", "z"]].concat());
    assert!(message.contains("\"z\""), "{message}");
}

/// The mean of the baseline level lies among its own values in every resample that has the level, and in no other is it told.
#[test]
fn a_resample_without_a_level_tells_nothing() {
    let folder = Folder::new();
    for seed in 0..6_u32 {
        let level = |i: u32| ["a", "b", "c"][(i % 3) as usize];
        let y = |i: u32| f64::from(i % 3) * 10.0 + f64::from((i * 7 + seed * 5) % 11) / 10.0;
        let rows: Vec<String> = (0..9).map(|i| format!("{},{}\n", level(i), y(i))).collect();
        folder.write("t.csv", format!("g,y\n{}", rows.concat()));
        let fit = ["fit", "t.csv", "-t", "y", "-m", "linear", "--bootstrap", "400"];
        let found = json(&folder, &fit)["bootstrap"]["figures"]["intercept"].clone();
        assert!(number(&found["undefined"]) > 0.0, "{found}");
        let own: Vec<f64> = (0..9).step_by(3).map(y).collect();
        let spread = own.iter().fold(0.0_f64, |most, y| most.max(*y))
            - own.iter().fold(f64::INFINITY, |least, y| least.min(*y));
        assert!(number(&found["standard_error"]) <= spread, "{found}: {own:?}");
    }
    folder.write("one.csv", "x,y\n1,2\n2,3\n3,3.5\n4,5\n5,4\n");
    folder.ok(&["fit", "one.csv", "-t", "y", "-m", "linear", "-o", "m.json", "-q"]);
    folder.write("row.csv", "x,y\n1,2\n");
    let (_, message) = folder.failure(&["evaluate", "m.json", "row.csv", "--bootstrap", "100"]);
    assert!(message.contains("draws from at least two rows"), "{message}");
}

/// A mean over the classes is undefined where one has no row.
#[test]
fn a_class_that_no_resample_misses_is_averaged() {
    let folder = Folder::new();
    let class = |i: u32| if i < 2 { "rare" } else { ["p", "q"][(i % 2) as usize] };
    let rows: Vec<String> = (0..30).map(|i| format!("{},{}\n", i * i % 13, class(i))).collect();
    folder.write("t.csv", format!("x,y\n{}", rows.concat()));
    folder.ok(&["fit", "t.csv", "-t", "y", "-m", "softmax", "--l2", "0.1", "-o", "m.json", "-q"]);
    let figures = json(&folder, &["evaluate", "m.json", "t.csv", "--bootstrap", "300"]);
    let undefined = |name: &str| number(&figures["bootstrap"]["figures"][name]["undefined"]);
    assert!(undefined("macro_recall") > 20.0, "about one in eight has none of two rows");
    assert_eq!(undefined("macro_recall"), undefined("macro_average_precision"));
    assert_eq!(undefined("accuracy"), 0.0);
}
