//! Coefficients that may not be negative, from the shell.

use serde_json::Value;

use crate::common::{Folder, real};

fn coefficients(model: &Value) -> Vec<(String, f64)> {
    let names = model["model"]["features"].as_array().unwrap().iter();
    let names = names.map(|name| name.as_str().unwrap().to_owned());
    let of_model = model["model"]["model"]["coefficients"].as_array().unwrap();
    names.zip(of_model.iter().map(|x| x.as_f64().unwrap())).collect()
}

#[test]
fn all_or_some_columns_are_held() {
    let (folder, penguins) = (Folder::new(), real("penguins.csv"));
    let fit = |flags: &[&str]| -> Value {
        let args = ["fit", &penguins, "--missing", "drop", "--drop", "species,island", "--json"];
        serde_json::from_str(&folder.ok(&[&args[..], flags].concat())).unwrap()
    };
    let line = ["-t", "bill_depth_mm", "-m", "linear"];
    let logit = ["-t", "sex", "--l2", "0.001", "--standardise"];
    for model in [&line[..], &logit] {
        let plain = coefficients(&fit(model));
        assert!(plain.iter().any(|(_, c)| *c < 0.0), "{plain:?}");
        let all = fit(&[model, &["--nonnegative"]].concat());
        assert!(coefficients(&all).iter().all(|(_, c)| *c >= 0.0), "{all}");
        let held: Vec<&str> =
            plain.iter().filter(|(_, c)| *c < 0.0).map(|(name, _)| name.as_str()).collect();
        let found = fit(&[model, &[&format!("--nonnegative={}", held[0])]].concat());
        let of = |name: &str| coefficients(&found).iter().find(|(of, _)| of == name).unwrap().1;
        assert_eq!(of(held[0]), 0.0);
        assert!(found["inference"].is_null() && all["inference"].is_null());
    }
    let searched = fit(&["-t", "sex", "--cv", "--nonnegative", "--standardise"]);
    assert!(coefficients(&searched).iter().all(|(_, c)| *c >= 0.0));

    let args = ["fit", &penguins, "--missing", "drop", "--drop", "species,island", "-q"];
    let shown = folder.ok(&[&args[..], &line, &["--nonnegative", "-o", "m.json"]].concat());
    assert!(
        shown.contains("no standard errors can be given: some coefficients may not"),
        "{shown}"
    );
    let explained = folder.ok(&["explain", "m.json"]);
    assert!(explained.contains("some c_j >= 0"), "{explained}");
    assert!(explained.contains("coefficients that may not be negative: "), "{explained}");
    folder.ok(&["predict", "m.json", &penguins, "-o", "p.csv", "-q"]);
    folder.ok(&[&args[..], &line, &["-o", "plain.json"]].concat());
    folder.ok(&["compare", "m.json", "plain.json", &penguins]);
}

#[test]
fn what_takes_no_bounds_says_so() {
    let (folder, penguins) = (Folder::new(), real("penguins.csv"));
    for (flags, code, part) in [
        ("-m softmax --nonnegative", 2, "--nonnegative is for --model logistic"),
        ("--firth --nonnegative", 2, "--nonnegative is for"),
        ("--solver newton --nonnegative", 2, "a solver of its own"),
        ("--robust --nonnegative", 2, "not for --nonnegative"),
        ("--bootstrap 100 --nonnegative", 2, "not for --nonnegative"),
        ("--nonnegative=yaer", 1, "did you mean \"year\"?"),
    ] {
        let args = ["fit", &penguins, "-t", "sex", "--missing", "drop"];
        let flags: Vec<&str> = flags.split(' ').collect();
        let (found, message) = folder.failure(&[&args[..], &flags].concat());
        assert!(found == code && message.contains(part), "{found} {message}");
    }
}
