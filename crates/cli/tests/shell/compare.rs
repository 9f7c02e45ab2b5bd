//! `regress compare`: which of several models, and which cannot be compared.

use serde_json::Value;

use crate::common::{Folder, real, text};

fn fit(folder: &Folder, name: &str, table: &str, flags: &[&str]) {
    folder.ok(&[&["fit", table, "-q", "-o", name], flags].concat());
}

fn compared(folder: &Folder, files: &[&str]) -> Value {
    serde_json::from_str(&folder.ok(&[&["compare", "--json", "-q"], files].concat())).unwrap()
}

/// `anova(small, large, test = "LRT")`, `AIC` and `BIC` in R 4.2.
#[test]
fn the_figures_are_those_of_r() {
    let (folder, penguins) = (Folder::new(), real("penguins.csv"));
    for (name, terms) in
        [("small.json", "species + body_mass_g"), ("large.json", "species * body_mass_g")]
    {
        fit(&folder, name, &penguins, &["-t", "sex", "--missing", "drop", "--terms", terms]);
    }
    let found = compared(&folder, &["small.json", "large.json", &penguins]);
    let near = |found: &Value, expected: f64| {
        let found = found.as_f64().unwrap();
        assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found}, {expected}");
    };
    near(&found["models"][0]["aic"], 220.093_281_242_164);
    near(&found["models"][1]["aic"], 215.759_199_194_537);
    near(&found["models"][0]["bic"], 235.325_851_202_086);
    near(&found["models"][1]["bic"], 238.608_054_134_420);
    near(&found["tests"][0]["test"]["statistic"], 8.334_082_047_627_11);
    near(&found["tests"][0]["test"]["p_value"], 0.015_498_050_706_855_1);
    assert_eq!(found["tests"][0]["smaller"], "small.json");
}

/// Nested is what spans less, however it is written.
#[test]
fn models_are_nested_by_what_they_span() {
    let (folder, penguins) = (Folder::new(), real("penguins.csv"));
    let linear = |name: &str, terms: &str| {
        let flags = ["-t", "body_mass_g", "-m", "linear", "--missing", "drop", "--terms", terms];
        fit(&folder, name, &penguins, &flags);
    };
    linear("x.json", "sex + bill_length_mm");
    linear("parabola.json", "sex + poly(bill_length_mm, 2)");
    linear("powers.json", "sex + bill_length_mm + I(bill_length_mm^2)");
    linear("cells.json", "sex:bill_length_mm + sex");
    linear("other.json", "sex + bill_depth_mm");
    let tests = |a: &str, b: &str| {
        let found = compared(&folder, &[a, b, &penguins]);
        found["tests"].as_array().unwrap().clone()
    };
    for larger in ["parabola.json", "powers.json", "cells.json"] {
        let found = tests(larger, "x.json");
        assert_eq!(found[0]["smaller"], "x.json", "{larger}");
        assert!(found[0]["test"]["p_value"].as_f64().is_some(), "{larger}");
    }
    assert!(tests("x.json", "other.json").is_empty());
    assert!(tests("parabola.json", "cells.json").is_empty());
    let same = tests("parabola.json", "powers.json");
    assert!(same[0]["reason"].as_str().is_some(), "{same:?}");
    let found = compared(&folder, &["parabola.json", "powers.json", &penguins]);
    let difference = found["held_out"][0]["difference"].as_f64().unwrap();
    let loss = found["models"][0]["held_out_loss"].as_f64().unwrap();
    assert!(difference.abs() <= 1e-9 * loss, "{difference}");
}

#[test]
fn a_count_is_that_many_rows() {
    let folder = Folder::new();
    let row = |i: u32| (i * 7 % 11, i * 5 % 3, u32::from(i * i % 7 > 2), i % 4);
    let rows: Vec<_> = (0..60).map(row).collect();
    let mut counted = String::from("x,z,y,n\n");
    let mut repeated = counted.clone();
    for (x, z, y, n) in rows {
        counted += &format!("{x},{z},{y},{n}\n");
        (0..n).for_each(|_| repeated += &format!("{x},{z},{y},1\n"));
    }
    folder.write("counted.csv", counted);
    folder.write("repeated.csv", repeated);
    let found = ["counted", "repeated"].map(|name| {
        let table = format!("{name}.csv");
        fit(&folder, "a.json", &table, &["-t", "y", "--weights", "n", "--terms", "x"]);
        fit(&folder, "b.json", &table, &["-t", "y", "--weights", "n", "--terms", "x * z"]);
        compared(&folder, &["a.json", "b.json", &table])
    });
    let pairs = [
        "/models/0/aic",
        "/models/1/aicc",
        "/models/0/held_out_loss",
        "/held_out/0/difference",
        "/held_out/0/standard_error",
        "/tests/0/test/statistic",
    ];
    for path in pairs {
        let [a, b] = found.each_ref().map(|f| f.pointer(path).unwrap().as_f64().unwrap());
        assert!((a - b).abs() <= 1e-9 * b.abs(), "{path}: {a}, {b}");
    }
}

#[test]
fn what_cannot_be_compared_is_said() {
    let (folder, penguins) = (Folder::new(), real("penguins.csv"));
    let sex = ["-t", "sex", "--missing", "drop", "--features"];
    fit(&folder, "a.json", &penguins, &[&sex[..], &["body_mass_g"]].concat());
    fit(&folder, "half.json", &penguins, &[&sex[..], &["year", "--test", "0.5"]].concat());
    fit(
        &folder,
        "island.json",
        &penguins,
        &["-t", "island", "--positive", "Dream", "--missing", "drop", "--features", "year"],
    );
    fit(
        &folder,
        "fewer.json",
        &penguins,
        &["-t", "island", "--positive", "Dream", "--missing", "drop", "--features", "sex"],
    );
    fit(
        &folder,
        "weighted.json",
        &penguins,
        &[&sex[..], &["bill_depth_mm", "--weights", "year"]].concat(),
    );
    fit(&folder, "firth.json", &penguins, &[&sex[..], &["bill_depth_mm", "--firth"]].concat());
    let refused = [
        ("a.json", "half.json", "and 167 were held out: fit without --test"),
        ("a.json", "island.json", "only models of one target can be compared"),
        (
            "a.json",
            "weighted.json",
            "a.json has no weights and weighted.json has weights in \"year\"",
        ),
        ("island.json", "fewer.json", "is in island.json and not in fewer.json"),
        ("a.json", "none.json", "cannot read none.json"),
    ];
    for (a, b, message) in refused {
        let found = folder.run(&["compare", a, b, &penguins]);
        assert_eq!(found.status.code(), Some(1), "{a} {b}");
        assert!(text(&found.stderr).contains(message), "{a} {b}: {}", text(&found.stderr));
    }
    let found = folder.ok(&["compare", "a.json", "firth.json", &penguins, "-q"]);
    assert!(
        found.contains("firth.json has no likelihood to compare: Firth's correction"),
        "{found}"
    );
    assert_eq!(folder.run(&["compare", "a.json", &penguins]).status.code(), Some(2));
    assert_eq!(folder.run(&["compare", "a.json", "a.json", "-"]).status.code(), Some(2));
}

/// Survey weights and sandwiches have no likelihood that could be compared, whatever the unit of the weights.
#[test]
fn what_has_no_likelihood_has_no_test() {
    let (folder, penguins) = (Folder::new(), real("penguins.csv"));
    let sex = ["-t", "sex", "--missing", "drop"];
    let survey = ["--weights", "year", "--weight-kind", "survey"];
    for flags in [&["--robust"][..], &["--cluster", "island"], &survey] {
        for (name, features) in [("a.json", "body_mass_g"), ("b.json", "body_mass_g,bill_depth_mm")]
        {
            fit(&folder, name, &penguins, &[&sex[..], &["--features", features], flags].concat());
        }
        let found = compared(&folder, &["a.json", "b.json", &penguins]);
        assert!(found["tests"].as_array().unwrap().is_empty(), "{flags:?}");
        assert!(found["models"][0].get("aic").is_none(), "{flags:?}");
        assert!(found["models"][0]["held_out_loss"].as_f64().is_some(), "{flags:?}: {found}");
    }
    let line = ["-t", "body_mass_g", "-m", "linear", "--missing", "drop", "--features", "year"];
    let heads = |flags: &[&str]| {
        fit(&folder, "l.json", &penguins, &[&line[..], flags].concat());
        let csv = folder.ok(&["predict", "l.json", &penguins, "--interval", "0.9", "-q"]);
        csv.lines().next().unwrap().matches("_low").count()
    };
    assert_eq!([heads(&[]), heads(&["--cluster", "island"])], [2, 1]);
}

/// `AIC + 2 (k + 1) (k + 2) / (n - k - 2)` of a line: R's, less 2.
#[test]
fn the_variance_of_a_line_counts() {
    let folder = Folder::new();
    folder.write(
        "t.csv",
        "x,z,y\n0.06,-1.07,-2.33\n-0.18,-0.34,-0.62\n1.6,0.17,2.34\n0.96,-1.05,0.98\n1.51,-0.99,0.7\n\
         -0.44,-0.92,-1.01\n0.39,-0.05,2.7\n0.92,0.86,1.54\n-1.27,0.03,-1.44\n-0.73,-0.92,-1.42\n",
    );
    for (name, terms) in [("a.json", "x"), ("b.json", "x + z")] {
        fit(&folder, name, "t.csv", &["-t", "y", "-m", "linear", "--terms", terms]);
    }
    let found = compared(&folder, &["a.json", "b.json", "t.csv"]);
    for (model, expected) in [(0, 40.66), (1, 41.82)] {
        let aicc = found["models"][model]["aicc"].as_f64().unwrap();
        assert!((aicc + 2.0 - expected).abs() < 0.01, "{aicc}");
    }
}

/// Where every row is given twice and both are of one cluster, nothing is new: not the folds, the losses, nor how far
/// their difference may be off.
#[test]
fn repeated_rows_of_a_cluster_tell_nothing_new() {
    let folder = Folder::new();
    for seed in 1..=6_u32 {
        let noise = |i: u32| f64::from((i * i * 31 + i * 17 * seed) % 101) / 101.0;
        let row = |i: u32| {
            let [x, z] = [noise(i), noise(i + 500)];
            format!("{x},{z},{},c{}\n", x + 0.3 * z + noise(i + 1000), i % 23)
        };
        let table = |times: usize| (0..92).map(|i| row(i).repeat(times)).collect::<String>();
        let found = [1, 2].map(|times| {
            folder.write("t.csv", format!("x,z,y,school\n{}", table(times)));
            for (name, features) in [("a.json", "x"), ("b.json", "x,z")] {
                let flags = ["-t", "y", "-m", "linear", "--features", features];
                fit(&folder, name, "t.csv", &flags);
            }
            compared(&folder, &["a.json", "b.json", "t.csv", "--cluster", "school"])
        });
        let figures = |of: &Value| {
            let held_out = &of["held_out"][0];
            let losses = [0, 1].map(|k| &of["models"][k]["held_out_loss"]);
            let all = [losses[0], losses[1], &held_out["difference"], &held_out["standard_error"]];
            all.map(|figure| figure.as_f64().unwrap())
        };
        let [once, twice] = [figures(&found[0]), figures(&found[1])];
        for (one, other) in once.iter().zip(&twice) {
            assert!((one - other).abs() < 1e-9 * one.abs(), "{seed}: {once:?}, {twice:?}");
        }
    }
}
