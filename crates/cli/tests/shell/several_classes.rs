//! Several classes in the shell: contrasts, effects, intervals, sandwiches and profiles are those of statsmodels.

use serde_json::Value;

use crate::common::{Folder, real, text};

const FIT: [&str; 8] = [
    "t.csv",
    "-t",
    "island",
    "-m",
    "softmax",
    "--features",
    "bill_length_mm,bill_depth_mm,body_mass_g,male",
    "-q",
];

/// The penguins whose sex is known, in numbers.
fn folder() -> Folder {
    let folder = Folder::new();
    let mut reader = csv::Reader::from_path(real("penguins.csv")).unwrap();
    let heads = reader.headers().unwrap().clone();
    let place = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let names = ["island", "bill_length_mm", "bill_depth_mm", "body_mass_g", "year", "sex"];
    let places = names.map(place);
    let mut table = "island,bill_length_mm,bill_depth_mm,body_mass_g,year,male\n".to_owned();
    for row in reader.records() {
        let cells = places.map(|place| row.as_ref().unwrap()[place].to_owned());
        let [others @ .., sex] = &cells;
        if sex == "male" || sex == "female" {
            table += &format!("{},{}\n", others.join(","), u8::from(sex == "male"));
        }
    }
    folder.write("t.csv", table);
    folder
}

fn fitted(flags: &[&str]) -> Folder {
    let folder = folder();
    folder.ok(&[&["fit", "-o", "m.json"], &FIT[..], flags].concat());
    folder
}

fn reference() -> Value {
    let all = include_str!("../../../../data/reference/multinomial_inference.json");
    serde_json::from_str::<Value>(all).unwrap()["island of penguins.csv"].clone()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[track_caller]
fn near(found: &Value, expected: &Value) {
    let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
    assert!((found - expected).abs() <= 1e-8 * expected.abs(), "{found}, {expected}");
}

#[test]
fn contrasts_go_across_classes() {
    let folder = fitted(&[]);
    let hypotheses = [
        "Dream:bill_length_mm - Torgersen:bill_length_mm",
        "Dream:intercept = Torgersen:intercept",
    ];
    let third = "2 * Dream:bill_length_mm + Torgersen:bill_length_mm + 0.5*Dream:intercept";
    let found = json(&folder.ok(&[&["contrast", "m.json", "--json"], &hypotheses[..]].concat()));
    let alone = json(&folder.ok(&["contrast", "m.json", "--json", third]));
    let expected = reference();
    let all = [&found["contrasts"][0], &found["contrasts"][1], &alone["contrasts"][0]];
    for (k, found) in all.into_iter().enumerate() {
        near(&found["value"], &expected["contrasts"][k]);
        near(&found["standard_error"], &expected["contrast_errors"][k]);
    }
    near(&found["together"]["statistic"], &expected["wald"]);

    let both = ["Torgersen:body_mass_g - Biscoe:body_mass_g", "Torgersen:body_mass_g"];
    let against_first = json(&folder.ok(&[&["contrast", "m.json", "--json"], &both[..]].concat()));
    let values = [0, 1].map(|k| against_first["contrasts"][k]["value"].clone());
    assert_eq!(values[0], values[1]);
    let told = folder.ok(&["contrast", "m.json", both[0]]);
    assert!(told.contains("coefficients of a class are those against Biscoe, whose own are 0"));
    for (hypothesis, message) in [
        ("body_mass_g", "there is no feature \"body_mass_g\""),
        ("Dreem:body_mass_g", "(did you mean \"Dream:body_mass_g\"?)"),
        ("Biscoe:body_mass_g", "says nothing of any coefficient"),
    ] {
        let found = folder.run(&["contrast", "m.json", hypothesis]);
        assert_eq!(found.status.code(), Some(2), "{hypothesis}");
        assert!(text(&found.stderr).contains(message), "{hypothesis}: {}", text(&found.stderr));
    }
}

#[test]
fn effects_are_told_of_each_class() {
    let folder = fitted(&[]);
    let found = json(&folder.ok(&["effects", "m.json", "t.csv", "--json", "-q"]));
    let (found, expected) = (found["effects"].as_array().unwrap(), reference());
    assert_eq!(found.len(), 4 * 3);
    for (j, name) in
        ["bill_length_mm", "bill_depth_mm", "body_mass_g", "male"].into_iter().enumerate()
    {
        for (k, class) in ["Biscoe", "Dream", "Torgersen"].into_iter().enumerate() {
            let own = &found[3 * j + k];
            assert!(own["column"] == name && own["class"] == class, "{own}");
            near(&own["effect"], &expected["effects_overall"][j][k]);
            near(&own["standard_error"], &expected["effect_errors_overall"][j][k]);
        }
    }
    let penguins = real("penguins.csv");
    let columns = ["-t", "island", "-m", "softmax", "--features", "body_mass_g,sex", "-q"];
    folder.ok(&[&["fit", &penguins, "--missing", "drop", "-o", "s.json"], &columns[..]].concat());
    let told = folder.ok(&["effects", "s.json", &penguins, "-q", "--of", "sex"]);
    assert!(told.contains("the probability of each class of island changes"), "{told}");
    assert!(told.contains("sex: female against male, on Torgersen"), "{told}");
    let found = json(&folder.ok(&["effects", "s.json", &penguins, "--json", "-q", "--of", "sex"]));
    let of_classes = found["effects"].as_array().unwrap().iter();
    let sum: f64 = of_classes.map(|own| own["effect"].as_f64().unwrap()).sum();
    assert!(sum.abs() < 1e-15, "{sum}");
}

#[test]
fn probabilities_of_classes_have_intervals() {
    let folder = fitted(&[]);
    let csv = folder.ok(&["predict", "m.json", "t.csv", "--proba", "--interval", "0.9", "-q"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let place = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let whole = rows.iter().filter(|row| !row[place("p_Dream")].is_empty());
    let errors = &reference()["log_odds_errors"];
    for (i, row) in whole.take(10).enumerate() {
        for (k, class) in ["Biscoe", "Dream", "Torgersen"].into_iter().enumerate() {
            let of = |end: &str| row[place(&format!("p_{class}{end}"))].parse::<f64>().unwrap();
            let logit = |p: f64| linalg_lite::ln(p / (1.0 - p));
            let reach = (logit(of("_high")) - logit(of("_low"))) / 2.0 / 1.644_853_626_951_472_6;
            let expected = errors[i][k].as_f64().unwrap();
            assert!((reach / expected - 1.0).abs() < 1e-8, "{class}: {reach}, {expected}");
            let middle = f64::midpoint(logit(of("_high")), logit(of("_low")));
            assert!((middle - logit(of(""))).abs() < 1e-9);
        }
    }
    let other = fitted(&["--l2", "0.1"]);
    let refused = other.run(&["predict", "m.json", "t.csv", "--interval", "0.9"]);
    assert!(text(&refused.stderr).contains("its coefficients are penalised"));
}

#[test]
fn sandwiches_and_profiles_are_asked_for_by_the_same_flags() {
    let expected = reference();
    let errors = |flags: &[&str]| -> (Value, Vec<f64>) {
        let found = json(&folder().ok(&[&["fit", "--json"], &FIT[..], flags].concat()));
        let classes = found["inference"]["classes"].as_array().unwrap().clone();
        let estimates = classes.iter().flat_map(|c| c["estimates"].as_array().unwrap().clone());
        let errors = estimates.map(|e| e["standard_error"].as_f64().unwrap()).collect();
        (found["inference"].clone(), errors)
    };
    for (flag, key) in [("--robust", "hc0"), ("--robust=hc2", "hc2"), ("--robust=hc3", "hc3")] {
        let (found, errors) = errors(&[flag]);
        assert_eq!(found["errors"], "sandwich");
        for (found, expected) in errors.iter().zip(expected[key].as_array().unwrap()) {
            near(&Value::from(*found), expected);
        }
    }
    let (found, _) = errors(&["--cluster", "year"]);
    assert_eq!(found["sandwich"], "CR1, 3 clusters by \"year\"");
    let (found, _) = errors(&["--profile"]);
    let of_torgersen = &found["classes"][1]["estimates"][0];
    let [low, value, high] = [
        &of_torgersen["profile_interval"]["low"],
        &of_torgersen["value"],
        &of_torgersen["profile_interval"]["high"],
    ]
    .map(|x| x.as_f64().unwrap());
    assert!(low < value && value < high);
    let folder = fitted(&["--robust=hc3"]);
    let hypothesis = "Dream:bill_length_mm";
    let found = json(&folder.ok(&["contrast", "m.json", "--json", hypothesis]));
    near(&found["contrasts"][0]["standard_error"], &expected["hc3"][0]);
}

/// No child is among the crew: the likelihood has no optimum, the penalised one has.
#[test]
fn firth_corrects_several_classes() {
    let (folder, people) = (Folder::new(), real("titanic_table.csv"));
    let columns = ["-t", "class", "-m", "softmax", "--weights", "count", "-q"];
    let fit = |flags: &[&str]| folder.run(&[&["fit", &people], &columns[..], flags].concat());
    let plain = fit(&[]);
    assert_eq!(plain.status.code(), Some(3));
    let found = fit(&["--firth", "--profile", "--json", "-o", "m.json"]);
    assert_eq!(found.status.code(), Some(0), "{}", text(&found.stderr));
    let found = json(&text(&found.stdout));
    let all = include_str!("../../../../data/reference/multinomial_firth.json");
    let expected = json(all)["titanic, Firth"].clone();
    for (k, class) in found["inference"]["classes"].as_array().unwrap().iter().enumerate() {
        let of = |name: &str| {
            let estimates = class["estimates"].as_array().unwrap();
            let is_it = |e: &&Value| e["name"].as_str().unwrap().starts_with(name);
            estimates.iter().find(is_it).unwrap().clone()
        };
        for (j, name) in ["age=child", "survived"].into_iter().enumerate() {
            near(&of(name)["value"], &expected["coefficients"][4 * k + 1 + j]);
            near(&of(name)["standard_error"], &expected["errors"][4 * k + 1 + j]);
        }
        near(&of("sex=")["standard_error"], &expected["errors"][4 * k]);
        if class["class"] == "crew" {
            let ends = &expected["profiles"][0]["ends"];
            near(&of("age=child")["profile_interval"]["low"], &ends[0]);
            near(&of("age=child")["profile_interval"]["high"], &ends[1]);
        }
    }
    let told = folder.ok(&["explain", "m.json"]);
    assert!(told.contains("softmax regression with Firth's correction"), "{told}");
    assert!(told.contains("brmultinom") && told.contains("1/2 ln det I"), "{told}");
    let hypotheses = ["crew:age=child", "2nd:age=child + 2*1st:survived - 0.5 * 3rd:survived"];
    let error = json(&folder.ok(&[&["contrast", "m.json", "--json"], &hypotheses[..]].concat()));
    near(&error["contrasts"][0]["standard_error"], &expected["errors"][9]);
    let of = |j: usize| expected["coefficients"][j].as_f64().unwrap();
    near(&error["contrasts"][1]["value"], &Value::from(of(1) - 0.5 * of(6)));
    let csv = folder.ok(&["predict", "m.json", &people, "--proba", "--interval", "0.9", "-q"]);
    assert!(csv.contains("p_crew_low,p_crew_high"), "{csv}");
    folder.ok(&["evaluate", "m.json", &people, "-q"]);
    folder.ok(&["export", "m.json", "--sql", "duckdb", "-q"]);
    let told = json(&folder.ok(&["effects", "m.json", &people, "-q", "--json", "--of", "age"]));
    let effects = told["effects"].as_array().unwrap().iter();
    let effects: Vec<f64> = effects.map(|e| e["effect"].as_f64().unwrap()).collect();
    assert!(effects.len() == 4 && effects.iter().sum::<f64>().abs() < 1e-15 && effects[3] < -0.4);
    for (command, message) in [
        (&["influence", "m.json", &people][..], "a model of several classes"),
        (&["compare", "m.json", "m.json", &people], "fit it without --firth"),
    ] {
        let refused = folder.run(command);
        assert!(text(&refused.stderr).contains(message), "{command:?}: {}", text(&refused.stderr));
    }
}
