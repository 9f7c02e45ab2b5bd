use std::io::stdout;
use std::path::PathBuf;

use anyhow::{Result, bail};
use datasets::{Dataset, Source, Stream, catalog, gallery, write_csv, write_csv_file};
use pictures::numbers::count;

use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct GenerateArgs {
    /// A name that `regress list` shows, for example: exam
    pub(crate) name: String,
    /// How many rows to draw (default: as many as in the lesson), for example: --rows 500
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(crate) rows: Option<u32>,
    /// The seed of the random numbers (default: 42), for example: --seed 7
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// The source of random numbers: chacha (default), or numpy for those of numpy.random.seed, for
    /// example: --generator numpy
    #[arg(long, alias = "stream", value_name = "chacha|numpy")]
    pub(crate) generator: Option<Source>,
    /// Write to this file, whole or not at all (default: standard output), for example: -o exam.csv
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// Writes the data set asked for to a file or to standard output.
pub(crate) fn run(args: &GenerateArgs, quiet: bool) -> Result<()> {
    let dataset = dataset(args)?;
    match &args.output {
        None => write_csv(&dataset, stdout().lock())?,
        Some(path) => {
            write_csv_file(&dataset, path)?;
            let rows = count(dataset.n_samples(), "row");
            output::note(quiet, &format!("wrote {rows} to {}", path.display()));
        }
    }
    Ok(())
}

fn dataset(args: &GenerateArgs) -> Result<Dataset> {
    let name = args.name.as_str();
    let built_in = match (catalog::real_table(name), gallery::specimen(name)) {
        (Ok(table), _) => Some((table.load)()?.dataset),
        (_, Ok(specimen)) => Some(specimen.table()?),
        _ => None,
    };
    if let Some(dataset) = built_in {
        if args.rows.is_some() || args.seed.is_some() || args.generator.is_some() {
            bail!(
                "\"{name}\" is built in, not generated: leave out --rows, --seed and --generator"
            );
        }
        return Ok(dataset);
    }
    let generator = catalog::generator(name)?;
    let mut stream = Stream::new(args.generator.unwrap_or_default(), args.seed.unwrap_or(42))?;
    let rows = args.rows.map_or(generator.rows, |rows| rows as usize);
    Ok((generator.generate)(rows, &mut stream)?)
}
