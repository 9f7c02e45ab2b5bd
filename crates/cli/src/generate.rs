use std::io::stdout;

use anyhow::{Result, bail};
use datasets::{Dataset, Stream, catalog, gallery, write_csv, write_csv_file};

use crate::args::GenerateArgs;

/// Writes the data set asked for to a file or to standard output.
pub(crate) fn run(args: &GenerateArgs) -> Result<()> {
    let dataset = dataset(args)?;
    match &args.output {
        None => write_csv(&dataset, stdout().lock())?,
        Some(path) => {
            write_csv_file(&dataset, path)?;
            eprintln!("wrote {} rows to {}", dataset.n_samples(), path.display());
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
        if args.rows.is_some() || args.seed.is_some() || args.stream.is_some() {
            bail!("\"{name}\" is built in, not drawn: leave out --rows, --seed and --stream");
        }
        return Ok(dataset);
    }
    let generator = catalog::generator(name)?;
    let mut stream = Stream::new(args.stream.unwrap_or_default(), args.seed.unwrap_or(42))?;
    let rows = args.rows.map_or(generator.rows, |rows| rows as usize);
    Ok((generator.generate)(rows, &mut stream)?)
}
