use anyhow::Result;
use datasets::generate;
use linalg_lite::sigmoid;
use serde_json::json;

use super::spam_line::{EMAILS, Line};
use crate::lesson::{ones, range};
use crate::text::{fixed, short};
use crate::{Inputs, Report, Table};

pub(super) fn run(inputs: &Inputs) -> Result<Report> {
    let emails = generate::spam(EMAILS, &mut inputs.stream()?)?;
    let (marks, is_spam) = (emails.feature("exclamation_marks")?, emails.labels()?);
    let line = Line::fit(&emails)?;
    let squashed: Vec<f64> = line.predictions.iter().map(|z| sigmoid(*z)).collect();

    let mut table = Table::new(["marks", "line", "sigmoid of it", "truth"]);
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
            "all {EMAILS} lie above 0.5, the {negatives} that are not spam too, because the line \
             was fitted to 0 and 1 and not to logits, which must be negative where the label is 0. \
             The right weights are still to be learned."
        )
    } else {
        format!("{above_half} of {EMAILS} lie above 0.5.")
    };
    Ok(Report {
        title: "The line, squashed",
        look_at: "Look at the third column: the sigmoid of the straight line's predictions now \
                  stays between 0 and 1, but is it right?"
            .to_owned(),
        parts: vec![table.into()],
        seen: format!(
            "the squashed values run from {} to {}; {verdict}",
            fixed(lowest, 4),
            fixed(highest, 4)
        ),
        sizes: json!({ "emails": EMAILS }),
        reference: Some("linear_vs_logistic"),
        figures: json!({
            "marks": marks,
            "linear": line.predictions,
            "logistic": squashed,
            "actual": ones(is_spam),
        }),
    })
}
