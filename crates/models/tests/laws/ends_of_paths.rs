//! Honest ends along a path of penalties: each bound holds for the parameters that are handed out, wherever
//! the columns are.

use crate::common::ends::{Case, case, is_lowest};
use crate::common::optimum::Exact;
use models::paths::PenaltyPath;
use models::report::Bound;
use models::{LogisticRegression, Status};

fn path(seed: u64) -> PenaltyPath {
    PenaltyPath { steps: 6, l1_ratio: [1.0, 0.5, 0.1][seed as usize % 3], smallest: 1e-5 }
}

#[test]
fn logits() {
    let (mut proven, mut judged) = (0, 0);
    for seed in (1000..1400).filter(|seed| seed / 8 % 4 == 3) {
        let Case { table: far, planted } = case(seed, 2);
        let (n, p) = (far.x.nrows(), far.x.ncols());
        let weights = far.weights.as_ref().map_or(vec![1.0; n], |(values, _)| values.clone());
        let offset = far.offset.clone().unwrap_or(vec![0.0; n]);
        let classes: Vec<usize> = far.labels.iter().map(|label| usize::from(*label)).collect();
        for fit in
            LogisticRegression::default().path(&far.problem(&far.labels), &path(seed)).unwrap()
        {
            let penalty = fit.config.penalty;
            let exact = Exact {
                x: &far.x,
                classes: &classes,
                weights: &weights,
                offset: &offset,
                k: 2,
                intercept: far.has_intercept,
                l2: vec![2.0 * penalty.l2; p],
            };
            let [own, other] = [0.5, -0.5]
                .map(|part| fit.coefficients.iter().map(|c| part * c).collect::<Vec<f64>>());
            let l1: f64 = fit.coefficients.iter().map(|c| penalty.l1 * c.abs()).sum();
            let value =
                exact.value(&[other, own], &[-0.5 * fit.intercept, 0.5 * fit.intercept]) + l1;
            let exact = Exact { l2: vec![penalty.l2; p], ..exact };
            let Some(lowest) = exact.lowest_with_l1(&vec![penalty.l1; p]) else { continue };
            judged += 1;
            let what = format!("seed {seed}, {planted:?}, {penalty:?}: {}", fit.report);
            is_lowest(&what, value, lowest);
            let gap = value - lowest;
            assert_eq!(fit.report.status, Status::Converged, "{what}");
            assert!(gap <= 1e-6 * (1.0 + value.abs()), "{what}: {gap:e}");
            let certificate = fit.report.certificate.unwrap();
            if certificate.bound == Bound::Proven {
                proven += 1;
                assert!(
                    gap <= certificate.gap + 8.0 * f64::EPSILON * (1.0 + value),
                    "{what}: {gap:e}"
                );
            }
        }
    }
    println!("{judged} judged, {proven} proven");
    assert!(judged > 450 && proven > 380, "{judged} judged, {proven} proven");
}
