use anyhow::Result;
use datasets::{Dataset, generate};
use models::{FittedLinear, LinearRegression};
use pictures::TextTable;
use pictures::numbers::{count, fixed, short};
use pictures::{Figure, Ink};
use serde_json::{Value, json};

use crate::drawing::{add_labels, around, points};
use crate::training::{ones, range};
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "spam-line",
    title: "A straight line as a spam filter",
    question: "How good a spam filter is a line fitted to labels of 0 and 1 by least squares, with \"spam\" wherever it is above 0.5?",
    chapter: Chapter::Line,
    code: excerpt!("crates/lesson/src/experiments/spam_line.rs", "pub(crate) fn fit(", "Ok(Self {"),
    docs: "models::LinearRegression",
    reference: Some("spam_linear"),
    run,
};

/// E-mails in the lesson's table.
pub(crate) const EMAILS: usize = 13;

/// A least-squares line through labels of 0 and 1.
pub(crate) struct Line {
    pub(crate) model: FittedLinear,
    pub(crate) predictions: Vec<f64>,
    /// `prediction > 0.5`.
    pub(crate) labels: Vec<bool>,
    pub(crate) right: f64,
    /// The mark count where the prediction is 0.5.
    pub(crate) boundary: f64,
}

impl Line {
    pub(crate) fn fit(emails: &Dataset) -> Result<Self> {
        let x = emails.features.as_ref();
        let model = LinearRegression::default().fit(x, &emails.target_numbers()?)?;
        let predictions = model.predictions(x)?;
        let labels: Vec<bool> = predictions.iter().map(|prediction| *prediction > 0.5).collect();
        let right = metrics::confusion(emails.labels()?, &labels, None)?.correct();
        let boundary = model.boundary_at(0.5).solve_for(0, &[0.0])?;
        Ok(Self { model, predictions, labels, right, boundary })
    }

    /// What the reference also has from exact fractions.
    pub(crate) fn exact_numbers(&self) -> Value {
        json!({
            "slope_f64": self.model.coefficients[0],
            "intercept_f64": self.model.intercept,
            "boundary_f64": self.boundary,
            "predictions_f64": self.predictions,
        })
    }
}

fn run(inputs: &Inputs) -> Result<Report> {
    let emails = generate::spam(EMAILS, &mut inputs.stream()?)?;
    let line = Line::fit(&emails)?;
    let (slope, intercept) = (line.model.coefficients[0], line.model.intercept);
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![picture(&emails, &line)?],
        parts: vec![
            format!("prediction = {} * marks + {}", short(slope), short(intercept)).into(),
            table(&emails, &line)?.into(),
        ],
        seen: seen(&line),
        sizes: json!({ "emails": EMAILS }),
        numbers: numbers(&emails, &line)?,
    })
}

fn picture(emails: &Dataset, line: &Line) -> Result<Figure> {
    let marks = emails.feature("exclamation_marks")?;
    let x = around(marks.iter().copied());
    let above = line.predictions.iter().filter(|p| **p > 1.0).count();
    let mut figure = Figure::new("A line through labels", "exclamation marks", "prediction")
        .ranges(x, around(line.predictions.iter().copied().chain([0.0, 1.0])))
        .described(format!(
            "A line rises from {} at {} marks to {} at {}, among {EMAILS} e-mails that lie at 0 (not \
             spam) and 1 (spam). It crosses 0.5 at {} marks; {} of its predictions lie above 1.",
            fixed(line.predictions[0], 2),
            marks[0],
            fixed(line.predictions[EMAILS - 1], 2),
            marks[EMAILS - 1],
            fixed(line.boundary, 3),
            above,
        ));
    figure.guide(vec![(x[0], 0.5), (line.boundary, 0.5), (line.boundary, 0.0)], "0.5 reached");
    figure.guide(vec![(x[0], 1.0), (x[1], 1.0)], "");
    add_emails(&mut figure, emails)?;
    figure.line(points(marks, &line.predictions), Ink::Straight, "");
    figure.points(points(marks, &line.predictions), Ink::Straight, "prediction");
    Ok(figure)
}

/// The e-mails at 0 and 1, as their labels say.
pub(super) fn add_emails(figure: &mut Figure, emails: &Dataset) -> Result<()> {
    let marks = emails.feature("exclamation_marks")?;
    add_labels(figure, marks, emails.labels()?, ["not spam", "spam"], "marks");
    Ok(())
}

fn table(emails: &Dataset, line: &Line) -> Result<TextTable> {
    let (marks, is_spam) = (emails.feature("exclamation_marks")?, emails.labels()?);
    let mut table = TextTable::new(["marks", "prediction", "label", "truth", ""]).words(4);
    for i in 0..EMAILS {
        let remark = match line.predictions[i] {
            p if p > 1.0 => "above 1",
            p if p < 0.0 => "below 0",
            _ if line.labels[i] != is_spam[i] => "wrong",
            _ => "",
        };
        table.row([
            short(marks[i]),
            fixed(line.predictions[i], 4),
            u8::from(line.labels[i]).to_string(),
            u8::from(is_spam[i]).to_string(),
            remark.to_owned(),
        ]);
    }
    Ok(table)
}

fn seen(line: &Line) -> String {
    let above = line.predictions.iter().filter(|p| **p > 1.0).count();
    let below = line.predictions.iter().filter(|p| **p < 0.0).count();
    let (lowest, highest) = range(&line.predictions);
    format!(
        "the predictions run from {} to {}: {} above 1, {} below 0, {}. The line crosses 0.5 at {} \
         marks and gets {} of {EMAILS} right.",
        fixed(lowest, 4),
        fixed(highest, 4),
        count(above, "e-mail"),
        if below == 0 { "none".to_owned() } else { below.to_string() },
        if above + below > 0 {
            "so they cannot be probabilities"
        } else {
            "so here they could be taken for probabilities"
        },
        fixed(line.boundary, 3),
        line.right,
    )
}

fn numbers(emails: &Dataset, line: &Line) -> Result<Value> {
    let (lowest, highest) = range(&line.predictions);
    let (slope, intercept) = (line.model.coefficients[0], line.model.intercept);
    Ok(json!({
        "exclamation_marks": emails.feature("exclamation_marks")?,
        "is_spam": ones(emails.labels()?),
        "slope": slope,
        "intercept": intercept,
        "predictions": line.predictions,
        "labels_gt_half": ones(&line.labels),
        "accuracy": line.right / EMAILS as f64,
        "min_prediction": lowest,
        "max_prediction": highest,
        "boundary_marks_at_half": line.boundary,
        "exact": line.exact_numbers(),
    }))
}
