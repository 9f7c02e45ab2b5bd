//! Terms of a formula: the figures of R, and what cannot be understood.

use serde_json::Value;

use crate::common::{Folder, real, text};

/// The factors of a feature or a term: `sex=female:ns(x, 3).1` is R's `ns(x, 3)1:sexfemale`.
fn factors(name: &str) -> Vec<String> {
    let name = name.replace(['=', ' '], "").replace(").", ")").replace("(Intercept)", "intercept");
    let name = name.replace("C(year)", "year").replace("df4,", "4,");
    let mut factors: Vec<String> = name.split(':').map(str::to_owned).collect();
    factors.sort();
    factors
}

fn close(found: f64, expected: f64, scale: f64) -> bool {
    (found - expected).abs() <= 1e-8 * expected.abs().max(scale)
}

#[test]
fn coefficients_errors_and_tests_are_those_of_r() {
    let models: Vec<Value> =
        serde_json::from_str(include_str!("../../../../data/reference/terms.json")).unwrap();
    let folder = Folder::new();
    let mut figures = 0;
    for model in &models {
        let of = |key: &str| model[key].as_str().unwrap();
        let table = real(of("file"));
        let mut args = vec!["fit", &table, "-t", of("target"), "--model", of("model"), "--json"];
        args.extend(["--missing", "drop", "--terms", of("terms")]);
        if model["flags"].as_array().is_some_and(|flags| !flags.is_empty()) {
            args.extend(["--weights", "count"]);
        }
        let found: Value = serde_json::from_str(&folder.ok(&args)).unwrap();
        let estimates = found["inference"]["estimates"].as_array().unwrap();
        let there = estimates.iter().filter(|estimate| estimate.get("aliased").is_none());
        let expected = model["coefficients"].as_object().unwrap();
        assert_eq!(there.clone().count(), expected.len(), "{args:?}");
        for estimate in there {
            let name = estimate["name"].as_str().unwrap();
            let same = |known: &&String| factors(known) == factors(name);
            let key = expected.keys().find(same).unwrap_or_else(|| panic!("{name} in {args:?}"));
            let error = model["standard_errors"][key].as_f64().unwrap();
            let value = estimate["value"].as_f64().unwrap();
            assert!(
                close(value, expected[key].as_f64().unwrap(), error),
                "{name} in {args:?}: {value} and {}",
                expected[key]
            );
            let found = estimate["standard_error"].as_f64().unwrap();
            assert!(close(found, error, 0.0), "error of {name} in {args:?}: {found} and {error}");
            figures += 2;
        }
        figures += tests_agree(model, &found["inference"]);
    }
    assert!(figures > 300, "{figures}");
}

/// How many figures of how many terms are those expected.
fn tests_agree(model: &Value, found: &Value) -> usize {
    let what = &model["terms"];
    let (expected, found) = (&model["tests"], &found["tests_of_terms"]);
    let (expected, found) = (expected.as_array().unwrap(), found.as_array().unwrap());
    for test in expected {
        let term = test["term"].as_str().unwrap();
        let own = found.iter().find(|t| factors(t["term"].as_str().unwrap()) == factors(term));
        let own = &own.unwrap_or_else(|| panic!("{term} in {what}"))["test"];
        for key in ["statistic", "p_value"] {
            let (found, expected) = (own[key].as_f64().unwrap(), test[key].as_f64().unwrap());
            assert!(
                close(found, expected, 0.0),
                "{key} of {term} in {what}: {found} and {expected}"
            );
        }
    }
    2 * expected.len()
}

#[test]
fn terms_of_several_classes_are_tested_as_in_r() {
    let models: Vec<Value> =
        serde_json::from_str(include_str!("../../../../data/reference/terms_classes.json"))
            .unwrap();
    let folder = Folder::new();
    let mut figures = 0;
    for model in &models {
        let of = |key: &str| model[key].as_str().unwrap();
        let table = real(of("file"));
        let mut args = vec!["fit", &table, "-t", of("target"), "--json", "--missing", "drop"];
        args.extend(["--terms", of("terms")]);
        args.extend(model["flags"].as_array().unwrap().iter().map(|flag| flag.as_str().unwrap()));
        let found: Value = serde_json::from_str(&folder.ok(&args)).unwrap();
        figures += tests_agree(model, &found["inference"]);
    }
    assert!(figures >= 28, "{figures}");
}

#[test]
fn what_cannot_be_understood_is_said_with_its_place() {
    let folder = Folder::new();
    folder.write(
        "t.csv",
        "y,x,pet,odd name\n1,2,cat,1\n0,-3,dog,4\n1,4,cat,2\n0,5,dog,7\n1,6,cat,3\n",
    );
    let wrong = [
        (
            "x + + + y2",
            "at character 5, \"+\" stands where a column or a function of columns is needed",
        ),
        ("(x", "at character 3, the formula ends where \")\" is needed"),
        ("y ~ x", "at character 3, the target has its own place"),
        ("factor(pet)", "there is no function \"factor\" (did you mean \"C\"?)"),
        ("poly(x, 0)", "at character 9, a whole number from 1 to 20 is needed"),
        ("x^2", ""),
        ("odd name", "at character 5, \"name\" stands where"),
        ("speed", "there is no column \"speed\""),
        ("log(x)", "t.csv:3: log(x): it has no value where x is -3"),
        ("log(pet)", "t.csv: log(pet): \"pet\" is a category, and no number"),
        ("poly(x, 7)", "t.csv: poly(x, 7): it needs more than 7 different values"),
        ("ns(x, 30)", "t.csv: ns(x, 30): "),
        (
            "bs(x, knots = 99)",
            "its knots must lie between the smallest value, -3, and the largest, 6",
        ),
        ("y + x", "\"y\" is the target: it cannot be a feature too"),
        ("x + 0 * pet", "0 takes the intercept off"),
        ("0", "--terms has neither a column nor an intercept"),
        ("`x", "at character 1, a name between two backticks is needed"),
        ("x + ``", "at character 5, a name between two backticks is needed"),
    ];
    for (terms, message) in wrong {
        let found = folder.run(&["fit", "t.csv", "-t", "y", "--l2", "1", "--terms", terms]);
        if message.is_empty() {
            assert!(found.status.success(), "{terms}: {}", text(&found.stderr));
            continue;
        }
        assert!(!found.status.success(), "{terms}");
        assert!(text(&found.stderr).contains(message), "{terms}: {}", text(&found.stderr));
    }
    let deep = "(".repeat(10_000) + "x";
    let found = folder.run(&["fit", "t.csv", "-t", "y", "--terms", &deep]);
    assert!(text(&found.stderr).contains("more than 50 parentheses"), "{}", text(&found.stderr));
    folder.ok(&["fit", "t.csv", "-t", "y", "--l2", "1", "--terms", "`odd name` + C(x)", "-q"]);
}

/// The intercept alone is the model that others are compared with.
#[test]
fn a_model_without_columns_has_an_intercept() {
    let folder = Folder::new();
    folder.write("t.csv", "y,x\n1,p\n0,p\n1,q\n1,p\n");
    let found = folder.ok(&["fit", "t.csv", "-t", "y", "--terms", "1", "-o", "null.json"]);
    assert!(found.contains("4 samples, 1 parameter; log-likelihood -2.2493"), "{found}");
    folder.ok(&["fit", "t.csv", "-t", "y", "--l2", "1", "-o", "x.json", "-q"]);
    let predicted = folder.ok(&["predict", "null.json", "t.csv"]);
    let p = predicted.lines().last().unwrap().rsplit(',').find_map(|p| p.parse::<f64>().ok());
    assert!(p.is_some(), "{predicted}");
}

#[test]
fn a_name_may_hold_a_backtick() {
    let folder = Folder::new();
    folder.write("t.csv", "y,a`b\n1,1\n0,2\n1,3\n0,3\n1,5\n");
    let terms = "poly(`a``b`, 2)";
    let fitted =
        folder.ok(&["fit", "t.csv", "-t", "y", "--l2", "1", "--terms", terms, "-o", "m.json"]);
    assert!(fitted.contains(terms), "{fitted}");
    folder.ok(&["predict", "m.json", "t.csv"]); // the name is read from the file again
}

#[test]
fn levels_that_never_came_together_are_named() {
    let folder = Folder::new();
    folder.write("t.csv", "y,a,b\n1,p,u\n2,p,v\n3,q,u\n5,p,u\n6,p,v\n2,q,u\n7,r,v\n4,r,u\n");
    folder
        .ok(&["fit", "t.csv", "-t", "y", "-m", "linear", "--terms", "a * b", "-o", "m.json", "-q"]);
    folder.write("new.csv", "a,b\np,v\nq,v\n");
    let found = folder.run(&["predict", "m.json", "new.csv"]);
    let message = "new.csv:3: a:b: no row of the training had a = q and b = v together";
    assert!(text(&found.stderr).contains(message), "{}", text(&found.stderr));
    let all = folder.run(&["predict", "m.json", "new.csv", "--unseen", "baseline"]);
    assert_eq!(text(&all.stdout).lines().count(), 3);
    let told = "1 cell of \"a:b\" was not seen in training and counts as the baseline";
    assert!(text(&all.stderr).contains(told), "{}", text(&all.stderr));
}
