//! A standardised penalty on columns of very large or very small numbers.

use datasets::{Source, Stream};
use linalg_lite::Mat;
use models::{LogisticRegression, Penalty};

/// A deviation whose square overflows or vanishes is no unit: a column in any unit has the coefficients of
/// the same column in another, or is refused.
#[test]
fn a_column_of_any_unit_keeps_its_coefficient_or_is_refused() {
    let penalty = Penalty::l2(0.1);
    let regression = LogisticRegression { penalty, standardise: true, ..Default::default() };
    let (mut kept, mut refused) = (0, 0);
    for seed in 0..400 {
        let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
        let columns = [stream.standard_normals(40), stream.standard_normals(40)];
        let noise = stream.standard_normals(40);
        let labels: Vec<bool> = (0..40).map(|i| columns[0][i] + noise[i] > 0.0).collect();
        let power = stream.uniform(-1000.0, 1000.0) as i32;
        let unit = (0..power.abs()).fold(1.0, |unit, _| unit * if power < 0 { 0.5 } else { 2.0 });
        let x = |unit: f64| Mat::from_fn(40, 2, |i, j| columns[j][i] * [unit, 1.0][j]);
        let plain = regression.fit(x(1.0).as_ref(), &labels).unwrap();
        match regression.fit(x(unit).as_ref(), &labels) {
            Ok(fit) => {
                let off = (fit.coefficients[0] * unit / plain.coefficients[0] - 1.0).abs();
                assert!(off <= 1e-6, "seed {seed}, 2^{power}: {off:e}");
                kept += 1;
            }
            Err(_) => refused += 1,
        }
    }
    assert!(kept > 150 && refused > 150, "{kept} {refused}");
}
