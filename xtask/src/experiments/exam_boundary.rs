use anyhow::Result;
use datasets::generate::{SLEEP_HOURS, STUDY_HOURS};
use serde_json::json;

use crate::lesson::exam;
use crate::text::{count, fixed};
use crate::{Inputs, Report, Table};

const DEVIATIONS: [i32; 5] = [-2, -1, 0, 1, 2];

pub(super) fn run(inputs: &Inputs) -> Result<Report> {
    let (training, _) = exam::train(inputs)?;
    let (model, scaler) = (&training.model, &training.scaler);
    let plain = model.in_plain_units(scaler)?;
    let outside = |(low, high): (f64, f64), value: f64| value < low || value > high;

    let mut table = Table::new(["study", "study hours", "sleep hours needed", ""]).words(3);
    let (mut points, mut beyond) = (Vec::new(), 0);
    for deviations in DEVIATIONS {
        let study_scaled = f64::from(deviations);
        let sleep_scaled = model.boundary().solve_for(1, &[study_scaled, 0.0])?;
        let study = scaler.restore(0, study_scaled)?;
        let sleep = scaler.restore(1, sleep_scaled)?;
        let (no_study, no_sleep) = (outside(STUDY_HOURS, study), outside(SLEEP_HOURS, sleep));
        let remark = match (no_study, no_sleep) {
            (false, false) => "",
            (true, false) => "no student studies so",
            (false, true) => "no student sleeps so",
            (true, true) => "no student studies or sleeps so",
        };
        beyond += usize::from(no_sleep);
        table.row([
            format!("mean {deviations:+} sd"),
            fixed(study, 2),
            fixed(sleep, 2),
            remark.to_owned(),
        ]);
        points.push(json!({
            "study_scaled": deviations,
            "sleep_scaled": sleep_scaled,
            "study_hours": study,
            "sleep_hours": sleep,
        }));
    }
    let (study, sleep) = (plain.coefficients[0], plain.coefficients[1]);
    let signed = |number: f64| {
        format!("{} {}", if number < 0.0 { '-' } else { '+' }, fixed(number.abs(), 3))
    };
    Ok(Report {
        title: "The decision boundary is a straight line",
        look_at: "Look at how much sleep makes up for missing study: on the boundary the model \
                  gives exactly one half."
            .to_owned(),
        parts: vec![
            format!(
                "In standard deviations: {} study {} sleep {} = 0\nIn hours: {} study {} sleep {} = 0",
                fixed(model.coefficients[0], 3),
                signed(model.coefficients[1]),
                signed(model.intercept),
                fixed(study, 3),
                signed(sleep),
                signed(plain.intercept),
            )
            .into(),
            table.into(),
        ],
        seen: format!(
            "an hour of study is worth {} hours of sleep (the rule behind the data says 0.6 / 0.4 = \
             1.50). {beyond} of the {} ask for a sleep outside the {} to {} hours that students \
             sleep: there the line is drawn further than the data go.",
            fixed(study / sleep, 2),
            count(DEVIATIONS.len(), "point"),
            SLEEP_HOURS.0,
            SLEEP_HOURS.1,
        ),
        sizes: json!({ "students": exam::STUDENTS, "epochs": training.descent.epochs }),
        reference: Some("exam"),
        figures: json!({
            "boundary_points": points,
            "boundary_original_units": {
                "study_coef": study,
                "sleep_coef": sleep,
                "bias": plain.intercept,
                "study_over_sleep_ratio": study / sleep,
            },
        }),
    })
}
