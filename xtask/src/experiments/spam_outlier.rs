use anyhow::Result;
use datasets::{Dataset, generate};
use models::{GradientDescent, LogisticRegression, Solver, Status, separation_along};
use serde_json::json;

use super::spam_line::{EMAILS, Line};
use crate::lesson::ones;
use crate::text::{count, fixed, short};
use crate::{Inputs, Report, Table};

/// A logistic regression on both tables: without and with the outlier.
struct Pair {
    name: &'static str,
    boundaries: [f64; 2],
    statuses: [Status; 2],
}

fn logistic(name: &'static str, model: LogisticRegression, tables: [&Dataset; 2]) -> Result<Pair> {
    let fit = |emails: &Dataset| -> Result<(f64, Status)> {
        let fitted = model.fit(emails.features.as_ref(), emails.labels()?)?;
        Ok((fitted.boundary().solve_for(0, &[0.0])?, fitted.report.status))
    };
    let [before, after] = [fit(tables[0])?, fit(tables[1])?];
    Ok(Pair { name, boundaries: [before.0, after.0], statuses: [before.1, after.1] })
}

/// The largest mark count without spam: `marks - edge` is the direction to be tried.
fn edge(emails: &Dataset) -> Result<f64> {
    let marks = emails.feature("exclamation_marks")?.iter().zip(emails.labels()?);
    Ok(marks.filter(|(_, spam)| !**spam).fold(0.0, |edge, (marks, _)| edge.max(*marks)))
}

/// Whether `marks - edge` never has the wrong sign.
fn separated_at(edge: f64, emails: &Dataset) -> Result<bool> {
    let x = emails.features.as_ref();
    Ok(separation_along(x, emails.labels()?, true, &[1.0, -edge])?.is_some())
}

pub(super) fn run(inputs: &Inputs) -> Result<Report> {
    let emails = generate::spam(EMAILS, &mut inputs.stream()?)?;
    let with_outlier = generate::spam_outlier(EMAILS + 1, &mut inputs.stream()?)?;
    let (before, after) = (Line::fit(&emails)?, Line::fit(&with_outlier)?);
    let marks = with_outlier.feature("exclamation_marks")?;
    let is_spam = with_outlier.labels()?;

    let mut lines = Table::new(["line", "slope", "intercept", "0.5 at marks", "right"]);
    for (name, line) in [("13 e-mails", &before), ("with the outlier", &after)] {
        lines.row([
            name.to_owned(),
            short(line.model.coefficients[0]),
            short(line.model.intercept),
            fixed(line.boundary, 3),
            format!("{} of {}", line.right, line.labels.len()),
        ]);
    }

    let changed: Vec<usize> =
        (0..EMAILS).filter(|&i| before.labels[i] != after.labels[i]).collect();
    let was_right = |i: usize| before.labels[i] == is_spam[i];
    let mut flips = Table::new(["marks", "truth", "before", "after", ""]).words(4);
    for &i in &changed {
        let digit = |label: bool| u8::from(label).to_string();
        flips.row([
            short(marks[i]),
            digit(is_spam[i]),
            digit(before.labels[i]),
            digit(after.labels[i]),
            if was_right(i) { "now wrong" } else { "now right" }.to_owned(),
        ]);
    }

    let descent = GradientDescent { rate: 0.1, epochs: 1000, ..Default::default() };
    let early_stop =
        LogisticRegression { solver: Solver::GradientDescent(descent), ..Default::default() };
    let penalised = LogisticRegression { l2: 0.01, ..Default::default() };
    let tables = [&emails, &with_outlier];
    let stopped = logistic("1000 epochs of gradient descent", early_stop, tables)?;
    let finite = logistic("with a penalty, l2 = 0.01", penalised, tables)?;
    let mut curves =
        Table::new(["logistic regression", "0.5 at marks", "with outlier", "ended"]).words(3);
    for pair in [&stopped, &finite] {
        curves.row([
            pair.name.to_owned(),
            fixed(pair.boundaries[0], 4),
            fixed(pair.boundaries[1], 4),
            match pair.statuses {
                [before, after] if before == after => after.to_string(),
                [before, after] => format!("{before}; with outlier {after}"),
            },
        ]);
    }

    let lost = changed.iter().filter(|&&i| was_right(i)).count();
    let all_spam = after.labels.iter().all(|label| *label);
    let shift = |boundaries: [f64; 2]| (boundaries[1] - boundaries[0]).abs();
    let (line_shift, curve_shift) =
        (shift([before.boundary, after.boundary]), shift(stopped.boundaries));
    let movement = if curve_shift < line_shift / 100.0 { "hardly moves" } else { "moves" };
    let edge = edge(&emails)?;
    let both_separated = separated_at(edge, &emails)? && separated_at(edge, &with_outlier)?;
    let optimum = if both_separated {
        format!(
            " It is an early stop, though: no e-mail with fewer than {0} marks is spam and none \
             with more is not, so that without a penalty no finite weights are best, with the \
             outlier or without.",
            short(edge)
        )
    } else {
        String::new()
    };

    let label_of = |labels: &[bool], i: usize| u8::from(labels[i]);
    let flipped: Vec<_> = changed
        .iter()
        .map(|&i| {
            json!({
                "index": i,
                "marks": marks[i],
                "actual": u8::from(is_spam[i]),
                "label_before": label_of(&before.labels, i),
                "label_after": label_of(&after.labels, i),
                "was_right": was_right(i),
                "is_right": !was_right(i),
            })
        })
        .collect();
    let (slope, intercept) = (after.model.coefficients[0], after.model.intercept);
    Ok(Report {
        title: "One extreme e-mail turns the line",
        look_at: "Look at what one more spam e-mail, of 100 marks, does to labels it has nothing \
                  to do with."
            .to_owned(),
        parts: vec![
            lines.into(),
            "Labels that change:".to_owned().into(),
            flips.into(),
            "The same two tables by logistic regression:".to_owned().into(),
            curves.into(),
        ],
        seen: format!(
            "the line's boundary goes from {} to {} marks{}: {} turn wrong, {} right, and {} of \
             {} are right instead of {} of {EMAILS}. The boundary of logistic regression {movement}: \
             {} to {}.{optimum}",
            fixed(before.boundary, 3),
            fixed(after.boundary, 3),
            if all_spam { ", below any count there is, and everything is called spam" } else { "" },
            count(lost, "right label"),
            count(changed.len() - lost, "wrong one"),
            after.right,
            EMAILS + 1,
            before.right,
            fixed(stopped.boundaries[0], 4),
            fixed(stopped.boundaries[1], 4),
        ),
        sizes: json!({ "emails": EMAILS + 1, "epochs": descent.epochs }),
        reference: Some("spam_outlier"),
        figures: json!({
            "exclamation_marks": marks,
            "is_spam": ones(is_spam),
            "slope": slope,
            "intercept": intercept,
            "predictions": after.predictions,
            "labels_gt_half": ones(&after.labels),
            "accuracy": after.right as f64 / (EMAILS + 1) as f64,
            "exact": {
                "slope_f64": slope,
                "intercept_f64": intercept,
                "boundary_f64": after.boundary,
                "predictions_f64": after.predictions,
            },
            "boundary_marks_at_half_before": before.boundary,
            "boundary_marks_at_half_after": after.boundary,
            "flips": flipped,
        }),
    })
}
