//! Classes that have an order.

use crate::common::{Folder, real, text};
use linalg_lite::{Columns, Mat};
use models::OrderedRegression;
use models::effects::OrderedEffects;
use models::inference::LogOdds;
use serde_json::Value;

const WORDS: [&str; 4] = ["low", "medium", "high", "very high"];

/// A number, a category, and a severity that rises with both.
fn table(folder: &Folder) -> (Columns, Vec<usize>) {
    let (mut csv, mut x, mut is_b, mut grades) =
        ("x,group,severity,grade\n".to_owned(), Vec::new(), Vec::new(), Vec::new());
    for i in 0..200_usize {
        let (value, b) = ((i * 37 % 101) as f64 / 10.0, i % 3 == 1);
        let noise = (i * 61 % 89) as f64 / 11.0;
        let line = value * 0.7 + noise + f64::from(u8::from(b));
        let grade = [5.0, 8.0, 11.0].iter().filter(|bound| line > **bound).count();
        let group = if b { "b" } else { "a" };
        csv += &format!("{value},{group},{},{}\n", WORDS[grade], grade + 3);
        x.push(value);
        is_b.push(u32::from(b));
        grades.push(grade);
    }
    folder.write("t.csv", csv);
    let mut columns = Columns::new(200);
    columns.push_numbers(x).unwrap();
    columns.push_category(&is_b, 1).unwrap();
    (columns, grades)
}

fn json(folder: &Folder, args: &[&str]) -> Value {
    serde_json::from_str(&folder.ok(args)).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

const FIT: [&str; 10] = [
    "fit",
    "t.csv",
    "-t",
    "severity",
    "--features",
    "x,group",
    "-m",
    "ordered",
    "--order",
    "low,medium,high,very high",
];

#[test]
fn the_fit_is_the_librarys() {
    let folder = Folder::new();
    let (own, grades) = table(&folder);
    let model = OrderedRegression::default().fit(&own, &grades, 4).unwrap();
    let found = json(&folder, &[&FIT[..], &["--json", "-q"]].concat());
    let fit = &found["model"]["model"];
    assert_eq!(numbers(&fit["coefficients"]), model.coefficients);
    assert_eq!(numbers(&fit["thresholds"]), model.thresholds);
    let estimates = found["inference"]["estimates"].as_array().unwrap();
    let names: Vec<&str> = estimates.iter().map(|e| e["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["x", "group=b", "low | medium", "medium | high", "high | very high"]);
    let tests = found["inference"]["proportional_odds"]["tests"].as_array().unwrap();
    let terms: Vec<&str> = tests.iter().map(|test| test["term"].as_str().unwrap()).collect();
    assert_eq!(terms, ["all together", "x", "group"]);

    // Numbers have an order of their own.
    let graded =
        ["fit", "t.csv", "-t", "grade", "--features", "x,group", "-m", "ordered", "--json", "-q"];
    let graded = json(&folder, &graded);
    assert_eq!(graded["model"]["model"]["thresholds"], fit["thresholds"]);
    assert_eq!(graded["model"]["target"]["classes"], serde_json::json!(["3", "4", "5", "6"]));
}

#[test]
fn what_a_model_file_is_for() {
    let folder = Folder::new();
    let (own, grades) = table(&folder);
    let shown = folder.ok(&[&FIT[..], &["-o", "m.json", "-q"]].concat());
    for part in ["low < medium < high < very high", "low | medium", "proportional odds"] {
        assert!(shown.contains(part), "{shown}\nhas no: {part}");
    }
    let model = OrderedRegression::default().fit(&own, &grades, 4).unwrap();
    let p = model.probabilities(&own).unwrap();
    let csv = folder.ok(&["predict", "m.json", "t.csv", "--proba", "-q"]);
    let classes = model.classes(&own).unwrap();
    for (i, row) in csv.lines().skip(1).enumerate() {
        let cells: Vec<&str> = row.split(',').collect();
        assert_eq!(cells[4], WORDS[classes[i]]);
        let found: Vec<f64> = cells[5..].iter().map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(found, [p[0][i], p[1][i], p[2][i], p[3][i]]);
    }
    let found = json(&folder, &["evaluate", "m.json", "t.csv", "--json", "-q"]);
    let loss = found["log_loss"].as_f64().unwrap();
    assert!((loss - model.report.objective).abs() < 1e-14);
    let score = found["ranked_probability_score"].as_f64().unwrap();
    let of_row = |i: usize| -> f64 {
        let upto = |k: usize| (0..=k).map(|l| p[l][i]).sum::<f64>();
        let off = |k: usize| upto(k) - f64::from(u8::from(grades[i] <= k));
        (0..3).map(|k| off(k) * off(k)).sum()
    };
    let mean = (0..grades.len()).map(of_row).sum::<f64>() / grades.len() as f64;
    assert!((score - mean).abs() < 1e-14, "{score} {mean}");
    assert!(folder.ok(&["explain", "m.json"]).contains("clm(ordered(y) ~ x"));
    let contrast = json(&folder, &["contrast", "m.json", "group=b - x", "--json"]);
    let value = contrast["contrasts"][0]["value"].as_f64();
    assert_eq!(value, Some(model.coefficients[1] - model.coefficients[0]), "{contrast}");
    let fewer = ["--features", "x"];
    folder.ok(&[&FIT[..4], &FIT[6..], &fewer, &["-o", "small.json", "-q"]].concat());
    let compared = folder.ok(&["compare", "small.json", "m.json", "t.csv", "-q"]);
    assert!(compared.contains("on 1 degree of freedom"), "{compared}");
}

/// Effects and intervals are those of the library.
#[test]
fn how_sure_probabilities_are() {
    let folder = Folder::new();
    let (own, grades) = table(&folder);
    folder.ok(&[&FIT[..], &["-o", "m.json", "-q"]].concat());
    let model = OrderedRegression::default().fit(&own, &grades, 4).unwrap();
    let covariance = model.inference(&own, &grades).unwrap().estimates.covariance;
    let effects = OrderedEffects::new(&model, &covariance);
    let along = Mat::from_fn(200, 2, |_, j| [1.0, 0.0][j]);
    let slopes = effects.mean_slopes(&own, along.as_ref(), None, None).unwrap();
    let told = json(&folder, &["effects", "m.json", "t.csv", "--json", "-q", "--of", "x"]);
    let near = |found: &Value, own: f64| {
        let found = found.as_f64().unwrap();
        assert!((found / own - 1.0).abs() < 1e-9, "{found} {own}");
    };
    for ((slope, word), told) in slopes.iter().zip(WORDS).zip(told["effects"].as_array().unwrap()) {
        let slope = effects.estimate(slope).unwrap();
        assert_eq!(told["class"], word);
        near(&told["effect"], slope.value);
        near(&told["standard_error"], slope.standard_error);
    }
    let csv = folder.ok(&["predict", "m.json", "t.csv", "--interval", "0.95", "-q"]);
    assert!(csv.starts_with("x,group,severity,grade,predicted_severity,p_low,"));
    let z = model.logits(&own).unwrap();
    let odds = LogOdds::of_ordered(&own, &z, &model.thresholds, &covariance).unwrap();
    for (i, row) in csv.lines().skip(1).enumerate() {
        let ends: Vec<f64> = row.split(',').skip(9).map(|cell| cell.parse().unwrap()).collect();
        for (of_class, ends) in odds.iter().zip(ends.chunks(2)) {
            let reach = 1.959_963_984_540_054 * of_class.standard_errors[i];
            for (end, side) in ends.iter().zip([-1.0, 1.0]) {
                let own = linalg_lite::sigmoid(of_class.values[i] + side * reach);
                near(&Value::from(*end), own);
            }
        }
    }
    folder.ok(&["plot", "effect", "m.json", "t.csv", "--x", "x", "-q"]);
    let sql = folder.ok(&["export", "m.json", "--sql", "duckdb", "-q"]);
    assert!(sql.contains(" AS \"p_very high\""), "{sql}");
}

#[test]
fn what_has_no_answer_says_why() {
    let folder = Folder::new();
    table(&folder);
    folder.ok(&[&FIT[..], &["-o", "m.json", "-q"]].concat());
    let order = |order: &str| folder.failure(&[&FIT[..9], &[order]].concat()).1;
    let words = folder.failure(&FIT[..8]).1;
    assert!(words.contains("for example --order 'high,low,medium,very high'"), "{words}");
    let missing = order("low,medium,high");
    assert!(missing.contains("--order does not say where \"very high\""), "{missing}");
    let unknown = order("low,medium,high,very high,extreme");
    assert!(unknown.contains("\"extreme\" is not a class of \"severity\""), "{unknown}");
    let twice = order("low,medium,high,very high,low");
    assert!(twice.contains("--order names \"low\" twice"), "{twice}");
    for (flags, part) in [
        ("--no-intercept", "thresholds, which are intercepts"),
        ("--l1 0.1", "no penalty but --l2"),
        ("--firth", "--firth is for --model logistic and --model softmax"),
        ("--robust", "--robust is not for --model ordered"),
        ("--cluster group", "--cluster is not for --model ordered"),
        ("--profile", "--profile is for --model logistic"),
    ] {
        let flags: Vec<&str> = flags.split(' ').collect();
        let (code, message) = folder.failure(&[&FIT[..], &flags].concat());
        assert!(code == 2 && message.contains(part), "{flags:?}: {message}");
    }
    for args in [
        &["influence", "m.json", "t.csv"][..],
        &["plot", "boundary", "m.json", "t.csv"],
        &["contrast", "m.json", "intercept"],
    ] {
        let (code, message) = folder.failure(args);
        assert!(code > 0 && !message.contains("panicked"), "{args:?}: {message}");
    }
    let (code, message) = folder.failure(&["fit", "t.csv", "-t", "severity", "--order", "low"]);
    assert!(code == 2 && message.contains("--order is for --model ordered"), "{message}");
}

/// Classes that a feature tells apart: said, and mended by a penalty.
#[test]
fn separated_classes_are_said() {
    let folder = Folder::new();
    let row = |i: usize| format!("{i},{}\n", ["low", "medium", "high"][i / 10]);
    folder.write("t.csv", format!("x,y\n{}", (0..30).map(row).collect::<String>()));
    let fit = ["fit", "t.csv", "-t", "y", "-m", "ordered", "--order", "low,medium,high"];
    let output = folder.run(&fit);
    let message = text(&output.stderr);
    assert!(message.contains("completely separated; try --l2"), "{message}");
    assert!(text(&output.stdout).contains("infinite: x, low | medium, medium | high"));
    folder.ok(&[&fit[..], &["--l2", "0.1", "-q"]].concat());
}

/// The order of ship's classes by the passengers in them, with counts.
#[test]
fn counts_and_offsets_are_taken() {
    let folder = Folder::new();
    let table = std::fs::read_to_string(real("titanic_table.csv")).unwrap();
    let passengers: Vec<&str> = table.lines().filter(|line| !line.starts_with("crew")).collect();
    folder.write("t.csv", passengers.join("\n") + "\n");
    let fit = [
        "fit",
        "t.csv",
        "-t",
        "class",
        "-m",
        "ordered",
        "--order",
        "3rd,2nd,1st",
        "--weights",
        "count",
    ];
    let found = json(&folder, &[&fit[..], &["--json", "-q"]].concat());
    let likelihood = -1316.0 * found["model"]["model"]["report"]["objective"].as_f64().unwrap();
    assert!((likelihood + 1_242.421_016_215_58).abs() < 1e-8, "{likelihood}"); // R: ordinal::clm
    let offset = ["--features", "sex,age", "--offset", "survived", "-o", "m.json", "-q"];
    folder.ok(&[&fit[..], &offset].concat());
    folder.ok(&["predict", "m.json", "t.csv", "-q"]);
}
