use rayon::prelude::*;

use crate::agreement::weighted_mean;
use crate::error::{check_classes, check_lengths};
use crate::weights::{check_weights, weight};
use crate::{Error, RankingAreas};

/// How well the scores of several classes rank: each class against the rest, and any two classes against each
/// other.
///
/// ```
/// use metrics::ClassAreas;
///
/// let by_class = [vec![0.8, 0.5, 0.3, 0.1], vec![0.1, 0.3, 0.6, 0.2], vec![0.1, 0.2, 0.1, 0.7]];
/// let areas = ClassAreas::new(&[0, 1, 0, 2], &by_class, None)?;
/// assert_eq!(areas.against_the_rest[1].roc_auc, Some(2.0 / 3.0));
/// assert_eq!(areas.roc_auc(), Some((0.75 + 2.0 / 3.0 + 1.0) / 3.0));
/// assert_eq!(areas.weighted_roc_auc(), Some((2.0 * 0.75 + 2.0 / 3.0 + 1.0) / 4.0));
/// # Ok::<(), metrics::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ClassAreas {
    /// Each class as the positive one, ranked by its score.
    pub against_the_rest: Vec<RankingAreas>,
    /// The weight of the samples of each class.
    pub support: Vec<f64>,
}

impl ClassAreas {
    /// From the number of each sample's class and, in `by_class[k]`, the scores of class k.
    ///
    /// # Errors
    /// [`Error::NoSamples`], [`Error::Length`], [`Error::Score`], [`Error::Weight`]; [`Error::Class`] for a class
    /// without scores.
    ///
    /// # Source
    /// Provost and Domingos, *Well-trained PETs: improving probability estimation trees*, CeDER Working Paper 00-04,
    /// New York University (2000).
    pub fn new(
        actual: &[usize],
        by_class: &[Vec<f64>],
        weights: Option<&[f64]>,
    ) -> Result<Self, Error> {
        let mut support = check(actual, by_class, weights)?;
        for (i, class) in actual.iter().enumerate() {
            support[*class] += weight(weights, i);
        }
        let of_class = |(k, scores): (usize, &Vec<f64>)| {
            let is: Vec<bool> = actual.iter().map(|class| *class == k).collect();
            RankingAreas::new(&is, scores, weights)
        };
        let against_the_rest =
            by_class.par_iter().enumerate().map(of_class).collect::<Result<_, _>>()?;
        Ok(Self { against_the_rest, support })
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

    fn mean(&self, area: fn(&RankingAreas) -> Option<f64>, count: fn(f64) -> f64) -> Option<f64> {
        let classes = self.against_the_rest.iter().zip(&self.support);
        weighted_mean(classes.filter_map(|(areas, support)| Some((area(areas)?, count(*support)))))
    }
}

/// How well scores tell any two of several classes apart, samples of others left out.
///
/// ```
/// use metrics::PairAreas;
///
/// let by_class = [vec![0.8, 0.5, 0.3, 0.1], vec![0.1, 0.3, 0.6, 0.2], vec![0.1, 0.2, 0.1, 0.7]];
/// let pairs = PairAreas::new(&[0, 1, 0, 2], &by_class, None)?;
/// assert_eq!(pairs.roc_auc(), Some((0.5 + 1.0 + 1.0) / 3.0));
/// assert_eq!(pairs.weighted_roc_auc(), Some((3.0 * 0.5 + 3.0 + 2.0) / 8.0));
/// # Ok::<(), metrics::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PairAreas {
    /// Pairs of classes that both occur.
    pub pairs: Vec<PairArea>,
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

impl PairAreas {
    /// From the number of each sample's class and, in `by_class[k]`, the scores of class k.
    ///
    /// # Errors
    /// As [`ClassAreas::new`].
    ///
    /// # Source
    /// Hand and Till, *A simple generalisation of the area under the ROC curve for multiple class classification
    /// problems*, Machine Learning 45 (2001).
    pub fn new(
        actual: &[usize],
        by_class: &[Vec<f64>],
        weights: Option<&[f64]>,
    ) -> Result<Self, Error> {
        let mut samples = vec![Vec::new(); check(actual, by_class, weights)?.len()];
        for (i, class) in actual.iter().enumerate().filter(|(i, _)| weight(weights, *i) > 0.0) {
            samples[*class].push(i);
        }
        let classes = 0..by_class.len();
        let pairs: Vec<[usize; 2]> = classes
            .clone()
            .flat_map(|k| (k + 1..classes.end).map(move |l| [k, l]))
            .filter(|[k, l]| !samples[*k].is_empty() && !samples[*l].is_empty())
            .collect();
        let of_pair = |classes: &[usize; 2]| pair(*classes, &samples, by_class, weights);
        let pairs = pairs.par_iter().map(of_pair).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { pairs: pairs.into_iter().flatten().collect() })
    }

    /// The mean over the pairs; none without a pair.
    #[must_use]
    pub fn roc_auc(&self) -> Option<f64> {
        weighted_mean(self.pairs.iter().map(|pair| (pair.roc_auc, 1.0)))
    }

    /// The same with each pair counting as often as its classes occur.
    #[must_use]
    pub fn weighted_roc_auc(&self) -> Option<f64> {
        weighted_mean(self.pairs.iter().map(|pair| (pair.roc_auc, pair.support)))
    }
}

fn pair(
    classes: [usize; 2],
    samples: &[Vec<usize>],
    by_class: &[Vec<f64>],
    weights: Option<&[f64]>,
) -> Result<Option<PairArea>, Error> {
    let [first, second] = classes.map(|class| &samples[class]);
    let both: Vec<usize> = first.iter().chain(second).copied().collect();
    let counts: Vec<f64> = both.iter().map(|i| weight(weights, *i)).collect();
    let area = |class: usize, is_first: bool| {
        let is: Vec<bool> = (0..both.len()).map(|i| (i < first.len()) == is_first).collect();
        let scores: Vec<f64> = both.iter().map(|i| by_class[class][*i]).collect();
        Ok(RankingAreas::new(&is, &scores, Some(&counts))?.roc_auc)
    };
    let areas = (area(classes[0], true)?, area(classes[1], false)?);
    let (Some(one), Some(other)) = areas else { return Ok(None) };
    let support = counts.iter().sum();
    Ok(Some(PairArea { classes, roc_auc: f64::midpoint(one, other), support }))
}

/// A 0 for each class, where all is as it should be.
fn check(
    actual: &[usize],
    by_class: &[Vec<f64>],
    weights: Option<&[f64]>,
) -> Result<Vec<f64>, Error> {
    check_classes(actual, by_class.len())?;
    by_class.iter().try_for_each(|scores| check_lengths(actual.len(), scores.len()))?;
    check_weights(weights, actual.len())?;
    Ok(vec![0.0; by_class.len()])
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
        let pairs = PairAreas::new(&actual, &by_class, None).unwrap();
        let means =
            [areas.roc_auc(), areas.weighted_roc_auc(), pairs.roc_auc(), pairs.weighted_roc_auc()];
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
        let pairs = PairAreas::new(&[0, 1], &by_class, None).unwrap();
        assert_eq!((pairs.pairs.len(), pairs.roc_auc()), (1, Some(1.0)));
        let alone = PairAreas::new(&[1, 1], &by_class, None).unwrap();
        assert_eq!((alone.roc_auc(), alone.weighted_roc_auc()), (None, None));
        assert_eq!(ClassAreas::new(&[1, 1], &by_class, None).unwrap().roc_auc(), None);
    }

    #[test]
    fn bad_input_is_refused_with_its_place() {
        let by_class = [vec![0.5, 0.2], vec![0.1, 0.3]];
        assert!(matches!(
            ClassAreas::new(&[0, 2], &by_class, None),
            Err(Error::Class { sample: 1, .. })
        ));
        assert!(matches!(PairAreas::new(&[0, 2], &by_class, None), Err(Error::Class { .. })));
        assert!(matches!(ClassAreas::new(&[0], &by_class, None), Err(Error::Length { .. })));
        assert!(matches!(PairAreas::new(&[], &[], None), Err(Error::NoSamples)));
        let bad = [vec![f64::NAN, 0.2], vec![0.1, 0.3]];
        assert!(matches!(ClassAreas::new(&[0, 1], &bad, None), Err(Error::Score { .. })));
        assert!(PairAreas::new(&[0, 1], &by_class, Some(&[1.0, -1.0])).is_err());
    }
}
