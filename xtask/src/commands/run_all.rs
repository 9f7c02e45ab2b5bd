use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use datasets::Source;
use lesson::agreement::{self, Agreements};
use lesson::page::{self, Run};
use lesson::{EXPERIMENTS, Inputs, experiments};
use pictures::numbers::{list, thousands};

use crate::{data_files, snapshots, workspace_root};

/// What `run-all` is asked for beside its inputs.
#[derive(Clone, Debug)]
pub struct Show {
    /// The reports with their tables, not only a line of each.
    pub verbose: bool,
    /// The file for the page.
    pub page: PathBuf,
    /// The page in a browser.
    pub open: bool,
}

/// Where the page is written unless another file is named.
#[must_use]
pub fn page_file() -> PathBuf {
    workspace_root().join("target/lesson/index.html")
}

/// Runs the lesson: every report in a line, its snapshot, the data files, the agreement with NumPy, the page.
/// Returns whether all that was compared agrees.
///
/// # Errors
/// When an experiment, a file or `out` fails.
pub fn run_all(inputs: &Inputs, show: &Show, out: &mut impl Write) -> Result<bool> {
    let runs = runs(inputs)?;
    let agreements = match runs.iter().find(|(of, _)| *of == Inputs::lesson(Source::NumPy)) {
        Some((_, reports)) => agreement::compare(reports, &agreement::reference()?),
        None => agreement::check()?,
    };
    let changed = show_reports(inputs, &runs, &agreements, show, out)?;
    let drifted = data_files::drifted()?;
    for file in &drifted {
        writeln!(out, "data/generated/{} is not what its generator makes", file.path.display())?;
    }
    if show.verbose {
        writeln!(out, "=== Agreement with NumPy (stream numpy, seed 42) ===\n")?;
        writeln!(out, "{}", agreements.table())?;
    }
    for problem in agreements.problems() {
        writeln!(out, "{problem}")?;
    }
    let text = page::text(&runs, &agreements)?;
    datasets::write_whole(&show.page, text.as_bytes())?;
    let page = show.page.display();
    writeln!(out, "\nThe lesson as a page, for a browser: {page}")?;
    let reports = if is_lesson(inputs) {
        snapshot_verdict(&changed)
    } else {
        format!(
            "Seed {} is not the lesson's {}: no report was compared with a snapshot.",
            inputs.seed,
            Inputs::LESSON_SEED
        )
    };
    writeln!(out, "{reports} {} {}", data_verdict(drifted.len())?, numpy_verdict(&agreements))?;
    if !changed.is_empty() || !drifted.is_empty() {
        writeln!(out, "To keep what changed: cargo xtask accept")?;
    }
    if show.open {
        open::that(&show.page).with_context(|| format!("cannot open {page}"))?;
    }
    Ok(changed.is_empty() && drifted.is_empty() && agreements.problems().is_empty())
}

fn is_lesson(inputs: &Inputs) -> bool {
    inputs.seed == Inputs::LESSON_SEED
}

/// The reports on each stream that takes the seed; the page shows them all.
fn runs(inputs: &Inputs) -> Result<Vec<Run>> {
    let of_seed = Source::ALL.map(|source| Inputs { source, seed: inputs.seed });
    let takes_it = |of: &Inputs| of == inputs || of.stream().is_ok();
    of_seed.into_iter().filter(takes_it).map(|of| Ok((of, experiments::run(&of)?))).collect()
}

/// Prints what the experiments found on one stream, and returns the names of those that differ from their
/// snapshots.
fn show_reports(
    inputs: &Inputs,
    runs: &[Run],
    agreements: &Agreements,
    show: &Show,
    out: &mut impl Write,
) -> Result<Vec<&'static str>> {
    let mut changed = Vec::new();
    let reports = runs.iter().filter(|(of, _)| of == inputs).flat_map(|(_, reports)| reports);
    for (i, report) in reports.enumerate() {
        let (name, title) = (report.experiment.name, report.experiment.title);
        if show.verbose {
            writeln!(out, "=== {} of {}: {name} ===\n", i + 1, EXPERIMENTS.len())?;
            writeln!(out, "{report}")?;
        } else {
            let agreement = agreements.of(name).map_or(String::new(), |agreement| {
                match (agreement.differing.len(), agreement.figures) {
                    (0, figures) => format!(" ({figures} figures agree with NumPy)"),
                    (differing, _) => format!(" ({differing} figures DISAGREE with NumPy)"),
                }
            });
            let colon = if title.ends_with('?') { "" } else { ":" };
            writeln!(out, "{:2}. {title}{colon} {}{agreement}", i + 1, report.finding())?;
        }
        if is_lesson(inputs)
            && let Some(difference) = snapshots::difference(inputs, report)?
        {
            writeln!(out, "{name} differs from its snapshot:\n{difference}")?;
            changed.push(name);
        }
    }
    Ok(changed)
}

fn snapshot_verdict(changed: &[&str]) -> String {
    match changed {
        [] => format!("All {} reports match their snapshots;", EXPERIMENTS.len()),
        _ => format!("CHANGED: the report of {};", list(changed)),
    }
}

fn data_verdict(drifted: usize) -> Result<String> {
    let files = data_files::lesson_files()?.len();
    Ok(match drifted {
        0 => format!("all {files} data files are the same, byte for byte;"),
        _ => format!("{drifted} of {files} data files DIFFER;"),
    })
}

fn numpy_verdict(agreements: &Agreements) -> String {
    let (verdict, figures) = (agreements.verdict(), thousands(agreements.figures()));
    if !agreements.problems().is_empty() {
        return format!("{verdict} ({figures} compared).");
    }
    let worst = agreements.worst();
    format!("{verdict} ({figures} compared, largest relative difference {worst:.1e}).")
}
