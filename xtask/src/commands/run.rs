use std::io::Write;
use std::path::Path;

use anyhow::Result;
use lesson::{Inputs, experiments};

/// Prints the reports of the experiments named; with `plot` their pictures too. Into the folder `svg`,
/// where one is given, each picture is written as `NAME-1.svg`, `NAME-2.svg` and so on.
///
/// # Errors
/// For a name that is not there, before anything is printed; when an experiment, a file or `out` fails.
pub fn run(
    names: &[String],
    inputs: &Inputs,
    plot: bool,
    svg: Option<&Path>,
    out: &mut impl Write,
) -> Result<()> {
    let chosen = names.iter().map(|name| experiments::find(name)).collect::<Result<Vec<_>>>()?;
    for (i, experiment) in chosen.into_iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        let report = (experiment.run)(inputs)?;
        write!(out, "{report}")?;
        for (i, picture) in report.pictures.iter().enumerate() {
            if plot {
                writeln!(out)?;
                picture.draw(out)?;
            }
            if let Some(folder) = svg {
                let path = folder.join(format!("{}-{}.svg", experiment.name, i + 1));
                datasets::write_whole(&path, picture.svg().as_bytes())?;
                writeln!(out, "drew {}", path.display())?;
            }
        }
    }
    Ok(())
}
