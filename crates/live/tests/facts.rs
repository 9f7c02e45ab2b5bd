//! What the scenes' answers promise can be seen in them, on the random numbers of either generator.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use serde_json::{Value, json};

/// The answer of a scene.
fn ask(scene: &str, fields: Value) -> Value {
    let mut question = fields;
    question["scene"] = json!(scene);
    let answer: Value = serde_json::from_str(&live::answer(&question.to_string())).unwrap();
    assert!(answer["error"].is_null(), "{answer}");
    answer
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

const SOURCES: [&str; 2] = ["numpy", "chacha"];

fn gap(source: &str, rate: f64, steps: usize) -> f64 {
    let window = json!({ "x": [0, 10], "y": [3, 10], "places": [2, 2] });
    let answer = ask(
        "train",
        json!({
            "source": source, "seed": 42, "standardise": true, "rate": rate, "from": [0, 0, 0],
            "steps": steps, "window": window,
        }),
    );
    number(&answer["gap"])
}

#[test]
fn a_rate_of_ten_is_almost_done_where_a_half_is_short() {
    for source in SOURCES {
        assert!(gap(source, 10.0, 50) < 5e-4 && gap(source, 0.5, 200) > 1e-3, "{source}");
        assert!(gap(source, 30.0, 50) > 2.0 * gap(source, 30.0, 10), "{source}"); // it climbs again
        assert!(gap(source, 30.0, 1000) > 0.01, "{source}"); // and never settles
    }
}

#[test]
fn the_far_email_turns_the_line_alone() {
    let at = |marks: f64| ask("outlier", json!({ "marks": marks, "axis": [-3, 104] }));
    let (near, far) = (at(15.0), at(100.0));
    assert_eq!((&near["line"]["right"], &far["line"]["right"]), (&json!(12.0), &json!(9.0)));
    let moved = |model: &str| number(&far[model]["boundary"]) - number(&near[model]["boundary"]);
    assert!(moved("line") < -10.0 && moved("logistic").abs() < 0.01);
}

#[test]
fn squared_error_lets_go() {
    let answer = ask("pull", json!({ "z": -4.59511985013459, "y": true, "x": 1 }));
    assert!((number(&answer["cross_entropy"]["pull"]) - 0.99).abs() < 1e-12);
    assert!((number(&answer["squared_error"]["pull"]) - 0.0196).abs() < 1e-4);
}

/// Sweeps to within 1e-9 of the optimum: gradient descent, L-BFGS, Newton.
fn race(source: &str, standardise: bool) -> [usize; 3] {
    let run = |rate: f64| {
        ask(
            "ravine",
            json!({
                "source": source, "seed": 42, "standardise": standardise, "start": [0, 0], "rate": rate,
                "sweeps": 10_000, "window": null,
            }),
        )
    };
    let answer = run(1.0 / number(&run(1e-3)["largest_curvature"]));
    ["gradient_descent", "lbfgs", "newton"].map(|solver| {
        let visits = answer[solver].as_array().unwrap();
        let arrived = |visit: &Value| number(&visit["loss"]) - number(&answer["lowest"]) < 1e-9;
        visits.iter().position(arrived).unwrap() + 1
    })
}

#[test]
fn newton_needs_the_fewest_sweeps() {
    for source in SOURCES {
        let [descent, quasi_newton, newton] = race(source, false);
        assert!((6..=8).contains(&newton) && (15..=25).contains(&quasi_newton));
        assert!(descent > 2000);
        assert!((50..=90).contains(&race(source, true)[0]));
    }
}

#[test]
fn three_in_ten_come_true_until_the_weights_bend_it() {
    for source in SOURCES {
        let of = |patients: usize, balanced: bool| {
            let question =
                json!({ "source": source, "seed": 42, "patients": patients, "balanced": balanced });
            number(&ask("calibration", question)["calibration_error"])
        };
        assert!(of(6000, false) < 0.03 && of(60, false) > 0.1 && of(6000, true) > 0.1, "{source}");
    }
}

#[test]
fn a_dear_miss_lowers_the_threshold() {
    for source in SOURCES {
        let question =
            json!({ "source": source, "seed": 42, "threshold": 0.5, "miss": 10, "reveal": false });
        let answer = ask("threshold", question);
        assert!((number(&answer["ideal"]) - 1.0 / 11.0).abs() < 1e-15);
        assert!(number(&answer["cheapest"]["threshold"]) < 0.2);
    }
}

#[test]
fn three_models_owe_each_other_nothing() {
    let at = |bill: [f64; 2], without: Option<usize>| {
        let window = json!({ "x": [31, 61], "y": [12, 22], "places": [2, 2] });
        ask("classes", json!({ "bill": bill, "without": without, "window": window }))
    };
    assert!((number(&at([44.0, 17.0], None)["sum"]) - 0.2).abs() < 0.05);
    assert!(number(&at([60.0, 17.0], None)["sum"]) > 1.9);
    let two = at([44.0, 17.0], Some(1));
    assert!((number(&two["sigmoid"]) - number(&two["softmax"][1])).abs() < 1e-15);
}

#[test]
fn separated_points_have_no_best_weights_but_firths() {
    let points = |method: &str| {
        ask(
            "draw",
            json!({
                "x": [1, 2, 3, 6, 7, 8], "y": [4, 8, 5, 7, 6, 9],
                "labels": [false, false, false, true, true, true], "names": ["study", "sleep"],
                "method": method, "window": { "x": [0, 10], "y": [3, 10], "places": [2, 2] },
            }),
        )
    };
    let plain = points("plain");
    assert!(plain["is_optimum"] == false && plain["separating"][0] == "study");
    for method in ["penalty", "firth"] {
        assert_eq!(points(method)["is_optimum"], true);
    }
}
