use anyhow::Result;
use datasets::{Dataset, generate};
use linalg_lite::sigmoid;
use models::separation::separation_along;
use models::solver::GradientDescent;
use models::{FittedLogistic, LogisticRegression, Penalty, Problem, Solver};
use pictures::TextTable;
use pictures::numbers::{fixed, short};
use pictures::{Figure, Ink};
use serde_json::json;

use super::spam_line::{EMAILS, Line, add_emails};
use crate::drawing::{around, curve};
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "spam-logistic",
    title: "The same outlier, by logistic regression",
    question: "The e-mail with 100 marks turned the straight line. What does it do to a logistic regression?",
    chapter: Chapter::Training,
    code: excerpt!("crates/lesson/src/experiments/spam_logistic.rs", "fn logistic(", "}"),
    docs: "models::LogisticRegression",
    reference: None,
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
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![picture(&emails, &stopped)?],
        parts: vec![table([&stopped, &finite]).into()],
        seen: format!("{}{optimum}", seen([&before, &after], &stopped)),
        sizes: json!({ "emails": EMAILS + 1, "epochs": descent.epochs }),
        numbers: json!({}),
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

fn picture(emails: &Dataset, pair: &Pair) -> Result<Figure> {
    let x = around(emails.feature("exclamation_marks")?.iter().copied());
    let p = |model: &FittedLogistic, marks: f64| {
        sigmoid(model.coefficients[0] * marks + model.intercept)
    };
    let mut figure = Figure::new("Without and with the outlier", "exclamation marks", "p(spam)")
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

fn table(pairs: [&Pair; 2]) -> TextTable {
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

fn seen(lines: [&Line; 2], stopped: &Pair) -> String {
    let [before, after] = stopped.boundaries;
    let little = (after - before).abs() < (lines[1].boundary - lines[0].boundary).abs() / 100.0;
    format!(
        "where the outlier moves the line's boundary from {} to {} marks, that of logistic regression {}: \
         from {} to {}.",
        fixed(lines[0].boundary, 3),
        fixed(lines[1].boundary, 3),
        if little { "hardly moves" } else { "moves" },
        fixed(before, 4),
        fixed(after, 4),
    )
}
