use anyhow::Result;
use datasets::{Dataset, generate};
use linalg_lite::sigmoid;
use models::separation::separation_along;
use models::solver::GradientDescent;
use models::{FittedLogistic, LogisticRegression, Penalty, Problem, Solver};
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
    code: excerpt!("crates/lesson/src/experiments/spam_outlier.rs", "fn logistic(", "}"),
    docs: ("LogisticRegression", "models/struct.LogisticRegression.html"),
    reference: Some("spam_outlier"),
    run,
};

/// A logistic regression on both tables: without and with the outlier.
struct Pair {
    name: &'static str,
    boundaries: [f64; 2],
    models: [FittedLogistic; 2],
}

fn logistic(name: &'static str, model: LogisticRegression, tables: [&Dataset; 2]) -> Result<Pair> {
    let fit = |emails: &Dataset| -> Result<FittedLogistic> {
        Ok(model.fit(emails.features.as_ref(), emails.labels()?)?)
    };
    let models = [fit(tables[0])?, fit(tables[1])?];
    let boundary =
        |fitted: &FittedLogistic| -> Result<f64> { Ok(fitted.boundary().solve_for(0, &[0.0])?) };
    let boundaries = [boundary(&models[0])?, boundary(&models[1])?];
    Ok(Pair { name, boundaries, models })
}

/// The largest mark count without spam: `marks - edge` is the direction to be tried.
fn edge(emails: &Dataset) -> Result<f64> {
    let marks = emails.feature("exclamation_marks")?.iter().zip(emails.labels()?);
    Ok(marks.filter(|(_, spam)| !**spam).fold(0.0, |edge, (marks, _)| edge.max(*marks)))
}

/// Whether `marks - edge` never has the wrong sign.
fn separated_at(edge: f64, emails: &Dataset) -> Result<bool> {
    let x = emails.features.as_ref();
    Ok(separation_along(&Problem::new(x, emails.labels()?)?, &[1.0, -edge])?.is_some())
}

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

    let descent = GradientDescent { rate: 0.1, epochs: 1000, ..Default::default() };
    let early_stop =
        LogisticRegression { solver: Solver::GradientDescent(descent), ..Default::default() };
    let penalised = LogisticRegression { penalty: Penalty::l2(0.01), ..Default::default() };
    let tables = [&emails, &with_outlier];
    let stopped = logistic("1000 epochs of gradient descent", early_stop, tables)?;
    let finite = logistic("with a penalty, l2 = 0.01", penalised, tables)?;
    let optimum = sentence_on_the_optimum(tables)?;

    let changed = (0..EMAILS).filter(|&i| before.labels[i] != after.labels[i]).collect();
    let turned = Turned { emails: with_outlier, before, after, changed };
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![picture_of_lines(&turned)?, picture_of_curves(&emails, &stopped)?],
        parts: vec![
            table_of_lines(&turned).into(),
            "Labels that change:".to_owned().into(),
            table_of_changes(&turned)?.into(),
            "The same two tables by logistic regression:".to_owned().into(),
            table_of_curves([&stopped, &finite]).into(),
        ],
        seen: format!("{} {}{optimum}", seen_of_lines(&turned)?, seen_of_curve(&turned, &stopped)),
        sizes: json!({ "emails": EMAILS + 1, "epochs": descent.epochs }),
        numbers: numbers(&turned)?,
    })
}

fn sentence_on_the_optimum(tables: [&Dataset; 2]) -> Result<String> {
    let edge = edge(tables[0])?;
    Ok(if separated_at(edge, tables[0])? && separated_at(edge, tables[1])? {
        format!(
            " Both fits stopped early, though: no e-mail with fewer than {0} marks is spam, and every \
             one with more is; so without a penalty no finite weights are best, with or without the \
             outlier.",
            short(edge)
        )
    } else {
        String::new()
    })
}

fn picture_of_lines(turned: &Turned) -> Result<Figure> {
    let marks = turned.emails.feature("exclamation_marks")?;
    let x = around(marks.iter().copied());
    let (before, after) = (&turned.before, &turned.after);
    let at = |line: &Line, marks: f64| line.model.coefficients[0] * marks + line.model.intercept;
    let mut figure = Figure::new("The line, before and after", "exclamation marks", "prediction")
        .ranges(x, [-0.1, 1.7])
        .described(format!(
            "Two lines, without and with an e-mail far to the right, at {} marks: the first crosses 0.5 \
             at {} marks, the second at {}.",
            marks[EMAILS],
            fixed(before.boundary, 3),
            fixed(after.boundary, 3),
        ));
    figure.guide(vec![(x[0], 0.5), (x[1], 0.5)], "");
    add_emails(&mut figure, &turned.emails)?;
    let until = (1.6 - before.model.intercept) / before.model.coefficients[0];
    figure.line(curve(x[0], until.min(x[1]), |m| at(before, m)), Ink::Straight, "13 e-mails");
    figure.line(curve(x[0], x[1], |m| at(after, m)), Ink::Text, "with the outlier");
    Ok(figure)
}

fn picture_of_curves(emails: &Dataset, pair: &Pair) -> Result<Figure> {
    let x = around(emails.feature("exclamation_marks")?.iter().copied());
    let p = |model: &FittedLogistic, marks: f64| {
        sigmoid(model.coefficients[0] * marks + model.intercept)
    };
    let mut figure = Figure::new("Logistic regression, likewise", "exclamation marks", "p(spam)")
        .ranges(x, [-0.1, 1.1])
        .described(format!(
            "Two curves, each after 1000 epochs: without the outlier it reaches 0.5 at {} marks, with it \
             at {}.",
            fixed(pair.boundaries[0], 4),
            fixed(pair.boundaries[1], 4),
        ));
    figure.guide(vec![(x[0], 0.5), (x[1], 0.5)], "");
    add_emails(&mut figure, emails)?;
    figure.line(curve(x[0], x[1], |m| p(&pair.models[0], m)), Ink::Model, "13 e-mails");
    figure.line(curve(x[0], x[1], |m| p(&pair.models[1], m)), Ink::Text, "with the outlier");
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

fn table_of_curves(pairs: [&Pair; 2]) -> TextTable {
    let mut table =
        TextTable::new(["logistic regression", "marks at 0.5", "with outlier", "how it ended"])
            .words(3);
    for pair in pairs {
        table.row([
            pair.name.to_owned(),
            fixed(pair.boundaries[0], 4),
            fixed(pair.boundaries[1], 4),
            match pair.models.each_ref().map(|model| model.report.status) {
                [before, after] if before == after => after.to_string(),
                [before, after] => format!("{before}; with outlier {after}"),
            },
        ]);
    }
    table
}

fn seen_of_lines(turned: &Turned) -> Result<String> {
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

fn seen_of_curve(turned: &Turned, stopped: &Pair) -> String {
    let [before, after] = stopped.boundaries;
    let line_shift = (turned.after.boundary - turned.before.boundary).abs();
    let little = (after - before).abs() < line_shift / 100.0;
    format!(
        "The boundary of logistic regression {}: from {} to {}.",
        if little { "hardly moves" } else { "moves" },
        fixed(before, 4),
        fixed(after, 4),
    )
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
