//! One experiment on the page.

use anyhow::{Context, Result};
use maud::{Markup, html};
use pictures::{Figure, TextTable};

use super::{Run, code};
use crate::{Experiment, Inputs, Part, Report};

/// Cells with more characters than this are broken into lines.
const LONG: usize = 40;

/// Its question, pictures, tables and code. What does not depend on random numbers appears once.
pub(super) fn section(experiment: &Experiment, runs: &[Run]) -> Result<Markup> {
    let name = experiment.name;
    let reports = runs
        .iter()
        .map(|(inputs, reports)| {
            let found = reports.iter().find(|report| report.experiment.name == name);
            Ok((inputs, found.with_context(|| format!("no report of {name}"))?))
        })
        .collect::<Result<Vec<(&Inputs, &Report)>>>()?;
    let (first, others) = reports.split_first().context("no reports")?;
    let is_same = others.iter().all(|other| other.1.to_string() == first.1.to_string());
    let bodies = if is_same { &reports[..1] } else { &reports[..] };
    let bodies = bodies
        .iter()
        .map(|(inputs, report)| Ok((inputs.source.name(), body(name, inputs, report)?)))
        .collect::<Result<Vec<(&str, Markup)>>>()?;
    Ok(html! {
        article id=(name) aria-labelledby={ (name) "-title" } {
            h3 id={ (name) "-title" } { (experiment.title) }
            @if let [(_, body)] = &bodies[..] {
                (body)
            } @else {
                @for (stream, body) in &bodies { div class=(stream) { (body) } }
            }
            (code(&experiment.code)?)
            p.docs {
                "In the documentation: " code { (experiment.docs) } ". In the shell: "
                code { "cargo xtask run " (name) }
            }
        }
    })
}

fn body(name: &str, inputs: &Inputs, report: &Report) -> Result<Markup> {
    let id = |i: usize| format!("{name}-{}-{}", i + 1, inputs.source.name());
    let is_small = report.pictures.iter().all(Figure::is_small);
    Ok(html! {
        p.look { (report.experiment.question) }
        p.seen { strong { "Result: " } (report.seen) }
        div.shown.small[is_small] {
            @for (i, picture) in report.pictures.iter().enumerate() {
                (figure(picture, &id(i)))
            }
            div.parts {
                @for (i, part) in report.parts.iter().enumerate() {
                    @match part {
                        Part::Text(text) => p { @for line in text.lines() { (line) br; } },
                        Part::Table(part) => (table(part, &format!("{}, {}", report.experiment.title, i + 1))),
                    }
                }
            }
        }
    })
}

fn figure(picture: &Figure, id: &str) -> Markup {
    html! {
        figure {
            figcaption { (picture.title) }
            (maud::PreEscaped(picture.inline_svg(id)))
            @if !picture.note.is_empty() { p.note { (picture.note) } }
            @if picture.has_rows() { p.row hidden {} }
        }
    }
}

/// A table that scrolls sideways where it is wider than the page.
pub(super) fn table(table: &TextTable, name: &str) -> Markup {
    let class = |j: usize, cell: &str| match (table.is_words(j), cell.chars().count() > LONG) {
        (true, true) => Some("words long"),
        (true, false) => Some("words"),
        (false, _) => None,
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label={ "Table: " (name) } {
            table {
                thead {
                    tr {
                        @for (j, head) in table.heads().iter().enumerate() {
                            @if head.is_empty() {
                                td {}
                            } @else {
                                th scope="col" class=[class(j, "")] { (head) }
                            }
                        }
                    }
                }
                tbody {
                    @for row in table.rows() {
                        tr {
                            @for (j, cell) in row.iter().enumerate() {
                                @if j == 0 && !cell.is_empty() {
                                    th scope="row" class=[class(j, cell)] { (cell) }
                                } @else {
                                    td class=[class(j, cell)] { (cell) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
