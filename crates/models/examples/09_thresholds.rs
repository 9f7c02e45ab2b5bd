//! A threshold trades false alarms against misses.
//!
//! `cargo run -p regress-models --example 09_thresholds`

#![allow(clippy::print_stdout, reason = "an example prints")]

use datasets::{Source, Stream, generate, split};
use metrics::confusion_at;
use models::solver::GradientDescent;
use models::{LogisticRegression, Solver, StandardScaler};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut stream = Stream::new(Source::NumPy, 42)?;
    let exam = generate::exam(200, &mut stream)?;
    let parts = split(exam.n_samples(), 0.8, &mut stream)?;
    let (train, test) = (exam.select_rows(&parts.train)?, exam.select_rows(&parts.test)?);
    let scaler = StandardScaler.fit(train.features.as_ref())?;
    let descent = GradientDescent { rate: 0.5, epochs: 500, ..Default::default() };
    let model =
        LogisticRegression { solver: Solver::GradientDescent(descent), ..Default::default() }
            .fit(scaler.transform(train.features.as_ref())?.as_ref(), train.labels()?)?;
    let p = model.probabilities(scaler.transform(test.features.as_ref())?.as_ref())?;

    println!("threshold  accuracy  called pass  called fail  FP  FN");
    for threshold in [0.3, 0.4, 0.5, 0.6, 0.7] {
        let table = confusion_at(test.labels()?, &p, None, threshold)?;
        let called_pass = table.true_positives + table.false_positives;
        let accuracy = 100.0 * table.correct() / table.total();
        println!(
            "{threshold:9}  {accuracy:7.1}%  {called_pass:11}  {:11}  {:2}  {:2}",
            table.total() - called_pass,
            table.false_positives,
            table.false_negatives
        );
    }
    Ok(())
}
