//! A straight line as a spam filter: its predictions leave the range from 0 to 1.
//!
//! `cargo run -p regress-models --example 01_the_line_that_fails`

#![allow(clippy::print_stdout, reason = "an example prints")]

use datasets::{Source, Stream, generate};
use models::LinearRegression;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emails = generate::spam(13, &mut Stream::new(Source::NumPy, 42)?)?;
    let is_spam = emails.labels()?;
    let y: Vec<f64> = is_spam.iter().map(|spam| f64::from(u8::from(*spam))).collect();

    let line = LinearRegression::default().fit(emails.features.as_ref(), &y)?;
    println!("prediction = {:.4} * marks + {:.4}", line.coefficients[0], line.intercept);

    println!("marks  prediction  label  truth");
    let predictions = line.predictions(emails.features.as_ref())?;
    let mut right = 0;
    for (i, marks) in emails.feature("exclamation_marks")?.iter().enumerate() {
        let label = predictions[i] > 0.5;
        right += usize::from(label == is_spam[i]);
        println!(
            "{marks:5}  {:10.4}  {:5}  {:5}",
            predictions[i],
            u8::from(label),
            u8::from(is_spam[i])
        );
    }
    let outside = predictions.iter().filter(|p| !(0.0..=1.0).contains(*p)).count();
    println!("{right} of {} right; {outside} predictions outside [0, 1]", y.len());

    let boundary = line.boundary_at(0.5).solve_for(0, &[0.0])?;
    println!("the line crosses 0.5 at {boundary:.4} marks");
    Ok(())
}
