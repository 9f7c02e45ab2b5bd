//! Levels of one sample, which no residual judges.

use linalg_lite::Mat;
use models::inference::Estimates;
use models::{LinearRegression, SampleWeights};

use super::inference::agree;
use crate::common::samples;

fn errors_of(estimates: &Estimates, which: &[usize]) -> Vec<f64> {
    which.iter().map(|j| estimates.estimates[*j].unwrap().standard_error).collect()
}

/// A level of one sample is met exactly. Without an intercept no residual says how sure its coefficient is; beside one it
/// is as sure as what it is compared with, and two of them are no test of anything.
#[test]
fn levels_of_one_sample_have_no_robust_errors_of_their_own() {
    let data = samples(40, 1, 48);
    let alone = |i: usize, k: usize| f64::from(u8::from(i == 7 * (k + 1)));
    for unit in [1.0, 1e-9, 1e6] {
        let y: Vec<f64> = data.numbers.iter().map(|y| unit * y).collect();
        let x = Mat::from_fn(40, 3, |i, j| match j {
            2 => (0..2).map(|k| 1.0 - alone(i, k)).product::<f64>() * data.x[(i, 0)],
            k => alone(i, k),
        });
        let others = Mat::from_fn(40, 1, |i, _| x[(i, 2)]);
        let counts: Vec<f64> = (0..40).map(|i| 1.0 - alone(i, 0) - alone(i, 1)).collect();
        let of = |x: &Mat<f64>, weights: Option<SampleWeights<'_>>, intercept: bool| {
            let problem = crate::common::problem(x.as_ref(), &y, intercept);
            let problem = weights.map_or(problem, |weights| problem.weighted(weights).unwrap());
            let line = LinearRegression::default().fit_problem(&problem).unwrap();
            line.inference_of(&problem).unwrap()
        };
        let expected = of(&others, Some(SampleWeights::frequency(&counts)), false).robust;
        let found = of(&x, None, false);
        assert!(
            found.estimates.estimates.iter().all(Option::is_some),
            "those of the model are there"
        );
        assert!(found.test_of_all_features.is_some());
        let robust = found.with_robust_errors().unwrap();
        let estimates = &robust.estimates;
        assert_eq!(estimates.without_error.iter().map(|(j, _)| *j).collect::<Vec<_>>(), [0, 1]);
        agree("values", &[estimates.without_error[1].1], &[y[14]], 1e-13);
        assert!(estimates.estimates[..2].iter().all(Option::is_none));
        agree("the other", &errors_of(estimates, &[2]), &errors_of(&expected, &[0]), 1e-12);
        assert_eq!(robust.test_of_all_features, None);
        let text = robust.summary(&["a".into(), "b".into(), "c".into()], 0.95).unwrap();
        assert!(text.contains("all features together: no test"), "{text}");
        assert!(
            text.contains(
                "a coefficient without an error: no residual is left to estimate one from"
            ),
            "{text}"
        );

        let expected = of(&others, Some(SampleWeights::frequency(&counts)), true).robust;
        let robust = of(&x, None, true).with_robust_errors().unwrap();
        assert_eq!(robust.estimates.without_error, []);
        let found = errors_of(&robust.estimates, &[0, 1, 2, 3]);
        let [slope, ones] = [0, 1].map(|j| errors_of(&expected, &[j])[0]);
        agree("beside an intercept", &found, &[ones, ones, slope, ones], 1e-12);
        assert_eq!(robust.test_of_all_features, None);
    }
}
