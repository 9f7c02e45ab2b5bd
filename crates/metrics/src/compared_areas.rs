use crate::Error;
use crate::chunks::in_chunks;
use crate::error::check_lengths;
use crate::ranking::sorted;
use crate::weights::{check_counts, weight};

/// The areas under the ROC curves of two scores of the same samples, and how they vary together.
///
/// ```
/// let actual = [true, true, false, false];
/// let (one, other) = ([4.0, 2.0, 3.0, 1.0], [1.0, 3.0, 2.0, 4.0]);
/// let compared = metrics::compare_roc_aucs(&actual, [&one, &other], None)?;
/// assert_eq!((compared.areas, compared.difference()), ([0.75, 0.25], 0.5));
/// assert_eq!(compared.z(), Some(0.5 / compared.variance_of_difference.sqrt()));
/// # Ok::<(), metrics::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComparedAreas {
    /// The two areas, as [`Ranking::roc_auc`](crate::Ranking::roc_auc).
    pub areas: [f64; 2],
    /// Their variances, as [`Ranking::roc_auc_variance`](crate::Ranking::roc_auc_variance).
    pub variances: [f64; 2],
    /// Their covariance.
    pub covariance: f64,
    /// The variance of their difference. It is the sum of the variances less twice the covariance, but keeps its
    /// digits where the scores are nearly the same.
    pub variance_of_difference: f64,
}

impl ComparedAreas {
    /// The first area less the second.
    #[must_use]
    pub fn difference(&self) -> f64 {
        self.areas[0] - self.areas[1]
    }

    /// The difference over its standard error, which for equally good scores and many samples is a standard normal
    /// number; none where nothing varies, as for scores that rank all samples alike.
    #[must_use]
    pub fn z(&self) -> Option<f64> {
        let error = self.variance_of_difference.sqrt();
        (error > 0.0).then(|| self.difference() / error)
    }
}

/// Compares two scores of the same samples by their areas under the ROC curve: DeLong's test. Weights are counts.
///
/// # Errors
/// [`Error::NoSamples`], [`Error::Length`], [`Error::Score`], [`Error::Weight`]; [`Error::NotCounts`] for a weight that
/// is no whole number; [`Error::NoVariance`] with fewer than two samples of a class.
///
/// # Source
/// DeLong, DeLong and Clarke-Pearson, *Comparing the areas under two or more correlated receiver operating
/// characteristic curves*, Biometrics 44 (1988); by sorting as in Sun and Xu, *Fast implementation of DeLong's
/// algorithm*, IEEE Signal Processing Letters 21 (2014).
pub fn compare_roc_aucs(
    actual: &[bool],
    scores: [&[f64]; 2],
    weights: Option<&[f64]>,
) -> Result<ComparedAreas, Error> {
    scores.iter().try_for_each(|scores| check_lengths(actual.len(), scores.len()))?;
    let orders = [sorted(scores[0], weights)?, sorted(scores[1], weights)?];
    check_counts(weights)?;
    let totals = in_chunks(actual.len(), |rows| {
        rows.fold([0.0; 2], |mut totals, i| {
            totals[usize::from(actual[i])] += weight(weights, i);
            totals
        })
    });
    let [negatives, positives] = add(&totals);
    if positives < 2.0 || negatives < 2.0 {
        return Err(Error::NoVariance { positives, negatives });
    }
    let of_class = |i: usize| if actual[i] { positives } else { negatives };
    let of_others = |i: usize| if actual[i] { negatives } else { positives };
    let [first, second] = orders.map(|order| beaten(&order, actual, weights));
    let share = |beaten: &[f64], i: usize| beaten[i] / of_others(i);
    let sums = in_chunks(actual.len(), |rows| {
        let positives = rows.filter(|i| actual[*i]).map(|i| (i, weight(weights, i)));
        positives.fold([0.0; 2], |[one, other], (i, w)| {
            [one + w * share(&first, i), other + w * share(&second, i)]
        })
    });
    let areas = add(&sums).map(|sum| sum / positives);
    let squares = in_chunks(actual.len(), |rows| {
        rows.map(|i| {
            let [one, other] = [share(&first, i) - areas[0], share(&second, i) - areas[1]];
            let part = weight(weights, i) / (of_class(i) - 1.0) / of_class(i);
            let off = one - other;
            [part * one * one, part * other * other, part * one * other, part * off * off]
        })
        .fold([0.0; 4], |sums, terms| add(&[sums, terms]))
    });
    let [one, other, covariance, variance_of_difference] = add(&squares);
    Ok(ComparedAreas { areas, variances: [one, other], covariance, variance_of_difference })
}

/// For each positive the weight of the negatives that score lower, for each negative that of the positives that score
/// higher; a tie counts one half.
fn beaten(order: &[(f64, usize)], actual: &[bool], weights: Option<&[f64]>) -> Vec<f64> {
    let mut beaten = vec![0.0; order.len()];
    let mut above = [0.0; 2];
    for ties in order.chunk_by(|(score, _), (next, _)| score == next) {
        let mut here = [0.0; 2];
        ties.iter().for_each(|(_, i)| here[usize::from(actual[*i])] += weight(weights, *i));
        for (_, i) in ties {
            let others = usize::from(!actual[*i]);
            beaten[*i] = above[others] + here[others] / 2.0;
        }
        above = add(&[above, here]);
    }
    let negatives = above[0];
    let positives = actual.iter().zip(&mut beaten).filter(|(is_positive, _)| **is_positive);
    positives.for_each(|(_, beaten)| *beaten = negatives - *beaten);
    beaten
}

fn add<const N: usize>(parts: &[[f64; N]]) -> [f64; N] {
    let mut sums = [0.0; N];
    for part in parts {
        sums.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Ranking;

    const ACTUAL: [bool; 8] = [true, false, true, true, false, false, true, false];
    const ONE: [f64; 8] = [8.0, 7.0, 6.0, 5.0, 5.0, 3.0, 2.0, 1.0];
    const OTHER: [f64; 8] = [2.0, 3.0, 3.0, 7.0, 6.0, 1.0, 8.0, 4.0];

    #[test]
    fn each_area_is_that_of_its_ranking() {
        let compared = compare_roc_aucs(&ACTUAL, [&ONE, &OTHER], None).unwrap();
        for (k, scores) in [&ONE, &OTHER].into_iter().enumerate() {
            let ranking = Ranking::new(&ACTUAL, scores, None).unwrap();
            assert!((compared.areas[k] - ranking.roc_auc().unwrap()).abs() < 1e-15);
            let variance = ranking.roc_auc_variance().unwrap();
            assert!((compared.variances[k] - variance).abs() < 1e-16);
        }
        let [one, other] = compared.variances;
        let expected = one + other - 2.0 * compared.covariance;
        assert!((compared.variance_of_difference - expected).abs() < 1e-16);
    }

    /// Positives of score 4 and 2, negatives 3 and 1; the others' scores are reversed: the shares are 1, 1/2 and
    /// 0, 1/2 of the positives, and 1/2, 1 and 1/2, 0 of the negatives.
    #[test]
    fn by_hand() {
        let actual = [true, false, true, false];
        let (one, other) = ([4.0, 3.0, 2.0, 1.0], [1.0, 2.0, 3.0, 4.0]);
        let compared = compare_roc_aucs(&actual, [&one, &other], None).unwrap();
        assert_eq!(compared.areas, [0.75, 0.25]);
        assert_eq!(compared.variances, [0.125, 0.125]);
        assert_eq!(compared.covariance, -0.125);
        assert_eq!(compared.variance_of_difference, 0.5);
        assert_eq!(compared.z(), Some(0.5 / 0.5f64.sqrt()));
    }

    #[test]
    fn exchanged_classes_compare_alike() {
        let negated = [ONE.map(|score| -score), OTHER.map(|score| -score)];
        let flipped = ACTUAL.map(|y| !y);
        let found = compare_roc_aucs(&flipped, [&negated[0], &negated[1]], None).unwrap();
        let expected = compare_roc_aucs(&ACTUAL, [&ONE, &OTHER], None).unwrap();
        assert!((found.covariance - expected.covariance).abs() < 1e-16);
        assert!((found.z().unwrap() - expected.z().unwrap()).abs() < 1e-14);
    }

    #[test]
    fn scores_that_rank_alike_do_not_differ() {
        let bent = ONE.map(|score| score * score * score);
        let compared = compare_roc_aucs(&ACTUAL, [&ONE, &bent], None).unwrap();
        assert_eq!((compared.variance_of_difference, compared.z()), (0.0, None));
    }

    #[test]
    fn bad_input_is_refused_with_its_place() {
        let of = |weights: &[f64]| compare_roc_aucs(&ACTUAL, [&ONE, &OTHER], Some(weights));
        let error = of(&[1.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]).unwrap_err();
        assert_eq!(error, Error::NotCounts { sample: 1, value: 0.5 });
        let error = of(&[1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0]).unwrap_err();
        assert_eq!(error, Error::NoVariance { positives: 1.0, negatives: 4.0 });
        assert!(matches!(of(&[1.0]), Err(Error::Length { .. })));
        let short = compare_roc_aucs(&ACTUAL, [&ONE, &OTHER[..7]], None);
        assert!(matches!(short, Err(Error::Length { .. })));
        assert_eq!(compare_roc_aucs(&[], [&[], &[]], None), Err(Error::NoSamples));
    }
}
