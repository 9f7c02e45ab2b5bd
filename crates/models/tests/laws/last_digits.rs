//! A column that differs in its last digits alone: whatever a fit makes of it, it claims no more than it knows.

use datasets::{Source, Stream};
use linalg_lite::Mat;
use models::{LogisticRegression, Status};

/// More features leave less to lose: an end that is said to be within some distance of the optimum is no further than that
/// above the fit without the column.
#[test]
fn no_end_is_said_to_be_nearer_than_it_is() {
    let mut stalled = 0;
    for seed in 0..400 {
        let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
        let n = 20 + seed as usize % 30;
        let constant = [1_234_567.1, 1e9 + 0.3, 3.7][seed as usize % 3];
        let digit = constant * f64::EPSILON;
        let x = Mat::from_fn(n, 3, |_, j| match j {
            0 => constant + digit * stream.uniform(0.0, 3.0).floor(),
            1 => stream.uniform(-1.0, 1.0),
            _ => 1e8 + 1e6 * stream.uniform(-1.0, 1.0),
        });
        let labels: Vec<bool> = (0..n)
            .map(|i| {
                if seed % 2 == 0 { x[(i, 1)] > 0.3 } else { stream.uniform(-1.0, 1.0) < x[(i, 1)] }
            })
            .collect();
        if labels.iter().all(|label| *label == labels[0]) {
            continue;
        }
        let fit = |x: &Mat<f64>| LogisticRegression::default().fit(x.as_ref(), &labels).unwrap();
        let with = fit(&x);
        let without = fit(&Mat::from_fn(n, 2, |i, j| x[(i, j + 1)]));
        stalled += usize::from(with.report.status == Status::Stalled);
        if let Some(certificate) = with.report.certificate {
            let above = with.report.objective - without.report.objective;
            assert!(above <= certificate.gap + 1e-9, "{seed}: {above} with {:?}", with.report);
        }
    }
    assert!(stalled > 0);
}
