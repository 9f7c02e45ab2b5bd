//! `regress contrast`: sums of coefficients, and what is not estimable.

use serde_json::Value;

use crate::common::{Folder, real, text};

#[track_caller]
fn near(found: &Value, expected: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-8 * expected.abs(), "{found}, {expected}");
}

/// `linearHypothesis` of the package car 3.1 and `vcov` in R 4.2.
#[test]
fn the_figures_are_those_of_r() {
    let (folder, penguins) = (Folder::new(), real("penguins.csv"));
    let terms = "species * body_mass_g + bill_depth_mm";
    folder.ok(&[
        "fit",
        &penguins,
        "-t",
        "sex",
        "--missing",
        "drop",
        "--terms",
        terms,
        "-q",
        "-o",
        "m.json",
    ]);
    let hypotheses = [
        "species=Gentoo - species=Chinstrap",
        "2*bill_depth_mm - intercept = 3",
        "species=Gentoo:body_mass_g = species=Chinstrap:body_mass_g",
    ];
    let found = folder.ok(&[&["contrast", "m.json", "--json"], &hypotheses[..]].concat());
    let found: Value = serde_json::from_str(&found).unwrap();
    near(&found["contrasts"][0]["value"], -30.756_076_991_7);
    near(&found["contrasts"][0]["standard_error"], 13.246_449_400_5);
    assert_eq!(found["contrasts"][1]["against"], 3.0);
    let together = found["together"]["statistic"].as_f64().unwrap();
    assert!((together - 57.166_36).abs() < 1e-5, "{together}");
    assert_eq!(found["together"]["degrees_of_freedom"], serde_json::json!([3.0]));

    let line = ["-t", "body_mass_g", "-m", "linear", "--missing", "drop", "-q", "-o", "l.json"];
    folder.ok(&[&["fit", &penguins, "--terms", "species * sex + bill_length_mm"], &line[..]].concat());
    let found =
        folder.ok(&["contrast", "l.json", "species=Chinstrap", "0 = species=Gentoo", "--json"]);
    let found: Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found["together"]["kind"], "F");
    let together = found["together"]["statistic"].as_f64().unwrap();
    assert!((together - 356.794_63).abs() < 1e-4, "{together}");
}

#[test]
fn what_no_row_tells_is_not_estimable() {
    let (folder, penguins) = (Folder::new(), real("penguins.csv"));
    let line = ["-t", "body_mass_g", "-m", "linear", "--missing", "drop", "-q", "-o", "m.json"];
    folder.ok(&[&["fit", &penguins, "--terms", "species * island"], &line[..]].concat());
    let cell = "species=Chinstrap:island=Dream";
    let found = folder.ok(&["contrast", "m.json", "species=Gentoo", cell]);
    assert!(
        found.contains("it is not estimable: the data do not tell the coefficient of"),
        "{found}"
    );
    assert!(!found.contains("all together"), "{found}");
    let found = folder.ok(&[
        "contrast",
        "m.json",
        "species=Chinstrap",
        &format!("species=Chinstrap + {cell}"),
    ]);
    assert_eq!(found.matches("not estimable").count(), 1, "{found}");
    let found = folder.ok(&["contrast", "m.json", "species=Gentoo", "2 * species=Gentoo"]);
    assert!(found.contains("no test, because one of them follows from the others"), "{found}");
    let wrong = [
        (
            "species=Gento",
            "there is no feature \"species=Gento\" (did you mean \"species=Gentoo\"?)",
        ),
        ("species=Gentoo +", "a feature is needed at the end"),
        ("species=Gentoo island=Dream", "\"+\", \"-\" or \"=\" is needed before \"island=Dream\""),
        ("1 = 2", "says nothing of any coefficient"),
        ("species=Gentoo = 1 = 2", "has two equal signs"),
        ("", "a feature is needed at the end"),
    ];
    for (hypothesis, message) in wrong {
        let found = folder.run(&["contrast", "m.json", hypothesis]);
        assert_eq!(found.status.code(), Some(2), "{hypothesis}");
        assert!(text(&found.stderr).contains(message), "{hypothesis}: {}", text(&found.stderr));
    }
}
