//! Every table of the failure gallery gets the diagnosis that it must.

use datasets::gallery::GALLERY;
use models::solver::{GradientDescent, Lbfgs, Newton};
use models::{LogisticRegression, Penalty, Solver};

#[test]
fn every_table_gets_its_diagnosis() {
    let mut wrong = Vec::new();
    for specimen in &GALLERY {
        let table = specimen.table().unwrap();
        let (x, labels) = (table.features.as_ref(), table.labels().unwrap());
        let found = match LogisticRegression::default().diagnose(x, labels) {
            Ok(findings) => {
                let names = &table.feature_names;
                let words: Vec<String> = findings.iter().map(|f| f.describe(names)).collect();
                words.join("; ")
            }
            Err(error) => error.to_string(),
        };
        if found != specimen.diagnosis {
            wrong.push(format!("{}: found {found:?}, not {:?}", specimen.name, specimen.diagnosis));
        }
    }
    assert_eq!(wrong, [""; 0], "{}", wrong.join("\n"));
    assert_eq!(GALLERY.len(), 12);
}

/// Nothing is NaN or infinite in a fit, whatever the table, and however it was come by.
#[test]
fn no_fit_has_anything_but_numbers() {
    let solvers = [
        Solver::Auto,
        Solver::Newton(Newton::default()),
        Solver::Lbfgs(Lbfgs::default()),
        Solver::GradientDescent(GradientDescent { rate: 1e-3, epochs: 50, ..Default::default() }),
    ];
    for specimen in GALLERY.iter().filter(|specimen| specimen.name != "one-class") {
        let table = specimen.table().unwrap();
        for solver in solvers {
            for [l1, l2] in [[0.0, 0.0], [0.0, 0.01], [0.01, 0.0]] {
                let config = LogisticRegression {
                    solver,
                    penalty: Penalty { l1, l2 },
                    ..Default::default()
                };
                let Ok(model) = config.fit(table.features.as_ref(), table.labels().unwrap()) else {
                    assert!(l1 > 0.0 && solver != Solver::Auto, "{} {solver:?}", specimen.name);
                    continue;
                };
                let report = &model.report;
                assert!(model.coefficients.iter().all(|c| c.is_finite()), "{}", specimen.name);
                assert!(model.intercept.is_finite() && report.objective.is_finite());
                assert!(report.certificate.is_none_or(|c| c.gap.is_finite()), "{report}");
            }
        }
    }
}
