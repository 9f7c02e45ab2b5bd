use rayon::prelude::*;

use crate::agreement::weighted_mean;
use crate::error::{check_classes, check_lengths};
use crate::ranking::sorted;
use crate::weights::{check_weights, weight};
use crate::{Error, RankingAreas};

/// How well the scores of several classes rank: each class against the rest, and any two against each other.
///
/// ```
/// use metrics::ClassAreas;
///
/// let by_class = [vec![0.8, 0.5, 0.3, 0.1], vec![0.1, 0.3, 0.6, 0.2], vec![0.1, 0.2, 0.1, 0.7]];
/// let areas = ClassAreas::new(&[0, 1, 0, 2], &by_class, None)?;
/// assert_eq!(areas.against_the_rest[1].roc_auc, Some(2.0 / 3.0));
/// assert_eq!(areas.roc_auc(), Some((0.75 + 2.0 / 3.0 + 1.0) / 3.0));
/// assert_eq!(areas.weighted_roc_auc(), Some((2.0 * 0.75 + 2.0 / 3.0 + 1.0) / 4.0));
/// assert_eq!(areas.roc_auc_of_pairs(), Some((0.5 + 1.0 + 1.0) / 3.0));
/// assert_eq!(areas.weighted_roc_auc_of_pairs(), Some((3.0 * 0.5 + 3.0 + 2.0) / 8.0));
/// # Ok::<(), metrics::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ClassAreas {
    /// Each class as the positive one, ranked by its score.
    pub against_the_rest: Vec<RankingAreas>,
    /// Any two classes that occur, samples of others left out.
    pub pairs: Vec<PairArea>,
    /// The weight of the samples of each class.
    pub support: Vec<f64>,
}

/// How well scores tell two classes apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairArea {
    /// The two classes, the lower number first.
    pub classes: [usize; 2],
    /// The mean of the area under the ROC curve by the scores of the one class, and by those of the other.
    pub roc_auc: f64,
    /// The weight of the samples of both.
    pub support: f64,
}

impl ClassAreas {
    /// From the number of each sample's class and, in `by_class[k]`, the scores of class k, which are sorted once.
    ///
    /// # Errors
    /// [`Error::NoSamples`], [`Error::Length`], [`Error::Score`], [`Error::Weight`]; [`Error::Class`] for a class
    /// without scores.
    ///
    /// # Source
    /// Provost and Domingos, *Well-trained PETs: improving probability estimation trees*, CeDER Working Paper 00-04,
    /// New York University (2000); of pairs, Hand and Till, *A simple generalisation of the area under the ROC curve for
    /// multiple class classification problems*, Machine Learning 45 (2001).
    pub fn new(
        actual: &[usize],
        by_class: &[Vec<f64>],
        weights: Option<&[f64]>,
    ) -> Result<Self, Error> {
        check_classes(actual, by_class.len())?;
        check_weights(weights, actual.len())?;
        let mut support = vec![0.0; by_class.len()];
        for (i, class) in actual.iter().enumerate() {
            support[*class] += weight(weights, i);
        }
        let of_class = |(k, scores): (usize, &Vec<f64>)| {
            check_lengths(actual.len(), scores.len())?;
            let order = sorted(scores, weights)?;
            let is: Vec<bool> = actual.iter().map(|class| *class == k).collect();
            let won = won_over(k, &order, actual, weights, by_class.len());
            Ok((RankingAreas::of_order(&order, &is, weights), won))
        };
        let found = by_class.par_iter().enumerate().map(of_class).collect::<Result<Vec<_>, _>>()?;
        let (against_the_rest, won): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let classes = 0..by_class.len();
        let pairs = classes.clone().flat_map(|k| (k + 1..classes.end).map(move |l| [k, l]));
        let occurring = pairs.filter(|[k, l]| support[*k] > 0.0 && support[*l] > 0.0);
        let area = |k: usize, l: usize| won[k][l] / (support[k] * support[l]);
        let pair = |[k, l]: [usize; 2]| PairArea {
            classes: [k, l],
            roc_auc: f64::midpoint(area(k, l), area(l, k)),
            support: support[k] + support[l],
        };
        Ok(Self { pairs: occurring.map(pair).collect(), against_the_rest, support })
    }

    /// The mean of the areas under the ROC curves, over the classes that have one.
    #[must_use]
    pub fn roc_auc(&self) -> Option<f64> {
        self.mean(|areas| areas.roc_auc, |_| 1.0)
    }

    /// The same with each class counting as often as it occurs.
    #[must_use]
    pub fn weighted_roc_auc(&self) -> Option<f64> {
        self.mean(|areas| areas.roc_auc, |support| support)
    }

    /// The mean of the average precisions, over the classes that occur.
    #[must_use]
    pub fn average_precision(&self) -> Option<f64> {
        self.mean(|areas| areas.average_precision, |_| 1.0)
    }

    /// The same with each class counting as often as it occurs.
    #[must_use]
    pub fn weighted_average_precision(&self) -> Option<f64> {
        self.mean(|areas| areas.average_precision, |support| support)
    }

    /// The mean of the areas of pairs; none without a pair.
    #[must_use]
    pub fn roc_auc_of_pairs(&self) -> Option<f64> {
        weighted_mean(self.pairs.iter().map(|pair| (pair.roc_auc, 1.0)))
    }

    /// The same with each pair counting as often as its classes occur.
    #[must_use]
    pub fn weighted_roc_auc_of_pairs(&self) -> Option<f64> {
        weighted_mean(self.pairs.iter().map(|pair| (pair.roc_auc, pair.support)))
    }

    fn mean(&self, area: fn(&RankingAreas) -> Option<f64>, count: fn(f64) -> f64) -> Option<f64> {
        let classes = self.against_the_rest.iter().zip(&self.support);
        weighted_mean(classes.filter_map(|(areas, support)| Some((area(areas)?, count(*support)))))
    }
}

/// For each class the weight of its pairs with a sample of class k that scores higher, a tie counting one half.
fn won_over(
    k: usize,
    order: &[(f64, usize)],
    actual: &[usize],
    weights: Option<&[f64]>,
    classes: usize,
) -> Vec<f64> {
    let mut won = vec![0.0; classes];
    let mut above = 0.0;
    for ties in order.chunk_by(|(score, _), (next, _)| score == next) {
        let ours = ties.iter().filter(|(_, i)| actual[*i] == k);
        let here: f64 = ours.map(|(_, i)| weight(weights, *i)).sum();
        for (_, i) in ties {
            won[actual[*i]] += weight(weights, *i) * (above + here / 2.0);
        }
        above += here;
    }
    won
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_classes_are_one_ranking() {
        let p = [0.9, 0.2, 0.6, 0.6, 0.1];
        let actual = [1, 0, 0, 1, 1];
        let by_class = [p.map(|p| 1.0 - p).to_vec(), p.to_vec()];
        let labels = actual.map(|class| class == 1);
        let expected = RankingAreas::new(&labels, &p, None).unwrap();
        let areas = ClassAreas::new(&actual, &by_class, None).unwrap();
        assert_eq!(areas.against_the_rest[1], expected);
        let means = [
            areas.roc_auc(),
            areas.weighted_roc_auc(),
            areas.roc_auc_of_pairs(),
            areas.weighted_roc_auc_of_pairs(),
        ];
        for found in means {
            assert!((found.unwrap() - expected.roc_auc.unwrap()).abs() < 1e-15);
        }
    }

    #[test]
    fn a_class_that_does_not_occur_has_no_area() {
        let by_class = [vec![0.5, 0.2], vec![0.1, 0.3], vec![0.4, 0.5]];
        let areas = ClassAreas::new(&[0, 1], &by_class, None).unwrap();
        assert_eq!(areas.against_the_rest[2].roc_auc, None);
        assert_eq!((areas.roc_auc(), areas.average_precision()), (Some(1.0), Some(1.0)));
        assert_eq!((areas.pairs.len(), areas.roc_auc_of_pairs()), (1, Some(1.0)));
        let alone = ClassAreas::new(&[1, 1], &by_class, None).unwrap();
        assert_eq!((alone.roc_auc(), alone.weighted_roc_auc_of_pairs()), (None, None));
    }

    #[test]
    fn bad_input_is_refused_with_its_place() {
        let by_class = [vec![0.5, 0.2], vec![0.1, 0.3]];
        assert!(matches!(
            ClassAreas::new(&[0, 2], &by_class, None),
            Err(Error::Class { sample: 1, .. })
        ));
        assert!(matches!(ClassAreas::new(&[0], &by_class, None), Err(Error::Length { .. })));
        assert!(matches!(ClassAreas::new(&[], &[], None), Err(Error::NoSamples)));
        let bad = [vec![f64::NAN, 0.2], vec![0.1, 0.3]];
        assert!(matches!(ClassAreas::new(&[0, 1], &bad, None), Err(Error::Score { .. })));
        assert!(ClassAreas::new(&[0, 1], &by_class, Some(&[1.0, -1.0])).is_err());
    }
}
