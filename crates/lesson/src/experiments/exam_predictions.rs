use anyhow::Result;
use pictures::TextTable;
use pictures::numbers::{count, fixed};
use pictures::{Figure, Ink};
use serde_json::{Value, json};

use crate::training::{Training, exam};
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "exam-predictions",
    title: "Probabilities, not just labels",
    question: "Where is the model sure, and where is it wrong? The test students are in order of their probability of passing; every fourth is shown.",
    chapter: Chapter::Probability,
    code: excerpt!("crates/models/src/logistic.rs", "pub fn probabilities<", "    }"),
    docs: "models::FittedLogistic",
    reference: Some("exam"),
    run,
};

/// Every fourth row is printed.
const EVERY: usize = 4;

/// A test student, as the model sees it.
struct Student {
    test_row: usize,
    dataset_row: usize,
    study: f64,
    sleep: f64,
    probability: f64,
    predicted: bool,
    passed: bool,
}

impl Student {
    fn is_wrong(&self) -> bool {
        self.predicted != self.passed
    }

    fn is_sure(&self) -> bool {
        !(0.1..=0.9).contains(&self.probability)
    }
}

/// The test students by their probability of passing, lowest first.
fn students(training: &Training) -> Result<Vec<Student>> {
    let (study, sleep) =
        (training.test.feature("study_hours")?, training.test.feature("sleep_hours")?);
    let passed = training.test.labels()?;
    let student = |test_row: usize| {
        let probability = training.test_probabilities[test_row];
        Student {
            test_row,
            dataset_row: training.split.test[test_row],
            study: study[test_row],
            sleep: sleep[test_row],
            probability,
            predicted: probability >= 0.5,
            passed: passed[test_row],
        }
    };
    let mut students: Vec<Student> = (0..passed.len()).map(student).collect();
    students.sort_by(|a, b| a.probability.total_cmp(&b.probability));
    Ok(students)
}

fn run(inputs: &Inputs) -> Result<Report> {
    let (training, _) = exam::train(inputs)?;
    let students = students(&training)?;
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![picture(&students)],
        parts: vec![table(&students).into()],
        seen: seen(&students),
        sizes: json!({ "students": exam::STUDENTS, "epochs": training.descent.epochs }),
        numbers: numbers(&students),
    })
}

fn picture(students: &[Student]) -> Figure {
    let wrong = students.iter().filter(|student| student.is_wrong()).count();
    let doubtful = students.iter().filter(|student| !student.is_sure()).count();
    let places = places(students);
    let most = places.iter().map(|(_, level)| level.abs()).fold(0.0, f64::max);
    let mut figure = Figure::new("From a sure fail to a sure pass", "p(pass)", "failed | passed")
        .ranges([-0.03, 1.03], [-most - 1.0, most + 1.0])
        .described(format!(
            "{} test students along their probability, those who passed above and those who failed below the \
             middle: {} lie below 0.1 or above 0.9, {doubtful} in between. On the wrong side of one half, \
             and ringed: {wrong}.",
            students.len(),
            students.len() - doubtful,
        ))
        .noted("One mark a student, above each other where they share a place. Ringed: labelled wrongly.");
    for level in [0.1, 0.5, 0.9] {
        figure.guide(vec![(level, -most), (level, most)], "");
    }
    figure.guide(vec![(0.0, 0.0), (1.0, 0.0)], "");
    let is_wrong = |i: &usize| students[*i].is_wrong();
    figure.rings((0..students.len()).filter(is_wrong).map(|i| places[i]).collect());
    for (passed, ink, name) in [(false, Ink::First, "failed"), (true, Ink::Second, "passed")] {
        let those = (0..students.len()).filter(|i| students[*i].passed == passed);
        let row = |i: usize| {
            let Student { study, sleep, probability, .. } = students[i];
            let hours = format!("{} h study, {} h sleep", fixed(study, 2), fixed(sleep, 2));
            (places[i], format!("{hours}: p = {}, {name}", fixed(probability, 4)))
        };
        figure.rows(those.map(row).collect(), ink, name);
    }
    figure
}

/// The probability of each student, and how many others at about the same are between it and the middle:
/// upwards for those who passed, downwards for the others.
fn places(students: &[Student]) -> Vec<(f64, f64)> {
    let group = |student: &Student| (student.passed, (student.probability * 40.0) as usize);
    let place = |(i, student): (usize, &Student)| {
        let before = students[..i].iter().filter(|other| group(other) == group(student)).count();
        let level = before as f64 + 1.0;
        (student.probability, if student.passed { level } else { -level })
    };
    students.iter().enumerate().map(place).collect()
}

fn table(students: &[Student]) -> TextTable {
    let word = |label: bool| if label { "pass" } else { "fail" };
    let mut table =
        TextTable::new(["study", "sleep", "p(pass)", "predicted", "actual", ""]).words(5);
    for student in students.iter().step_by(EVERY) {
        table.row([
            fixed(student.study, 2),
            fixed(student.sleep, 2),
            fixed(student.probability, 4),
            word(student.predicted).to_owned(),
            word(student.passed).to_owned(),
            if student.is_wrong() { "wrong" } else { "" }.to_owned(),
        ]);
    }
    table
}

fn seen(students: &[Student]) -> String {
    let wrong = students.iter().filter(|student| student.is_wrong()).count();
    let sure = students.iter().filter(|student| student.is_sure()).count();
    let both = students.iter().filter(|student| student.is_sure() && student.is_wrong()).count();
    format!(
        "the model labels {wrong} of the {} wrongly. Of the {sure} that it is sure about (below 0.1 or \
         above 0.9), {} wrong; of the {} others, {}.",
        count(students.len(), "test student"),
        match both {
            0 => "none is".to_owned(),
            1 => "1 is".to_owned(),
            n => format!("{n} are"),
        },
        students.len() - sure,
        wrong - both,
    )
}

fn numbers(students: &[Student]) -> Value {
    let rows: Vec<Value> = students
        .iter()
        .enumerate()
        .map(|(place, student)| {
            json!({
                "test_row": student.test_row,
                "dataset_row": student.dataset_row,
                "study": student.study,
                "sleep": student.sleep,
                "p_pass": student.probability,
                "predicted": u8::from(student.predicted),
                "actual": u8::from(student.passed),
                "wrong": student.is_wrong(),
                "printed": place.is_multiple_of(EVERY),
            })
        })
        .collect();
    let order: Vec<usize> = students.iter().map(|student| student.test_row).collect();
    json!({ "sorted_idx": order, "sorted_predictions": rows })
}
