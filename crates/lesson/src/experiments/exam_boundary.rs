use anyhow::Result;
use datasets::Dataset;
use datasets::generate::{SLEEP_HOURS, STUDY_HOURS};
use linalg_lite::exp;
use models::Boundary;
use pictures::TextTable;
use pictures::numbers::{count, fixed};
use pictures::{Figure, Ink, Plane, Shape};
use serde_json::{Value, json};

use crate::drawing::around;
use crate::training::{Training, exam};
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "exam-boundary",
    title: "The decision boundary is a straight line",
    question: "How much sleep makes up for missing study? On the boundary the model gives a probability of exactly one half.",
    chapter: Chapter::Boundary,
    code: excerpt!("crates/models/src/boundary.rs", "let mut others", "Ok(-others"),
    docs: "models::Boundary",
    reference: Some("exam"),
    run,
};

const DEVIATIONS: [i32; 5] = [-2, -1, 0, 1, 2];

/// A point of the boundary, so many standard deviations from the mean study time.
struct Point {
    deviations: i32,
    sleep_scaled: f64,
    study: f64,
    sleep: f64,
}

impl Point {
    fn at(deviations: i32, training: &Training) -> Result<Self> {
        let study_scaled = f64::from(deviations);
        let sleep_scaled = training.model.boundary().solve_for(1, &[study_scaled, 0.0])?;
        let study = training.scaler.inverse_transform(0, study_scaled)?;
        let sleep = training.scaler.inverse_transform(1, sleep_scaled)?;
        Ok(Self { deviations, sleep_scaled, study, sleep })
    }

    fn no_student_studies_so(&self) -> bool {
        self.study < STUDY_HOURS.0 || self.study > STUDY_HOURS.1
    }

    fn no_student_sleeps_so(&self) -> bool {
        self.sleep < SLEEP_HOURS.0 || self.sleep > SLEEP_HOURS.1
    }
}

fn run(inputs: &Inputs) -> Result<Report> {
    let (training, _) = exam::train(inputs)?;
    let (coefficients, intercept) =
        training.scaler.plain_parameters(&training.model.coefficients, training.model.intercept)?;
    let plain = Boundary { coefficients, intercept };
    let points = DEVIATIONS.iter().map(|d| Point::at(*d, &training)).collect::<Result<Vec<_>>>()?;
    let beyond = points.iter().filter(|point| point.no_student_sleeps_so()).count();
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![picture(&training, &plain, &points)?],
        parts: vec![
            format!(
                "In standard deviations: {}\nIn hours: {}",
                equation(&training.model.boundary()),
                equation(&plain)
            )
            .into(),
            table(&points).into(),
        ],
        seen: format!(
            "an hour of study is worth {} hours of sleep (by the rule behind the data, 0.6 / 0.4 = 1.50): it \
             multiplies the odds of passing by {}, an hour of sleep by {}. At {beyond} of the {} the line asks for sleep outside the {} to {} hours that students \
             get: there it is drawn beyond the data.",
            fixed(plain.coefficients[0] / plain.coefficients[1], 2),
            fixed(exp(plain.coefficients[0]), 2),
            fixed(exp(plain.coefficients[1]), 2),
            count(points.len(), "point"),
            SLEEP_HOURS.0,
            SLEEP_HOURS.1,
        ),
        sizes: json!({ "students": exam::STUDENTS, "epochs": training.descent.epochs }),
        numbers: numbers(&points, &plain),
    })
}

fn picture(training: &Training, plain: &Boundary, points: &[Point]) -> Result<Figure> {
    let (train, test) = (&training.train, &training.test);
    let x = around([STUDY_HOURS.0, STUDY_HOURS.1]);
    let y = around([SLEEP_HOURS.0, SLEEP_HOURS.1]);
    let wrong_train = wrong(train, &training.train_probabilities)?;
    let wrong_test = wrong(test, &training.test_probabilities)?;
    let mut figure = Figure::new("Who passes, and where the model is in doubt", "hours of study", "hours of sleep")
        .ranges(x, y)
        .described(format!(
            "The plane of study and sleep, divided by a straight line along which {} hours of sleep make up for \
             an hour of study, with shades for passing and failing on either side. The students on the \
             wrong side are ringed: {} of {} in training, {} of {} in the test.",
            fixed(plain.coefficients[0] / plain.coefficients[1], 2),
            wrong_train.len(),
            train.n_samples(),
            wrong_test.len(),
            test.n_samples(),
        ))
        .noted(
            "Small marks: training; large: test; ringed: on the wrong side. Shades begin at p = 0.5, 0.7 and \
             0.9 for either class. Dashed: the rule behind the data, without its noise.",
        );
    let [study, sleep] = [plain.coefficients[0], plain.coefficients[1]];
    let logit = Plane { rest: plain.intercept, slopes: [study, sleep] };
    figure.probability_map(&logit, x, y);
    figure.rings(wrong_train.into_iter().chain(wrong_test).collect());
    let rule = |study: f64| (study, (5.0 - 0.6 * study) / 0.4);
    let ends = [y[1], y[0]].map(|sleep| rule((5.0 - 0.4 * sleep) / 0.6));
    figure.guide(ends.to_vec(), "0.6 study + 0.4 sleep = 5");
    for (passed, ink, name) in [(false, Ink::First, "fail"), (true, Ink::Second, "pass")] {
        figure.add(Shape::Dots, students(train, passed)?, ink, "");
        let row = |(study, sleep): (f64, f64)| {
            let hours = format!("{} h study, {} h sleep", fixed(study, 2), fixed(sleep, 2));
            ((study, sleep), format!("{hours}: {name}"))
        };
        figure.rows(students(test, passed)?.into_iter().map(row).collect(), ink, name);
    }
    let within = points.iter().filter(|p| !p.no_student_sleeps_so() && !p.no_student_studies_so());
    let row = |p: &Point| ((p.study, p.sleep), format!("mean {:+} sd of study", p.deviations));
    figure.rows(within.map(row).collect(), Ink::Model, "");
    Ok(figure)
}

/// Study and sleep of those who passed, or did not.
fn students(data: &Dataset, passed: bool) -> Result<Vec<(f64, f64)>> {
    let (study, sleep) = (data.feature("study_hours")?, data.feature("sleep_hours")?);
    let labels = data.labels()?;
    Ok((0..labels.len()).filter(|i| labels[*i] == passed).map(|i| (study[i], sleep[i])).collect())
}

/// Study and sleep of those whom the model labels wrongly.
fn wrong(data: &Dataset, probabilities: &[f64]) -> Result<Vec<(f64, f64)>> {
    let (study, sleep) = (data.feature("study_hours")?, data.feature("sleep_hours")?);
    let labels = data.labels()?;
    let is_wrong = |i: &usize| (probabilities[*i] >= 0.5) != labels[*i];
    Ok((0..labels.len()).filter(is_wrong).map(|i| (study[i], sleep[i])).collect())
}

fn equation(line: &Boundary) -> String {
    let signed = |number: f64| {
        format!("{} {}", if number < 0.0 { '-' } else { '+' }, fixed(number.abs(), 3))
    };
    format!(
        "{} study {} sleep {} = 0",
        fixed(line.coefficients[0], 3),
        signed(line.coefficients[1]),
        signed(line.intercept)
    )
}

fn table(points: &[Point]) -> TextTable {
    let mut table = TextTable::new(["study", "study hours", "sleep hours needed", ""]).words(3);
    for point in points {
        let remark = match (point.no_student_studies_so(), point.no_student_sleeps_so()) {
            (false, false) => "",
            (true, false) => "outside the range of study",
            (false, true) => "outside the range of sleep",
            (true, true) => "outside both ranges",
        };
        table.row([
            format!("mean {:+} sd", point.deviations),
            fixed(point.study, 2),
            fixed(point.sleep, 2),
            remark.to_owned(),
        ]);
    }
    table
}

fn numbers(points: &[Point], plain: &Boundary) -> Value {
    let points: Vec<Value> = points
        .iter()
        .map(|point| {
            json!({
                "study_scaled": point.deviations,
                "sleep_scaled": point.sleep_scaled,
                "study_hours": point.study,
                "sleep_hours": point.sleep,
            })
        })
        .collect();
    json!({
        "boundary_points": points,
        "boundary_original_units": {
            "study_coef": plain.coefficients[0],
            "sleep_coef": plain.coefficients[1],
            "bias": plain.intercept,
            "study_over_sleep_ratio": plain.coefficients[0] / plain.coefficients[1],
        },
    })
}
