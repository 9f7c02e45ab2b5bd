//! Standard errors and intervals of every kind are those of the library.

use crate::common::cases::close;
use crate::common::{Folder, real, text};
use crate::drawn::Drawn;
use models::firth::FirthRegression;
use models::inference::{Distribution, Estimates};
use models::{
    LinearRegression, LogisticRegression, Problem, SampleWeights, SoftmaxRegression, Target,
};
use serde_json::Value;

const X: [&str; 6] = ["fit", "t.csv", "--features", "x,z", "-o", "m.json"];

/// Standard output of a fit on x and z.
fn printed(folder: &Folder, flags: &str) -> String {
    let flags: Vec<&str> = flags.split(' ').chain(["-q"]).collect();
    folder.ok(&[&X[..], &flags].concat())
}

fn fit(folder: &Folder, flags: &str) -> Value {
    serde_json::from_str(&printed(folder, &format!("{flags} --json"))).unwrap()
}

/// The covariance in the model file, its distribution, and the errors among the figures, to the bit.
#[track_caller]
fn is(json: &Value, estimates: &Estimates) {
    let covariance = json["model"]["covariance"].as_array().unwrap();
    let all = estimates.covariance.whole().unwrap();
    for (i, row) in covariance.iter().enumerate() {
        for (j, found) in row.as_array().unwrap().iter().enumerate() {
            assert_eq!(found.as_f64(), Some(all[(i, j)]), "{i} {j}");
        }
        let error = &json["inference"]["estimates"][i]["standard_error"];
        assert_eq!(error.as_f64(), Some(estimates.estimates[i].unwrap().standard_error));
    }
    let degrees = match estimates.distribution {
        Distribution::Normal => None,
        Distribution::Student(degrees) => Some(degrees),
    };
    assert_eq!(json["model"].get("degrees_of_freedom").and_then(Value::as_f64), degrees);
}

#[test]
fn robust_errors_are_the_sandwich_of_the_library() {
    let folder = Folder::new();
    let t = Drawn::new(70, 11);
    t.write(&folder);
    let labels = Problem::new(t.x.as_ref(), &t.labels).unwrap();
    let targets = Problem::new(t.x.as_ref(), &t.numbers).unwrap();
    let of_labels = LogisticRegression::default().fit_problem(&labels).unwrap();
    let of_labels = of_labels.inference_of(&labels).unwrap();
    let of_targets = LinearRegression::default().fit_problem(&targets).unwrap();
    let of_targets = of_targets.inference_of(&targets).unwrap();
    for (flags, plain, robust) in [
        ("-t label", of_labels.estimates, of_labels.robust),
        ("-t number -m linear", of_targets.estimates, of_targets.robust),
    ] {
        let json = fit(&folder, flags);
        is(&json, &plain);
        assert!(json["inference"]["errors"] == "model" && json["model"].get("sandwich").is_none());
        let json = fit(&folder, &format!("{flags} --robust"));
        is(&json, &robust);
        assert!(json["inference"]["errors"] == "sandwich" && json["model"]["sandwich"] == true);
        let test = robust.wald_test(&[0, 1]).unwrap().unwrap();
        let found = &json["inference"]["test_of_all_features"];
        assert_eq!(found["statistic"].as_f64(), Some(test.statistic));

        let text = printed(&folder, &format!("{flags} --robust"));
        assert!(text.contains("\nstandard errors from a sandwich (Huber-White, HC0)\n"), "{text}");
        let explained = folder.ok(&["explain", "m.json"]);
        assert!(explained.contains("intervals by sandwich standard errors"), "{explained}");
        let [low, high] = robust.intervals(0.95).unwrap()[0].unwrap();
        let shown = |x: f64| {
            let x = if flags.contains("label") { linalg_lite::exp(x) } else { x };
            pictures::numbers::significant(x)
        };
        let picture = folder.ok(&["plot", "coefficients", "m.json"]);
        assert!(picture.contains("Coefficients, sandwich errors"), "{picture}");
        let interval = format!("{} to {}\n", shown(low), shown(high));
        assert!(explained.contains(&interval), "{interval}: {explained}");
    }
}

/// Also where they are not asked for: no other errors are right for such weights.
#[test]
fn weights_of_a_survey_are_said_to_have_sandwich_errors() {
    let folder = Folder::new();
    Drawn::new(70, 12).write(&folder);
    for flags in [
        "-t label --weights part",
        "-t number -m linear --weights part",
        "-t label --class-weight balanced",
        "-t label --firth --weights part",
    ] {
        assert!(printed(&folder, flags).contains("\nstandard errors from a sandwich"), "{flags}");
        assert!(folder.read("m.json").contains("\"sandwich\": true"));
        if !flags.contains("firth") {
            let robust = fit(&folder, &format!("{flags} --robust"));
            assert_eq!(robust["inference"], fit(&folder, flags)["inference"]);
        }
    }
}

#[test]
fn weights_of_every_kind_reach_the_library() {
    let folder = Folder::new();
    let t = Drawn::new(70, 13);
    t.write(&folder);
    for (flags, weights) in [
        ("--weights count", SampleWeights::frequency(&t.counts)),
        ("--weights count --weight-kind count", SampleWeights::frequency(&t.counts)),
        ("--weights count --weight-kind precision", SampleWeights::analytic(&t.counts)),
        ("--weights count --weight-kind survey", SampleWeights::sampling(&t.counts)),
        ("--weights part", SampleWeights::sampling(&t.parts)),
        ("--weights part --weight-kind precision", SampleWeights::analytic(&t.parts)),
        ("--weights part --weight-kind survey", SampleWeights::sampling(&t.parts)),
    ] {
        fn weighted<'a, T: Target>(
            t: &'a Drawn,
            target: &'a [T],
            weights: SampleWeights<'a>,
        ) -> Problem<'a, T> {
            Problem::new(t.x.as_ref(), target).unwrap().weighted(weights).unwrap()
        }
        let labels = weighted(&t, &t.labels, weights);
        let model = LogisticRegression::default().fit_problem(&labels).unwrap();
        let found = model.inference_of(&labels).unwrap();
        is(&fit(&folder, &format!("-t label {flags}")), &found.estimates);
        is(&fit(&folder, &format!("-t label --robust {flags}")), &found.robust);
        let model = FirthRegression::default().fit_problem(&labels).unwrap();
        let found = model.estimates(&labels).unwrap();
        is(&fit(&folder, &format!("-t label --firth {flags}")), &found);
        let targets = weighted(&t, &t.numbers, weights);
        let model = LinearRegression::default().fit_problem(&targets).unwrap();
        let found = model.inference_of(&targets).unwrap();
        is(&fit(&folder, &format!("-t number -m linear {flags}")), &found.estimates);
        is(&fit(&folder, &format!("-t number -m linear --robust {flags}")), &found.robust);
    }
}

/// The ends of the interval of a parameter, as figures.
fn ends(json: &Value, parameter: usize) -> [f64; 2] {
    let interval = &json["inference"]["estimates"][parameter]["profile_interval"];
    assert!(interval["note"].is_null(), "{interval}");
    ["low", "high"].map(|end| interval[end].as_f64().unwrap())
}

#[test]
fn profile_intervals_are_the_librarys() {
    let folder = Folder::new();
    let t = Drawn::new(40, 14);
    t.write(&folder);
    let problem = Problem::new(t.x.as_ref(), &t.labels).unwrap();
    let plain = LogisticRegression::default().fit_problem(&problem).unwrap();
    let firth = FirthRegression::default().fit_problem(&problem).unwrap();
    let (of_plain, of_firth) =
        (fit(&folder, "-t label --profile"), fit(&folder, "-t label --firth --profile"));
    for j in 0..3 {
        assert_eq!(ends(&of_plain, j), plain.profile_interval(&problem, j, 0.95).unwrap());
        assert_eq!(ends(&of_firth, j), firth.profile_interval(&problem, j, 0.95).unwrap());
    }
    let text = printed(&folder, "-t label --profile");
    let [low, high] = ends(&of_plain, 0).map(pictures::numbers::significant);
    assert!(text.contains("95% profile interval\n"), "{text}");
    assert!(text.contains(&format!("{low} to {high}\n")), "{text}");
}

#[test]
fn a_p_value_that_contradicts_its_interval_is_said_to() {
    let folder = Folder::new();
    let spam = real("spambase.csv");
    let fit = |features: &str| {
        folder.ok(&["fit", &spam, "-t", "spam", "--features", features, "--profile", "-q"])
    };
    let told = "where a p-value and a profile interval disagree about 0";
    let (told_of_parts, told_of_hp) = (fit("word_parts"), fit("word_hp"));
    assert!(told_of_parts.contains(told), "{told_of_parts}");
    assert!(!told_of_hp.contains(told), "{told_of_hp}");
}

/// Where x is held at an end, by way of an offset, the deviance is higher by what chi-square with one degree
/// of freedom exceeds once in twenty times.
#[test]
fn at_the_ends_of_a_profile_interval_the_deviance_is_higher_by_as_much() {
    const CHI_SQUARE: f64 = 3.841_458_820_694_124;
    let folder = Folder::new();
    for seed in 20..24 {
        let mut t = Drawn::new(40, seed);
        t.write(&folder);
        let deviance =
            |json: &Value| 80.0 * json["model"]["model"]["report"]["objective"].as_f64().unwrap();
        let free = fit(&folder, "-t label --profile");
        for end in ends(&free, 0) {
            t.offset = (0..40).map(|i| end * t.x[(i, 0)]).collect();
            t.write(&folder);
            let flags = ["fit", "t.csv", "-t", "label", "--features", "z", "--offset", "o"];
            let held = folder.ok(&[&flags[..], &["--json", "-q"]].concat());
            let held: Value = serde_json::from_str(&held).unwrap();
            close(deviance(&held) - deviance(&free), CHI_SQUARE, 1e-7);
        }
    }
}

#[test]
fn what_a_model_does_not_have_is_refused_with_the_reason() {
    let folder = Folder::new();
    Drawn::new(40, 15).write(&folder);
    for (flags, reason) in [
        ("-t label --firth --robust", "--robust is not for --firth"),
        ("-t label --l2 0.1 --robust", "biased by an unknown amount"),
        ("-t label --cv --robust", "biased by an unknown amount"),
        ("-t label --profile --robust", "exclude each other"),
        ("-t number -m linear --profile", "--profile is for --model logistic"),
        ("-t label --l1 0.1 --profile", "biased by an unknown amount"),
        ("-t label --class-weight balanced --profile", "--profile needs a likelihood"),
        ("-t label --weights part --profile", "--profile needs a likelihood"),
        ("-t label --weights count --weight-kind survey --profile", "--profile needs a likelihood"),
    ] {
        let flags: Vec<&str> = flags.split(' ').collect();
        let (code, message) = folder.failure(&[&X[..], &flags].concat());
        assert!(code == 2 && message.contains(reason), "{flags:?}: {message}");
    }
    assert_eq!(folder.names(), ["t.csv"]);
    folder.write("t.csv", "x,z,y\n1,0,0\n2,1,0\n3,0,0\n4,1,1\n5,0,1\n6,1,1\n");
    for flag in ["--robust", "--profile"] {
        let output = folder.run(&[&X[..], &["-t", "y", flag]].concat());
        let text = text(&output.stdout);
        assert_eq!(output.status.code(), Some(3));
        assert!(text.contains("no standard errors can be given: the classes are separated"));
    }
}

#[test]
fn models_of_several_classes_have_the_errors_of_the_library() {
    let folder = Folder::new();
    let t = Drawn::new(90, 16);
    t.write(&folder);
    for (flag, has_intercept) in [("", true), (" --no-intercept", false)] {
        let problem = Problem::new(t.x.as_ref(), &t.classes).unwrap();
        let problem = if has_intercept { problem } else { problem.without_intercept() };
        let model = SoftmaxRegression::default().fit_problem(&problem, 3).unwrap();
        let found = model.inference_of(&problem).unwrap();
        let json = fit(&folder, &format!("-t class -m softmax{flag}"));
        let text = printed(&folder, &format!("-t class -m softmax{flag}"));
        for (k, class) in ["b", "c"].into_iter().enumerate() {
            let stored = &json["inference"]["classes"][k];
            assert!(stored["class"] == class && stored["against"] == "a", "{stored}");
            let own = &found.estimates[k].estimates;
            assert_eq!(stored["estimates"].as_array().unwrap().len(), own.len());
            for (j, own) in own.iter().enumerate() {
                let (found, own) = (&stored["estimates"][j], own.unwrap());
                assert_eq!(found["value"].as_f64(), Some(own.value));
                assert_eq!(found["standard_error"].as_f64(), Some(own.standard_error));
                assert_eq!(found["p_value"].as_f64(), Some(own.p_value));
            }
            let names = ["x".to_owned(), "z".to_owned()];
            let table = found.estimates[k].table(&names, 0.95).unwrap();
            assert!(text.contains(&format!("\n{class} against a\n{table}\n")), "{text}");
        }
        let whole = found.covariance.whole().unwrap();
        let row = |i: usize| -> Vec<f64> { (0..whole.ncols()).map(|j| whole[(i, j)]).collect() };
        let rows: Vec<Vec<f64>> = (0..whole.nrows()).map(row).collect();
        assert_eq!(json["model"]["covariance"], serde_json::json!(rows));
    }
    let text = printed(&folder, "-t class -m softmax --l2 0.1");
    assert!(text.contains("no standard errors can be given: the coefficients are penalised"));
    let text = printed(&folder, "-t class -m softmax --weights part");
    assert!(text.contains("standard errors from a sandwich (Huber-White, HC0)"), "{text}");
    let text = printed(&folder, "-t class -m softmax --weights part --weight-kind precision");
    assert!(text.contains("P>|t|") && !text.contains("sandwich"), "{text}");
    let text = printed(&folder, "-t class -m ordered --order a,b,c --weights part");
    assert!(text.contains("of ordered classes, and of several that an engine"), "{text}");
}

#[test]
fn of_two_classes_softmax_has_the_errors_of_a_logistic_regression() {
    let folder = Folder::new();
    Drawn::new(60, 17).write(&folder);
    let two = fit(&folder, "-t label -m softmax");
    let one = fit(&folder, "-t label");
    for j in 0..3 {
        let two = &two["inference"]["classes"][0]["estimates"][j];
        let one = &one["inference"]["estimates"][j];
        for figure in ["value", "standard_error", "statistic"] {
            close(two[figure].as_f64().unwrap(), one[figure].as_f64().unwrap(), 1e-8);
        }
    }
}
