use anyhow::Result;
use datasets::{Dataset, generate};
use pictures::TextTable;
use pictures::numbers::{count, fixed, short};
use pictures::{Figure, Ink};
use serde_json::{Value, json};

use super::spam_line::{EMAILS, Line, add_emails};
use crate::drawing::{around, curve};
use crate::training::ones;
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "spam-outlier",
    title: "One extreme e-mail turns the line",
    question: "What does one more spam e-mail, with 100 marks, do to labels it has nothing to do with?",
    chapter: Chapter::Line,
    code: excerpt!("crates/lesson/src/experiments/spam_line.rs", "pub(crate) fn fit(", "    }"),
    docs: "models::LinearRegression",
    reference: Some("spam_outlier"),
    run,
};

/// The line before and after the outlier, and the labels it changes.
struct Turned {
    emails: Dataset,
    before: Line,
    after: Line,
    /// Numbers of the e-mails whose label changes.
    changed: Vec<usize>,
}

impl Turned {
    fn was_right(&self, i: usize) -> Result<bool> {
        Ok(self.before.labels[i] == self.emails.labels()?[i])
    }

    fn lost(&self) -> Result<usize> {
        let was_right: Vec<bool> =
            self.changed.iter().map(|&i| self.was_right(i)).collect::<Result<_>>()?;
        Ok(was_right.iter().filter(|right| **right).count())
    }
}

fn run(inputs: &Inputs) -> Result<Report> {
    let emails = generate::spam(EMAILS, &mut inputs.stream()?)?;
    let with_outlier = generate::spam_outlier(EMAILS + 1, &mut inputs.stream()?)?;
    let (before, after) = (Line::fit(&emails)?, Line::fit(&with_outlier)?);

    let changed = (0..EMAILS).filter(|&i| before.labels[i] != after.labels[i]).collect();
    let turned = Turned { emails: with_outlier, before, after, changed };
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![
            picture("Before", &emails, &turned.before)?,
            picture("After", &turned.emails, &turned.after)?,
        ],
        parts: vec![
            table_of_lines(&turned).into(),
            "Labels that change:".to_owned().into(),
            table_of_changes(&turned)?.into(),
        ],
        seen: seen(&turned)?,
        sizes: json!({ "emails": EMAILS + 1 }),
        numbers: numbers(&turned)?,
    })
}

/// The thirteen e-mails that are there before and after, with those ringed that are called wrongly.
fn picture(when: &str, emails: &Dataset, line: &Line) -> Result<Figure> {
    let (marks, labels) = (emails.feature("exclamation_marks")?, emails.labels()?);
    let x = around(marks[..EMAILS].iter().copied());
    let (slope, intercept) = (line.model.coefficients[0], line.model.intercept);
    let wrong = |i: &usize| line.labels[*i] != labels[*i];
    let far = emails.n_samples() > EMAILS;
    let figure = Figure::new(
        format!("{when}: {} of {} right", line.right, line.labels.len()),
        "exclamation marks",
        "prediction",
    );
    let mut figure = figure.ranges(x, [-0.15, 1.45]).described(format!(
        "A line {} e-mails crosses 0.5 at {} marks. Ringed, because it calls them wrongly: {}.",
        if far {
            "through the thirteen and one far to the right, at 100 marks,"
        } else {
            "through thirteen"
        },
        fixed(line.boundary, 3),
        (0..EMAILS).filter(wrong).count(),
    ));
    figure = figure.noted(if far {
        "Ringed: called wrongly. The fourteenth e-mail lies far to the right, at 100 marks."
    } else {
        "Ringed: called wrongly."
    });
    figure.guide(vec![(x[0], 0.5), (x[1], 0.5)], "");
    let ringed = (0..EMAILS).filter(wrong).map(|i| (marks[i], f64::from(u8::from(labels[i]))));
    figure.rings(ringed.collect());
    let those: Vec<usize> = (0..EMAILS).collect();
    add_emails(&mut figure, &emails.select_rows(&those)?)?;
    let shown = |(_, y): &(f64, f64)| (-0.15..=1.45).contains(y);
    let line = curve(x[0], x[1], |marks| slope * marks + intercept);
    figure.line(line.into_iter().filter(shown).collect(), Ink::Straight, "line");
    Ok(figure)
}

fn table_of_lines(turned: &Turned) -> TextTable {
    let mut table = TextTable::new(["line", "slope", "intercept", "marks at 0.5", "right"]);
    for (name, line) in [("13 e-mails", &turned.before), ("with the outlier", &turned.after)] {
        table.row([
            name.to_owned(),
            short(line.model.coefficients[0]),
            short(line.model.intercept),
            fixed(line.boundary, 3),
            format!("{} of {}", line.right, line.labels.len()),
        ]);
    }
    table
}

fn table_of_changes(turned: &Turned) -> Result<TextTable> {
    let marks = turned.emails.feature("exclamation_marks")?;
    let digit = |label: bool| u8::from(label).to_string();
    let mut table = TextTable::new(["marks", "truth", "before", "after", ""]).words(4);
    for &i in &turned.changed {
        table.row([
            short(marks[i]),
            digit(turned.emails.labels()?[i]),
            digit(turned.before.labels[i]),
            digit(turned.after.labels[i]),
            if turned.was_right(i)? { "now wrong" } else { "now right" }.to_owned(),
        ]);
    }
    Ok(table)
}

fn seen(turned: &Turned) -> Result<String> {
    let (before, after, lost) = (&turned.before, &turned.after, turned.lost()?);
    let all_spam = after.labels.iter().all(|label| *label);
    Ok(format!(
        "the line's boundary moves from {} to {} marks{}. That turns {} wrong and {} right, and {} of \
         {} are right instead of {} of {EMAILS}.",
        fixed(before.boundary, 3),
        fixed(after.boundary, 3),
        if all_spam { ", below any count there is, so that everything is called spam" } else { "" },
        count(lost, "right label"),
        count(turned.changed.len() - lost, "wrong one"),
        after.right,
        EMAILS + 1,
        before.right,
    ))
}

fn numbers(turned: &Turned) -> Result<Value> {
    let (marks, is_spam) = (turned.emails.feature("exclamation_marks")?, turned.emails.labels()?);
    let after = &turned.after;
    let flips = turned
        .changed
        .iter()
        .map(|&i| {
            let was_right = turned.was_right(i)?;
            Ok(json!({
                "index": i,
                "marks": marks[i],
                "actual": u8::from(is_spam[i]),
                "label_before": u8::from(turned.before.labels[i]),
                "label_after": u8::from(after.labels[i]),
                "was_right": was_right,
                "is_right": !was_right,
            }))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(json!({
        "exclamation_marks": marks,
        "is_spam": ones(is_spam),
        "slope": after.model.coefficients[0],
        "intercept": after.model.intercept,
        "predictions": after.predictions,
        "labels_gt_half": ones(&after.labels),
        "accuracy": after.right / (EMAILS + 1) as f64,
        "exact": after.exact_numbers(),
        "boundary_marks_at_half_before": turned.before.boundary,
        "boundary_marks_at_half_after": after.boundary,
        "flips": flips,
    }))
}
