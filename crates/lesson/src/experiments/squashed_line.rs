use anyhow::Result;
use datasets::{Dataset, generate};
use linalg_lite::sigmoid;
use pictures::TextTable;
use pictures::numbers::{fixed, short};
use pictures::{Figure, Ink};
use serde_json::json;

use super::spam_line::{EMAILS, Line, add_emails};
use crate::drawing::{around, points};
use crate::training::{ones, range};
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "squashed-line",
    title: "The line, squashed",
    question: "The sigmoid brings the line's predictions between 0 and 1 (third column), but does that make them right?",
    chapter: Chapter::Sigmoid,
    code: excerpt!("crates/lesson/src/experiments/squashed_line.rs", "fn squash(", "}"),
    docs: "linalg_lite::sigmoid",
    reference: Some("linear_vs_logistic"),
    run,
};

/// The sigmoid of a line's predictions, as if they were logits.
fn squash(line: &Line) -> Vec<f64> {
    line.predictions.iter().map(|z| sigmoid(*z)).collect()
}

fn picture(emails: &Dataset, line: &Line, squashed: &[f64]) -> Result<Figure> {
    let marks = emails.feature("exclamation_marks")?;
    let x = around(marks.iter().copied());
    let (lowest, highest) = range(squashed);
    let mut figure = Figure::new("The sigmoid of the line", "exclamation marks", "prediction")
        .ranges(x, around(line.predictions.iter().copied().chain([0.0])))
        .described(format!(
            "The line, and below its upper end its sigmoid: a curve from {} to {}, while the e-mails lie \
             at 0 and 1.",
            fixed(lowest, 2),
            fixed(highest, 2),
        ));
    figure.guide(vec![(x[0], 0.5), (x[1], 0.5)], "");
    add_emails(&mut figure, emails)?;
    figure.line(points(marks, &line.predictions), Ink::Straight, "line");
    figure.line(points(marks, squashed), Ink::Model, "");
    figure.points(points(marks, squashed), Ink::Model, "its sigmoid");
    Ok(figure)
}

fn run(inputs: &Inputs) -> Result<Report> {
    let emails = generate::spam(EMAILS, &mut inputs.stream()?)?;
    let (marks, is_spam) = (emails.feature("exclamation_marks")?, emails.labels()?);
    let line = Line::fit(&emails)?;
    let squashed = squash(&line);

    let mut table = TextTable::new(["marks", "line", "its sigmoid", "truth"]);
    for i in 0..EMAILS {
        table.row([
            short(marks[i]),
            fixed(line.predictions[i], 4),
            fixed(squashed[i], 4),
            u8::from(is_spam[i]).to_string(),
        ]);
    }
    let (lowest, highest) = range(&squashed);
    let above_half = squashed.iter().filter(|p| **p > 0.5).count();
    let negatives = is_spam.iter().filter(|spam| !**spam).count();
    let verdict = if above_half == EMAILS {
        format!(
            "all {EMAILS} lie above 0.5, even the {negatives} that are not spam, because the line was \
             fitted to 0 and 1 and not to logits, which must be negative where the label is 0. The \
             right weights have yet to be learned."
        )
    } else {
        format!("{above_half} of {EMAILS} lie above 0.5.")
    };
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![picture(&emails, &line, &squashed)?],
        parts: vec![table.into()],
        seen: format!(
            "the squashed values run from {} to {}; {verdict}",
            fixed(lowest, 4),
            fixed(highest, 4)
        ),
        sizes: json!({ "emails": EMAILS }),
        numbers: json!({
            "marks": marks,
            "linear": line.predictions,
            "logistic": squashed,
            "actual": ones(is_spam),
        }),
    })
}
