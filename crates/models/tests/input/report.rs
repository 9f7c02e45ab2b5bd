//! What a report says, to people and to programs.

use crate::common::samples;
use linalg_lite::Mat;
use models::solver::GradientDescent;
use models::{LinearRegression, LinearSolver, LogisticRegression, Status};

/// Descent that is too fast says where it went astray, and which rate would not have.
#[test]
fn a_diverging_descent_names_the_epoch_and_a_rate_that_works() {
    let data = samples(80, 3, 5);
    let fit = |rate: f64| {
        let solver = LinearSolver::GradientDescent(GradientDescent {
            rate,
            epochs: 300,
            ..Default::default()
        });
        LinearRegression { solver, ..Default::default() }
            .fit(data.x.as_ref(), &data.numbers)
            .unwrap()
    };
    let report = fit(3.0).report;
    assert_eq!(report.status, Status::Diverged);
    let divergence = report.divergence.unwrap();
    let objectives = report.objectives();
    assert!(objectives[divergence.epoch] > objectives[0]);
    assert!(objectives[..divergence.epoch].iter().all(|value| *value <= objectives[0]));
    let safe = fit(divergence.safe_rate.unwrap()).report;
    assert_ne!(safe.status, Status::Diverged);
    assert!(safe.objectives().windows(2).all(|pair| pair[1] <= pair[0] + 1e-14));
}

#[test]
fn a_report_can_be_read_by_people_and_programs() {
    let data = samples(40, 2, 6);
    let twin = Mat::from_fn(40, 3, |i, j| data.x[(i, j % 2)]);
    let report = LogisticRegression::default().fit(twin.as_ref(), &data.labels).unwrap().report;
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["status"]["rank_deficient"]["rank"], 3);
    assert_eq!(json["trace"].as_array().unwrap().len(), report.iterations);
    assert_eq!(json["certificate"]["bound"], "local");
    let names = ["a", "b", "c"].map(str::to_owned);
    let text = report.describe(&names);
    assert!(
        text.starts_with("converged with rank 3: some features are combinations of others ("),
        "{text}"
    );
    assert!(text.ends_with("\naliased: c = a"), "{text}");
}
