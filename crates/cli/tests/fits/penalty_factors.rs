//! Penalty factors from the shell: by the names of columns and terms, in the model file and what reads it.

use serde_json::Value;

use crate::common::{Folder, real};

fn coefficients(model: &Value) -> Vec<f64> {
    let of_model = &model["model"]["model"]["coefficients"];
    of_model.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

#[test]
fn a_column_or_a_term_has_the_factor_of_its_name() {
    let folder = Folder::new();
    let penguins = real("penguins.csv");
    let table =
        std::fs::read_to_string(penguins).unwrap().replace("bill_depth_mm", "\"bill, =depth\"");
    folder.write("t.csv", table);
    let fit = |flags: &[&str]| -> Value {
        let args = ["fit", "t.csv", "-t", "sex", "--missing", "drop", "--standardise", "--json"];
        serde_json::from_str(&folder.ok(&[&args[..], flags].concat())).unwrap()
    };
    let of = |model: &Value, name: &str| -> Vec<f64> {
        let names = model["model"]["features"].as_array().unwrap();
        let all = names.iter().zip(coefficients(model));
        let own = all.filter(|(feature, _)| feature.as_str().unwrap().starts_with(name));
        own.map(|(_, c)| c).collect()
    };
    let strong = ["--l1", "0.2"];
    let plain = fit(&strong);
    let found = fit(&[&strong[..], &["--penalty-factor", "bill, =depth=0"]].concat());
    assert_eq!(of(&plain, "island"), [0.0, 0.0]);
    assert!(of(&found, "bill, =depth")[0].abs() > of(&plain, "bill, =depth")[0].abs());
    let found = fit(&[&strong[..], &["--penalty-factor", "island=0.001"]].concat());
    assert!(of(&found, "island").iter().any(|c| *c != 0.0));
    let factors = found["model"]["penalty_factors"].as_array().unwrap();
    assert_eq!(factors.iter().filter(|f| f.as_f64() == Some(0.001)).count(), 2);

    let terms = ["--terms", "poly(body_mass_g, 2) + year", "--penalty-factor", "year=1e9"];
    let found = fit(&[&["--l2", "0.01"], &terms[..]].concat());
    assert!(of(&found, "year")[0].abs() < 1e-9 && of(&found, "poly")[0].abs() > 0.1, "{found}");
    let all: Vec<&str> =
        ["species", "island", "bill_length_mm", "flipper_length_mm", "body_mass_g", "year"]
            .into_iter()
            .collect();
    let twice: Vec<String> =
        all.iter().chain(&["bill, =depth"]).map(|name| format!("{name}=2")).collect();
    let twice: Vec<&str> = twice.iter().flat_map(|f| ["--penalty-factor", f]).collect();
    let found = fit(&[&["--l1", "0.01"], &twice[..]].concat());
    assert_eq!(coefficients(&found), coefficients(&fit(&["--l1", "0.02"])));
    let searched = fit(&["--cv", "--penalty-factor", "year=0"]);
    assert!(of(&searched, "year")[0] != 0.0);
}

#[test]
fn a_model_file_keeps_them_for_refits_and_explanations() {
    let folder = Folder::new();
    let penguins = real("penguins.csv");
    let args = ["fit", &penguins, "-t", "sex", "--missing", "drop", "--l2", "0.1", "-q"];
    let factor = ["--penalty-factor", "body_mass_g=0", "-o", "factors.json"];
    folder.ok(&[&args[..], &factor].concat());
    folder.ok(&[&args[..], &["-o", "plain.json"]].concat());
    let explained = folder.ok(&["explain", "factors.json"]);
    assert!(explained.contains("0.1/2 * sum f c^2"), "{explained}");
    assert!(explained.contains("penalty factors f other than 1: body_mass_g 0"), "{explained}");
    assert!(explained.contains("penalty.factor = f"), "{explained}");
    let compared = folder.ok(&["compare", "factors.json", "plain.json", &penguins, "--json"]);
    let compared: Value = serde_json::from_str(&compared).unwrap();
    let text = compared.to_string();
    assert!(text.contains("loss"), "{text}");
}

#[test]
fn factors_that_mean_nothing_are_refused() {
    let folder = Folder::new();
    let penguins = real("penguins.csv");
    let fit = |flags: &[&str]| {
        let args = ["fit", &penguins, "-t", "sex", "--missing", "drop"];
        folder.failure(&[&args[..], flags].concat())
    };
    for (flags, code, part) in [
        (&["--penalty-factor", "year=0"][..], 2, "--penalty-factor is for --l1"),
        (&["--l1", "1", "--penalty-factor", "year"], 2, "as in age=0"),
        (&["--l1", "1", "--penalty-factor", "year=-1"], 2, "as in age=0"),
        (&["--l1", "1", "--penalty-factor", "yaer=0"], 1, "did you mean \"year\"?"),
        (
            &["--l1", "1", "--penalty-factor", "year=0", "--penalty-factor", "year=1"],
            1,
            "two factors",
        ),
        (
            &["-m", "softmax", "--l1", "1", "--penalty-factor", "year=0"],
            1,
            "no penalty factor of 0",
        ),
    ] {
        let (found, message) = fit(flags);
        assert!(found == code && message.contains(part), "{found} {message}");
    }
}
