//! Cross-validation over penalties of one's own, and by scores of one's own choice.

use serde_json::Value;

use crate::common::{Folder, real, text};

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn fit(folder: &Folder, args: &str) -> Value {
    let penguins = real("penguins.csv");
    let args = args.split(' ').filter(|word| !word.is_empty());
    let all = ["fit", &penguins, "--missing", "drop", "--standardise", "--json"].into_iter();
    serde_json::from_str(&folder.ok(&all.chain(args).collect::<Vec<_>>())).unwrap()
}

#[test]
fn a_list_is_tried_from_its_largest_penalty_to_its_smallest() {
    let folder = Folder::new();
    let found = fit(&folder, "-t sex --cv=0.5 --penalties 0.01,1,0,0.1,0.1");
    let search = &found["search"];
    assert_eq!(numbers(&search["l1"]), [0.5, 0.05, 0.005, 0.0]);
    assert_eq!(numbers(&search["l2"]), [0.5, 0.05, 0.005, 0.0]);
    let taken = search["taken"].as_u64().unwrap() as usize;
    let config = &found["model"]["model"]["config"];
    assert_eq!(config["l1"].as_f64(), Some(numbers(&search["l1"])[taken]));
    let alone = fit(&folder, "-t sex --elastic 0.01:0.5");
    if taken == 2 {
        assert_eq!(
            alone["model"]["model"]["coefficients"],
            found["model"]["model"]["coefficients"]
        );
    }
    let penguins = real("penguins.csv");
    let args = ["fit", &penguins, "-t", "sex", "--missing", "drop", "-q", "--cv", "--penalties"];
    let shown = folder.ok(&[&args[..], &["1,0.5"]].concat());
    assert!(shown.contains("over 2 penalties"), "{shown}");
    assert!(shown.contains("the smallest of the list: a smaller one may do better"), "{shown}");
    let wrong = folder.run(&["fit", &penguins, "-t", "sex", "--penalties", "1"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("--cv"), "{}", text(&wrong.stderr));
}

#[test]
fn the_best_score_is_the_largest_where_large_is_good() {
    let folder = Folder::new();
    for args in [
        "-t sex --cv --cv-by auc",
        "-t sex --cv --cv-by accuracy",
        "-t species -m softmax --cv --cv-by accuracy",
    ] {
        let search = fit(&folder, args)["search"].clone();
        let scores = numbers(&search["scores"]);
        let place = |key: &str| search[key].as_u64().unwrap() as usize;
        let (best, simplest) = (place("best"), place("simplest"));
        assert!(scores.iter().all(|score| *score <= scores[best]), "{args}");
        let bound = scores[best] - numbers(&search["standard_errors"])[best];
        let first = scores.iter().position(|score| *score >= bound - 1e-12);
        assert_eq!(first, Some(simplest), "{args}");
        assert!(search["losses"].is_null() && scores[best] > 0.9, "{args}");
    }
    for (args, by) in [
        ("-t sex --cv --cv-by brier", "Brier score"),
        ("-t sex --cv --cv-by log-loss", "log loss"),
        ("-t body_mass_g -m linear --cv --cv-by absolute-error", "absolute error"),
    ] {
        let search = fit(&folder, args)["search"].clone();
        let losses = numbers(&search["losses"]);
        let best = search["best"].as_u64().unwrap() as usize;
        assert!(losses.iter().all(|loss| *loss >= losses[best]), "{args}");
        assert_eq!(search["by"], by);
    }
    let nested = fit(&folder, "-t sex --cv --cv-by auc --nested")["search"]["nested"].clone();
    let mean = numbers(&nested["scores"]).iter().sum::<f64>() / 5.0;
    assert!((nested["score"].as_f64().unwrap() - mean).abs() < 1e-12 && mean > 0.9);
    let usual = fit(&folder, "-t sex --cv");
    assert_eq!(fit(&folder, "-t sex --cv --cv-by log-loss"), usual);
}

#[test]
fn a_score_that_a_model_does_not_have_is_refused() {
    let folder = Folder::new();
    for args in ["linear --cv-by auc", "softmax --cv-by brier", "logistic --cv-by squared-error"] {
        let args: Vec<&str> = args.split(' ').collect();
        let all = [&["fit", "nowhere.csv", "-t", "y", "--cv", "-m"], &args[..]].concat();
        let (code, message) = folder.failure(&all);
        assert!(code == 2 && message.contains("--cv-by takes"), "{message}");
    }
}
