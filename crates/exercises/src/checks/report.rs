//! A boundary in hours and four counts, beside those of `models` and `metrics`.

use anyhow::Result;
use datasets::{Dataset, Source, Stream, generate, split};
use metrics::{Confusion, confusion};
use models::{Boundary, FittedScaler, LogisticRegression, StandardScaler};
use pictures::{Figure, Ink, Point};

use crate::drawing::{steps, within};
use crate::nearness::{hundredths, is_near, number};
use crate::{Checked, Exercise, solutions, yours};

pub(super) static EXERCISE: Exercise = Exercise {
    number: 7,
    name: "report",
    title: "A report nobody should follow",
    scene: "train",
    minutes: 12,
    symptom: "The boundary should run between the students who pass and those who fail. Yours runs where no \
              student is; and the mistakes are counted, but not as they were made.",
    hint: "In which unit is the study when it meets its weight, and in which unit is what comes out? For the \
           counts: read out who is counted in the second place, in words, beside the description above it.",
    source: include_str!("../../exercises/7_report.rs"),
    solution: include_str!("../../solutions/7_report.rs"),
    shipped: 0xf8db_0994_6770_88d5,
    yours: |seed| check(PROGRAM, seed),
    solved: |seed| check(SOLUTION, seed),
};

/// The two functions of a report.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    /// The sleep on the boundary, from the scaler, two weights, the intercept and the hours of study.
    pub sleep_needed: fn(&FittedScaler, [f64; 2], f64, f64) -> f64,
    /// True positives, false positives, true negatives and false negatives.
    pub counts: fn(&[bool], &[bool]) -> [usize; 4],
}

const PROGRAM: Report =
    Report { sleep_needed: yours::report::sleep_needed, counts: yours::report::counts };
const SOLUTION: Report =
    Report { sleep_needed: solutions::report::sleep_needed, counts: solutions::report::counts };

const ROUNDING: f64 = 1e-9;
const TIMES: usize = 20;
const STUDY: [f64; 2] = [0.0, 10.0];
const SLEEP: [f64; 2] = [-3.0, 14.0];

struct Trained {
    scaler: FittedScaler,
    weights: [f64; 2],
    intercept: f64,
    students: Dataset,
}

/// Judges the boundary of a model of the exam, and the counts of its predictions and of others.
///
/// # Errors
/// None that a program could cause.
pub fn check(report: Report, seed: u64) -> Result<Checked> {
    let mut stream = Stream::new(Source::ChaCha8, seed)?;
    let trained = Trained::draw(&mut stream)?;
    let sleep = trained.fault_in_hours(report, &mut stream)?;
    let counts = fault_in_counts(report, &mut stream)?;
    let passed = sleep.is_none() && counts.is_none();
    let sleep = sleep.unwrap_or_else(|| format!("all {TIMES} hours of sleep are right"));
    let counts = counts.unwrap_or_else(|| format!("all {TIMES} tables are counted right"));
    let found = format!("{sleep}; {counts}.");
    Ok(Checked { figure: trained.picture(report)?, passed, found })
}

impl Trained {
    fn draw(stream: &mut Stream) -> Result<Self> {
        let students = generate::exam(200, stream)?;
        let train = split(students.n_samples(), 0.8, stream)?.train;
        let students = students.select_rows(&train)?;
        let scaler = StandardScaler.fit(students.features.as_ref())?;
        let scaled = scaler.transform(students.features.as_ref())?;
        let model = LogisticRegression::default().fit(scaled.as_ref(), students.labels()?)?;
        let weights = [model.coefficients[0], model.coefficients[1]];
        Ok(Self { scaler, weights, intercept: model.intercept, students })
    }

    fn boundary(&self) -> Result<Boundary> {
        let (coefficients, intercept) =
            self.scaler.plain_parameters(&self.weights, self.intercept)?;
        Ok(Boundary { coefficients, intercept })
    }

    fn sleep_of(&self, report: Report, study: f64) -> f64 {
        (report.sleep_needed)(&self.scaler, self.weights, self.intercept, study)
    }

    fn fault_in_hours(&self, report: Report, stream: &mut Stream) -> Result<Option<String>> {
        let boundary = self.boundary()?;
        for study in stream.uniforms(2.0, 7.0, TIMES).into_iter().map(hundredths) {
            let (yours, right) =
                (self.sleep_of(report, study), boundary.solve_for(1, &[study, 0.0])?);
            if !is_near(yours, right, ROUNDING) {
                let [study, right, yours] = [study, right, yours].map(number);
                return Ok(Some(format!(
                    "after {study} hours of study the boundary is at {right} hours of sleep, and \
                     yours at {yours}"
                )));
            }
        }
        Ok(None)
    }

    fn picture(&self, report: Report) -> Result<Figure> {
        let (study, sleep) =
            (self.students.feature("study_hours")?, self.students.feature("sleep_hours")?);
        let passed = self.students.labels()?;
        let students = |which: bool| -> Vec<Point> {
            let rows = (0..study.len()).filter(|i| passed[*i] == which);
            rows.map(|i| (study[i], sleep[i])).collect()
        };
        let mut figure =
            Figure::new("Your boundary among the students", "hours of study", "hours of sleep")
                .ranges(STUDY, SLEEP)
                .described("Students who passed and who failed, and the learner's boundary.");
        figure.points(students(false), Ink::First, "failed");
        figure.points(students(true), Ink::Second, "passed");
        let boundary = steps(STUDY, 40).map(|study| (study, self.sleep_of(report, study)));
        figure.line(within(SLEEP, boundary), Ink::Model, "yours");
        Ok(figure)
    }
}

/// Tables in which there are more false alarms than misses.
fn fault_in_counts(report: Report, stream: &mut Stream) -> Result<Option<String>> {
    for _ in 0..TIMES {
        let passed: Vec<bool> = stream.uniforms(0.0, 1.0, 60).iter().map(|u| *u < 0.5).collect();
        let called = |passed: &bool| stream.uniform(0.0, 1.0) < if *passed { 0.9 } else { 0.4 };
        let called: Vec<bool> = passed.iter().map(called).collect();
        let right = in_order(&confusion(&passed, &called, None)?);
        let yours = (report.counts)(&passed, &called).map(|count| count as f64);
        if yours != right {
            let all = ["true positives", "false positives", "true negatives", "false negatives"];
            let wrong = (0..4).filter(|k| yours[*k] != right[*k]);
            let texts: Vec<String> =
                wrong.map(|k| format!("{} {} (yours: {})", right[k], all[k], yours[k])).collect();
            return Ok(Some(format!(
                "of 60 students there are {}",
                pictures::numbers::list(&texts)
            )));
        }
    }
    Ok(None)
}

fn in_order(table: &Confusion) -> [f64; 4] {
    [table.true_positives, table.false_positives, table.true_negatives, table.false_negatives]
}
