use linalg_lite::{Cholesky, Mat, dot};

use crate::error::Error;

/// So many steps are combined.
const DEPTH: usize = 5;

/// Anderson's extrapolation of passes that each repeat a part of the one before. Of passes that end at `v_0, v_1, ...`,
/// with the steps `u_i = v_(i+1) - v_i`, it is
///
/// ```text
/// sum_i c_i v_(i+1)     with the c, of sum 1, for which sum_i c_i u_i is shortest: c ~ (U' D U)^-1 1
/// ```
///
/// where a coordinate is measured by its curvature `D_jj`, so that its unit does not matter.
///
/// Source: Bertrand and Massias, *Anderson acceleration of coordinate descent*, AISTATS 2021.
#[derive(Default)]
pub(super) struct Extrapolation {
    ends: Vec<End>,
}

/// Parameters, and the slopes there.
type End = (Vec<f64>, Vec<f64>);

impl Extrapolation {
    /// Takes the end of a pass, and after every sixth returns where they lead. Slopes of a parabola combine as
    /// parameters do.
    pub(super) fn after_pass(
        &mut self,
        v: &[f64],
        slopes: &[f64],
        curvature: impl Fn(usize) -> f64,
    ) -> Result<Option<End>, Error> {
        self.ends.push((v.to_vec(), slopes.to_vec()));
        if self.ends.len() <= DEPTH {
            return Ok(None);
        }
        let ends = std::mem::take(&mut self.ends);
        let step = |i: usize| -> Vec<f64> {
            ends[i + 1].0.iter().zip(&ends[i].0).map(|(to, from)| to - from).collect()
        };
        let steps: Vec<Vec<f64>> = (0..DEPTH).map(step).collect();
        let measured = |step: &Vec<f64>| -> Vec<f64> {
            step.iter().enumerate().map(|(j, step)| curvature(j) * step).collect()
        };
        let measured: Vec<Vec<f64>> = steps.iter().map(measured).collect();
        let products = Mat::from_fn(DEPTH, DEPTH, |i, k| dot(&measured[i], &steps[k]));
        let Ok(factor) = Cholesky::new(products.as_ref()) else { return Ok(None) };
        let shares = factor.solve(&[1.0; DEPTH])?;
        let total: f64 = shares.iter().sum();
        let combined = |part: fn(&End) -> &[f64]| {
            let mut sum = vec![0.0; v.len()];
            for (share, end) in shares.iter().zip(&ends[1..]) {
                sum.iter_mut().zip(part(end)).for_each(|(sum, x)| *sum += share / total * x);
            }
            sum
        };
        Ok(Some((combined(|end| &end.0), combined(|end| &end.1))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each pass leaves of the distance to (1, 2, 3, 4, 5) a part that differs from coordinate to coordinate.
    #[test]
    fn it_is_much_nearer_to_the_limit_than_the_last_pass() {
        let limit = [1.0, 2.0, 3.0, 4.0, 5.0];
        let parts = [0.9, 0.8, 0.6, 0.3, 0.1];
        let (mut past, mut distance) = (Extrapolation::default(), limit.map(|limit: f64| -limit));
        for pass in 0..=DEPTH {
            let v: Vec<f64> = limit.iter().zip(distance).map(|(limit, d)| limit + d).collect();
            let found = past.after_pass(&v, &distance, |_| 2.0).unwrap();
            assert_eq!(found.is_some(), pass == DEPTH);
            if let Some((v, slopes)) = found {
                assert!(dot(&slopes, &slopes) < 0.1 * dot(&distance, &distance), "{slopes:?}");
                for j in 0..5 {
                    assert!((v[j] - limit[j] - slopes[j]).abs() < 1e-12, "{v:?} {slopes:?}");
                }
            }
            distance.iter_mut().zip(parts).for_each(|(d, part)| *d *= part);
        }
    }
}
