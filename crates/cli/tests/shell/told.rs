//! What an analyst is told of a fit besides its figures: what levels are compared with, and what the data do not tell.

use serde_json::Value;

use crate::common::{Folder, real};

#[test]
fn a_baseline_can_be_chosen_and_asked_about() {
    let folder = Folder::new();
    let penguins = real("penguins.csv");
    let fit = ["fit", &penguins, "-t", "body_mass_g", "-m", "linear", "--missing", "drop", "-q"];
    let with =
        |flags: &[&str]| folder.ok(&[&fit[..], &["--features", "species,sex"], flags].concat());
    let usual = with(&["-o", "m.json"]);
    assert!(usual.contains("levels are compared with species=Adelie, sex=male"), "{usual}");
    let chosen = with(&["--baseline", "species=Gentoo", "-o", "n.json"]);
    assert!(chosen.contains("levels are compared with species=Gentoo, sex=male"), "{chosen}");
    let sum = |model: &str, sum: &str| {
        let found = folder.ok(&["contrast", model, sum, "--json"]);
        let found: Value = serde_json::from_str(&found).unwrap();
        ["value", "standard_error"].map(|key| found["contrasts"][0][key].as_f64().unwrap())
    };
    let against = "species=Chinstrap - species=Adelie";
    let [one, other] = [sum("m.json", against), sum("n.json", against)];
    assert!(one.iter().zip(other).all(|(a, b)| (a / b - 1.0).abs() < 1e-10), "{one:?} {other:?}");
    for flags in [
        &["--terms", "sex", "--baseline", "species=Gentoo"][..],
        &["--features", "sex", "--baseline", "body_mass_g=1"],
        &["--features", "sex", "--baseline", "sex=male", "--baseline", "sex=female"],
    ] {
        let (code, message) = folder.failure(&[&fit[..], flags].concat());
        assert!(code == 2 && message.contains("--baseline"), "{flags:?}: {message}");
    }
    for (baseline, reason) in [
        ("species=gentoo", "has no level \"gentoo\" (did you mean \"Gentoo\"?)"),
        ("year=2008", "--baseline"),
        ("specie=Gentoo", "no column \"specie\""),
    ] {
        let flags = ["--baseline", baseline, "--features", "year,species"];
        let (code, message) = folder.failure(&[&fit[..], &flags].concat());
        assert!(code == 1 && (message.contains(reason) || reason == "--baseline"), "{message}");
    }
}

#[test]
fn dates_have_effects_and_places() {
    let folder = Folder::new();
    let row = |i: usize| format!("{:02}.{:02}.2024,{}\n", 1 + i % 28, 1 + i % 12, i * 7 % 11);
    folder.write("d.csv", format!("d,y\n{}", (0..60).map(row).collect::<String>()));
    folder.ok(&["fit", "d.csv", "-t", "y", "-m", "linear", "--as-date", "d", "-q", "-o", "m.json"]);
    let picture = folder.ok(&["plot", "effect", "m.json", "d.csv", "--x", "d", "-o", "-", "-q"]);
    assert!(picture.contains("d, in days since 2024-01-"), "{picture}");
    assert!(picture.contains("fill-opacity=\"0.2\""), "a band");
    let effects = ["effects", "m.json", "d.csv", "-q", "--at"];
    let told = folder.ok(&[&effects[..], &["d=31.12.2024"]].concat());
    assert!(told.contains("d, per day"), "{told}");
    let (code, message) = folder.failure(&[&effects[..], &["d=2024-12-31"]].concat());
    assert!(code == 1 && message.contains("written as 31.12.2024"), "{message}");
}

#[test]
fn rows_that_no_row_of_the_fit_tells_have_no_interval() {
    let folder = Folder::new();
    let rows = "1.2,0,a\n2.9,1,a\n3.1,2,a\n5.2,3,a\n4.8,4,a\n2.0,0,b\n2.2,1,b\n4.9,2,b\n4.1,3,b\n9.0,2.5,c\n";
    folder.write("t.csv", format!("y,x,g\n{rows}"));
    folder.write("n.csv", "y,x,g\n1,4,c\n1,2.5,a\n");
    folder.ok(&["fit", "t.csv", "-t", "y", "-m", "linear", "--terms", "x*g", "-q", "-o", "m.json"]);
    let predict = ["predict", "m.json", "n.csv", "--interval", "0.95"];
    let output = folder.run(&predict);
    let [told, csv] = [output.stderr, output.stdout].map(|text| String::from_utf8(text).unwrap());
    assert!(told.contains("not estimable: 1 row"), "{told}");
    let ends: Vec<usize> = csv.lines().skip(1).map(|row| row.matches(",,").count()).collect();
    assert!(ends[0] > 0 && ends[1] == 0, "{csv}");
}

/// Precisions have a dispersion, so that their likelihood has no size of its own; a survey has none at all.
#[test]
fn criteria_are_those_of_a_likelihood() {
    let folder = Folder::new();
    let row = |i: usize| format!("{},{},{}\n", i * 7 % 10, i % 3 % 2, (i % 4) as f64 + 0.5);
    folder.write("t.csv", format!("x,y,w\n{}", (0..60).map(row).collect::<String>()));
    for (model, kind) in [
        ("logistic", "precision"),
        ("softmax", "precision"),
        ("logistic", "survey"),
        ("linear", "survey"),
    ] {
        let weights = ["--weights", "w", "--weight-kind", kind, "-q"];
        let told = folder.ok(&[&["fit", "t.csv", "-t", "y", "-m", model], &weights[..]].concat());
        assert!(!told.contains("AIC") && told.contains("x "), "{model} {kind}: {told}");
    }
    let line =
        ["fit", "t.csv", "-t", "y", "-m", "linear", "--weights", "w", "--weight-kind", "precision"];
    assert!(folder.ok(&line).contains("AIC"));
}
