//! The curve of cross-validation, and the simplest penalty within one standard error.

use serde_json::Value;

use crate::common::{Folder, real, text};

#[test]
fn the_curve_says_which_penalty_is_best_and_which_simplest() {
    let (folder, penguins) = (Folder::new(), real("penguins.csv"));
    let fit = |flags: &[&str]| -> Value {
        let args = ["fit", &penguins, "-t", "sex", "--missing", "drop", "--standardise", "--json"];
        serde_json::from_str(&folder.ok(&[&args[..], flags].concat())).unwrap()
    };
    for ratio in ["--cv", "--cv=0.5"] {
        let (best, simplest) = (fit(&[ratio]), fit(&[ratio, "--simplest"]));
        let search = &best["search"];
        assert_eq!(search["losses"], simplest["search"]["losses"]);
        let numbers = |key: &str| -> Vec<f64> {
            search[key].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
        };
        let (l1, l2, losses, errors) =
            (numbers("l1"), numbers("l2"), numbers("losses"), numbers("standard_errors"));
        let place = |key: &str| search[key].as_u64().unwrap() as usize;
        let (first, second) = (place("best"), place("simplest"));
        assert!(losses.iter().all(|loss| *loss >= losses[first]));
        let bound = losses[first] + errors[first];
        assert_eq!(losses.iter().position(|loss| *loss <= bound), Some(second));
        for (model, place) in [(&best, first), (&simplest, second)] {
            let config = &model["model"]["model"]["config"];
            assert_eq!(config["l1"].as_f64(), Some(l1[place]), "{config}");
            assert_eq!(config["l2"].as_f64(), Some(l2[place]), "{config}");
            let taken = model["search"]["taken"].as_u64().unwrap() as usize;
            assert_eq!(taken, place);
        }
        assert!(second < first);
    }
    let args = ["fit", &penguins, "-t", "sex", "--missing", "drop"];
    let shown = folder.ok(&[&args[..], &["--cv", "--simplest", "-q"]].concat());
    assert!(shown.contains("the simplest is taken"), "{shown}");
    assert_eq!(shown.lines().filter(|line| line.ends_with(" simplest")).count(), 1, "{shown}");
    let shown = folder.ok(&[&args[..], &["--cv", "--nested", "-q"]].concat());
    assert!(
        shown.contains("on folds that a search among the others has not seen: log loss "),
        "{shown}"
    );
    let nested = fit(&["--cv", "--nested"])["search"]["nested"].clone();
    let of = |key: &str| nested[key].as_array().unwrap().clone();
    assert_eq!((of("losses").len(), of("l1").len()), (5, 5));
    let mean = of("losses").iter().map(|x| x.as_f64().unwrap()).sum::<f64>() / 5.0;
    assert!((nested["loss"].as_f64().unwrap() - mean).abs() < 1e-15);
    let wrong = folder.run(&[&args[..], &["--simplest"]].concat());
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("--cv"), "{}", text(&wrong.stderr));
}

/// Several classes, in the same words: the model is stored, and scores rows by itself and by ONNX and SQL.
#[test]
fn several_classes_have_a_path_too() {
    let (folder, penguins) = (Folder::new(), real("penguins.csv"));
    let args =
        ["fit", &penguins, "-t", "species", "-m", "softmax", "--missing", "drop", "--standardise"];
    let fit = |flags: &[&str]| -> Value {
        serde_json::from_str(&folder.ok(&[&args[..], &["--json"], flags].concat())).unwrap()
    };
    let zeros = |model: &Value| -> usize {
        let by_class = model["model"]["model"]["coefficients"].as_array().unwrap();
        let all = by_class.iter().flat_map(|of_class| of_class.as_array().unwrap());
        all.filter(|c| c.as_f64() == Some(0.0)).count()
    };
    let (best, simplest) = (fit(&["--cv"]), fit(&["--cv", "--simplest", "-o", "m.json"]));
    assert!(zeros(&best) > 6 && zeros(&simplest) > 6, "{simplest}");
    let of = |model: &Value, key: &str| model["search"][key].as_u64().unwrap();
    assert_eq!(of(&simplest, "taken"), of(&best, "simplest"));
    let nested = fit(&["--cv", "--nested"])["search"]["nested"].clone();
    assert_eq!(nested["losses"].as_array().unwrap().len(), 5);
    assert!(nested["loss"].as_f64().unwrap() < 0.2);
    let smooth = fit(&["--cv=0"]);
    assert_eq!(zeros(&smooth), 0);
    assert!(fit(&["--l1", "0.02"])["model"]["model"]["config"]["l1"].as_f64() == Some(0.02));
    assert!(fit(&["--elastic", "0.02:0.5"])["evaluation"]["accuracy"].as_f64() > Some(0.95));

    let shown = folder.ok(&[&args[..], &["--cv", "-q"]].concat());
    assert!(shown.contains("cross-validation in 5 folds over 100 penalties"), "{shown}");
    assert!(shown.contains("no standard errors can be given"), "{shown}");
    let judged = folder.ok(&["evaluate", "m.json", &penguins]);
    assert!(judged.contains("accuracy"), "{judged}");
    folder.ok(&["predict", "m.json", &penguins, "-o", "p.csv", "-q"]);
    folder.ok(&["export", "m.json", "--onnx", "m.onnx", "-q"]);
    let explained = folder.ok(&["explain", "m.json"]);
    assert!(explained.contains("sum |d c|"), "{explained}");
    assert!(explained.contains("family = \"multinomial\""), "{explained}");
}
