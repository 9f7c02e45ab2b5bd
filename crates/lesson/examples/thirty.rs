//! Whether a risk of 30% means that three patients in ten are at high risk.
#![allow(clippy::print_stdout, reason = "an example may speak")]

use datasets::{Source, Stream, generate};
use models::LogisticRegression;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut stream = Stream::new(Source::NumPy, 42)?;
    let (known, fresh) =
        (generate::medical(3000, &mut stream)?, generate::medical(3000, &mut stream)?);
    let model = LogisticRegression::default().fit(known.features.as_ref(), known.labels()?)?;
    let p = model.probabilities(fresh.features.as_ref())?;
    for bin in metrics::calibration(fresh.labels()?, &p, None, 10)? {
        println!("{:5.1}% said, {:5.1}% true", 100.0 * bin.mean_probability, 100.0 * bin.rate);
    }
    Ok(())
}
