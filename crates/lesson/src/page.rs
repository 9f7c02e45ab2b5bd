//! The lesson as one page, which needs no network and no program but a browser.

mod colours;
mod ends;
mod scenes;
mod section;

use anyhow::{Result, anyhow};
use datasets::Source;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use pictures::numbers::thousands;
use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

use crate::agreement::Agreements;
use crate::{Block, Chapter, EXPERIMENTS, Excerpt, Inputs, Report};

/// The lesson's reports on one stream, in their order.
pub type Run = (Inputs, Vec<Report>);

/// The page; of several streams it shows that of NumPy first.
///
/// # Errors
/// When a formula or an excerpt is not what it should be, or an experiment is missing.
pub fn text(runs: &[Run], agreements: &Agreements) -> Result<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "From a straight line to a classifier" }
                link rel="icon" href="data:,";
                style { (PreEscaped(colours::names())) (PreEscaped(include_str!("page/page.css"))) (PreEscaped(include_str!("page/scenes/scenes.css"))) (PreEscaped(colours::rules())) }
            }
            body {
                a.skip href="#chapter-line" { "Skip to the lesson" }
                (header(runs, agreements))
                main {
                    (ends::opening())
                    @for (n, chapter) in Chapter::ALL.into_iter().enumerate() {
                        @let id = format!("chapter-{}", chapter.id());
                        section id=(id) aria-labelledby={ (id) "-title" } {
                            h2 id={ (id) "-title" } { (n + 1) ". " (chapter.title()) }
                            (lead(chapter)?)
                            @for scene in scenes::SCENES.iter().filter(|scene| scene.chapter == chapter) {
                                (scenes::scene(scene)?)
                            }
                            @for experiment in EXPERIMENTS.iter().filter(|e| e.chapter == chapter) {
                                (section::section(experiment, runs)?)
                            }
                        }
                    }
                    (ends::recap())
                    (ends::glossary())
                    section id="numpy" aria-labelledby="numpy-title" {
                        h2 id="numpy-title" { "The same figures, from NumPy" }
                        p { "On the random numbers of numpy.random.seed(42), " (agreements.verdict()) "." }
                        (section::table(&agreements.table(), "agreement with NumPy"))
                    }
                }
                footer {
                    p {
                        "Made by " code { "cargo xtask run-all" } "; the documentation opens with "
                        code { "cargo doc --workspace --no-deps --open" } "."
                    }
                }
                script { (PreEscaped(include_str!("page/page.js"))) }
                (scenes::module())
                script type="module" { (PreEscaped(scenes::SCRIPT)) }
            }
        }
    };
    Ok(page.into_string())
}

/// The title, what the page is made of, the random numbers and the contents.
fn header(runs: &[Run], agreements: &Agreements) -> Markup {
    html! {
        header {
            h1 { "From a straight line to a classifier that gives probabilities" }
            p {
                "A lesson in " (Chapter::ALL.len()) " chapters, " (EXPERIMENTS.len()) " experiments and " (scenes::SCENES.len()) " scenes to play with. \
                 Pictures and tables are made from the same values, the code shown is the code that \
                 computed them, and the scenes run the same Rust libraries (crates) inside this page. On the random numbers of \
                 numpy.random.seed(42), " (thousands(agreements.figures())) " figures of " (agreements.by_experiment.len()) " experiments were \
                 compared with NumPy's: "
                a href="#numpy" { (agreements.verdict()) }
                ". What else the crates compute is tested against scikit-learn, statsmodels, R and NIST's data sets."
            }
            (streams(runs))
            p.invitation hidden { "Point at a mark in a picture to see what it stands for." }
            nav aria-label="Chapters" {
                ol {
                    @for chapter in Chapter::ALL {
                        li { a href={ "#chapter-" (chapter.id()) } { (chapter.title()) } }
                    }
                    li { a href="#recap" { "One neuron, and what comes next" } }
                    li { a href="#glossary" { "The words" } }
                }
            }
        }
    }
}

/// A switch between the streams, if there are several.
fn streams(runs: &[Run]) -> Markup {
    html! {
        @if runs.len() > 1 {
            fieldset.streams {
                legend { "Random numbers from" }
                @for (inputs, _) in runs {
                    @let name = inputs.source.name();
                    label {
                        input type="radio" name="stream" id={ "stream-" (name) } autocomplete="off"
                            value=(name) data-seed=(inputs.seed) checked[inputs.source == Source::NumPy];
                        @match inputs.source {
                            Source::ChaCha8 => { " ChaCha8, seed " (inputs.seed) }
                            Source::NumPy => { " numpy.random.seed(" (inputs.seed) ")" }
                        }
                    }
                }
            }
        }
    }
}

fn lead(chapter: Chapter) -> Result<Markup> {
    let pieces = chapter.lead().iter().map(|block| {
        Ok(match block {
            Block::Text(text) => html! { p { (text) } },
            Block::Formula(latex) => formula(latex)?,
            Block::Code(excerpt) => code(excerpt)?,
            Block::Steps(steps) => {
                let steps = steps.iter().map(|(text, latex)| Ok((text, formula(latex)?)));
                let steps = steps.collect::<Result<Vec<_>>>()?;
                html! { ol.steps { @for (text, formula) in steps { li { (text) (formula) } } } }
            }
        })
    });
    let pieces = pieces.collect::<Result<Vec<Markup>>>()?;
    Ok(html! { @for piece in pieces { (piece) } })
}

/// LaTeX as MathML; what a `\qquad` parts may stand in a line of its own on a narrow page.
fn formula(latex: &str) -> Result<Markup> {
    let parts = latex.split(r"\qquad").map(mathml).collect::<Result<Vec<_>>>()?;
    Ok(html! { div.formula { @for part in parts { (PreEscaped(part)) } } })
}

fn mathml(latex: &str) -> Result<String> {
    let storage = Storage::new();
    let events: Vec<_> = Parser::new(latex, &storage).collect();
    if let Some(error) = events.iter().find_map(|event| event.as_ref().err()) {
        return Err(anyhow!("the formula {latex} cannot be read: {error}"));
    }
    let config = RenderConfig { display_mode: DisplayMode::Block, ..RenderConfig::default() };
    let mut mathml = String::new();
    push_mathml(&mut mathml, events.into_iter(), config)?;
    Ok(mathml)
}

fn code(excerpt: &Excerpt) -> Result<Markup> {
    let text = excerpt.text()?;
    Ok(html! {
        figure.code {
            figcaption { (excerpt.file) }
            pre tabindex="0" { code { (text) } }
        }
    })
}
