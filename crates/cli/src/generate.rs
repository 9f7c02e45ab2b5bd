use std::io::stdout;
use std::path::PathBuf;

use anyhow::{Result, bail};
use datasets::{Dataset, Source, Stream, catalog, gallery, write_csv, write_csv_file};
use pictures::numbers::count;

use crate::exit::Usage;
use crate::flags;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct GenerateArgs {
    /// A name that `regress list` shows, for example: exam
    pub(crate) name: String,
    /// How many rows to draw (default: as many as in the lesson), for example: --rows 500
    #[arg(long, value_name = "N", help_heading = "Random numbers", value_parser = flags::whole(1_u32..=10_000_000), allow_negative_numbers = true)]
    pub(crate) rows: Option<u32>,
    /// The seed of the random numbers (default: 42), for example: --seed 7
    #[arg(long, value_name = "S", help_heading = "Random numbers", value_parser = flags::seed(), allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
    /// The generator of the random numbers (default: chacha), for example: --generator numpy
    #[arg(long, alias = "stream", value_name = "NAME", help_heading = "Random numbers", value_parser = flags::source())]
    pub(crate) generator: Option<Source>,
    /// Write to this file, whole or not at all (default, and -: standard output), for example: -o exam.csv
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
}

/// Writes the data set asked for to a file or to standard output.
pub(crate) fn run(args: &GenerateArgs, quiet: bool) -> Result<()> {
    let dataset = dataset(args)?;
    match args.output.as_deref().filter(|path| !output::is_standard_output(path)) {
        None => write_csv(&dataset, stdout().lock())?,
        Some(path) => {
            output::refuse_packed(path)?;
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
            let what = "is built in, not generated: leave out --rows, --seed and --generator";
            bail!(Usage(format!("\"{name}\" {what}")));
        }
        return Ok(dataset);
    }
    let generator = catalog::generator(name)?;
    let (source, seed) = (args.generator.unwrap_or_default(), args.seed.unwrap_or(42));
    let mut stream = Stream::new(source, seed).map_err(|error| Usage(error.to_string()))?;
    let rows = args.rows.map_or(generator.rows, |rows| rows as usize);
    Ok((generator.generate)(rows, &mut stream)?)
}
