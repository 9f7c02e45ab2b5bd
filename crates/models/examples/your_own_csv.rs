//! From a CSV with texts and gaps to a model: the table, the features its encoder makes, the fit.
//!
//! `cargo run -p regress-models --example your_own_csv`

#![allow(clippy::print_stdout, reason = "an example prints")]

use datasets::{Declared, Encoder, Gaps, Table, Unseen};
use models::LogisticRegression;

const PETS: &str = "pet,kg,indoor,adopted
cat,4.1,yes,yes
dog,21,no,yes
cat,,yes,no
dog,9.5,yes,yes
cat,5.2,no,no
rabbit,2.2,yes,no
dog,30.5,no,no
cat,3.9,yes,yes
rabbit,1.8,no,yes
dog,7.7,yes,no
";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let table = Table::read("pets.csv", PETS.as_bytes())?; // a file: Table::open
    let rows: Vec<usize> = (0..table.n_rows()).collect();
    let columns = ["pet", "kg", "indoor"];
    let declared = Declared { gaps: Gaps::Mean, ..Declared::default() };
    let encoder = Encoder::learn(&table, &columns, &rows, None, &declared)?;
    let x = encoder.encode(&table, &rows, Unseen::Refuse)?.features;
    let (classes, names) = table.classes("adopted")?;
    let adopted: Vec<bool> = classes.iter().map(|class| names[*class] == "yes").collect();

    let model = LogisticRegression::default().fit(&x, &adopted)?;
    println!("{}", model.report.describe(&encoder.feature_names()));
    for (name, coefficient) in encoder.feature_names().iter().zip(&model.coefficients) {
        println!("{name:12} {coefficient:8.4}");
    }

    let new = Table::read("new.csv", "pet,kg,indoor\ncat,4.4,no\n".as_bytes())?;
    let p = model.probabilities(&encoder.encode(&new, &[0], Unseen::Refuse)?.features)?;
    println!("p(adopted) = {:.4}", p[0]);
    Ok(())
}
