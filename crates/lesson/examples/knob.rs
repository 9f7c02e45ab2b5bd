//! The cheapest threshold, chosen on the training rows and judged once on others.
#![allow(clippy::print_stdout, reason = "an example may speak")]

use datasets::{Source, Stream, generate, split};
use metrics::{Costs, cheapest_threshold, confusion_at};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut stream = Stream::new(Source::NumPy, 42)?;
    let exam = generate::exam(200, &mut stream)?;
    let rows = split(200, 0.8, &mut stream)?;
    let (train, test) = (exam.select_rows(&rows.train)?, exam.select_rows(&rows.test)?);
    let model =
        models::LogisticRegression::default().fit(train.features.as_ref(), train.labels()?)?;
    let p = |rows: &datasets::Dataset| model.probabilities(rows.features.as_ref());
    let best = cheapest_threshold(train.labels()?, &p(&train)?, None, Costs::new(1.0, 10.0)?)?;
    println!("{best:?}\n{:?}", confusion_at(test.labels()?, &p(&test)?, None, best.threshold)?);
    Ok(())
}
