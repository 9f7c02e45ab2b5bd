use crate::power_of_two::power_of_two;
use crate::{Confusion, MultiConfusion};

/// How much a mistake counts in Cohen's kappa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// All mistakes count the same: `w_kl = 1` for different classes k and l.
    Equal,
    /// Classes have an order, and a mistake counts its steps: `w_kl = |k - l|`.
    Linear,
    /// As linear, squared: `w_kl = (k - l)^2`.
    Quadratic,
}

impl Disagreement {
    fn between(self, k: usize, l: usize) -> f64 {
        let steps = k.abs_diff(l) as f64;
        match self {
            Self::Equal => steps.min(1.0),
            Self::Linear => steps,
            Self::Quadratic => steps * steps,
        }
    }
}

impl MultiConfusion {
    /// How much less classes and predictions disagree than they would by chance, at most 1:
    /// `1 - sum_kl w_kl n_kl / (sum_kl w_kl r_k c_l / n)`, where `n_kl` samples of class k are called l, `r_k` are of
    /// class k, `c_l` are called l, and `n` is their number. None where chance alone would never disagree.
    ///
    /// # Source
    /// Cohen, *Weighted kappa*, Psychological Bulletin 70 (1968).
    ///
    /// ```
    /// use metrics::{Disagreement, MultiConfusion};
    ///
    /// let table = MultiConfusion::new(&[0, 1, 2, 2], &[0, 2, 2, 2], None, 3)?;
    /// let kappa = table.cohens_kappa(Disagreement::Equal);
    /// assert_eq!(kappa, Some(1.0 - 1.0 / 2.25)); // one mistake; chance would make 2.25
    /// assert_eq!(table.cohens_kappa(Disagreement::Linear), Some(1.0 - 1.0 / 3.5));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn cohens_kappa(&self, disagreement: Disagreement) -> Option<f64> {
        let classes = 0..self.n_classes();
        let unit = power_of_two(self.total()); // products of large weights would overflow
        let [actual, predicted] = self.margins().map(|sums| sums.into_iter().map(|sum| sum / unit));
        let (actual, predicted): (Vec<f64>, Vec<f64>) = (actual.collect(), predicted.collect());
        let sum = |of: &dyn Fn(usize, usize) -> f64| -> f64 {
            let pairs = classes.clone().flat_map(|k| classes.clone().map(move |l| (k, l)));
            pairs.map(|(k, l)| disagreement.between(k, l) * of(k, l)).sum()
        };
        let found = sum(&|k, l| self.count(k, l) / unit);
        let by_chance = sum(&|k, l| actual[k] * predicted[l]);
        let total = self.total() / unit;
        (by_chance > 0.0).then(|| 1.0 - found * total / by_chance)
    }

    /// The correlation of classes and predictions, in [-1, 1]; of two classes Matthews':
    /// `(n c - sum_k r_k c_k) / sqrt((n^2 - sum_k r_k^2) (n^2 - sum_k c_k^2))`, where `c` of `n` samples are called
    /// what they are, `r_k` are of class k and `c_k` are called so. None where all are of one class or are called so.
    ///
    /// # Source
    /// Gorodkin, *Comparing two K-category assignments by a K-category correlation coefficient*, Computational Biology
    /// and Chemistry 28 (2004).
    ///
    /// ```
    /// let table = metrics::MultiConfusion::new(&[0, 1, 2, 2], &[0, 2, 2, 2], None, 3)?;
    /// assert_eq!(table.matthews_correlation(), Some((12.0 - 7.0) / 60f64.sqrt()));
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn matthews_correlation(&self) -> Option<f64> {
        let unit = power_of_two(self.total());
        let [actual, predicted] = self.margins();
        let product = |a: f64, b: f64| (a / unit) * (b / unit);
        // n^2 - sum r_k^2 = sum r_k (n - r_k), and so on, so that no digit is lost where one class has nearly all.
        let spread = |sums: &[f64]| -> f64 {
            let others = |k: usize| sums.iter().enumerate().filter(move |(l, _)| *l != k);
            let beside = |k: usize| others(k).map(|(_, sum)| sum).sum::<f64>();
            sums.iter().enumerate().map(|(k, sum)| product(*sum, beside(k))).sum()
        };
        let by_chance: f64 = actual.iter().zip(&predicted).map(|(r, c)| product(*r, *c)).sum();
        let covariance = product(self.total(), self.correct()) - by_chance;
        let (of_actual, of_predicted) = (spread(&actual), spread(&predicted));
        let correlation = || (covariance / of_actual.sqrt() / of_predicted.sqrt()).clamp(-1.0, 1.0);
        (of_actual > 0.0 && of_predicted > 0.0).then(correlation)
    }

    /// The mean of a rate over the classes that have it, each counting as often as it occurs; none if none of those
    /// occurs.
    ///
    /// ```
    /// use metrics::{Confusion, MultiConfusion};
    ///
    /// let table = MultiConfusion::new(&[0, 1, 2, 2], &[0, 2, 2, 2], None, 3)?;
    /// assert_eq!(table.weighted_average(Confusion::recall), table.accuracy());
    /// # Ok::<(), metrics::Error>(())
    /// ```
    #[must_use]
    pub fn weighted_average(&self, rate: fn(&Confusion) -> Option<f64>) -> Option<f64> {
        let of_class = |class: usize| {
            let rest = self.against_the_rest(class);
            Some((rate(&rest)?, rest.actual_positives()))
        };
        weighted_mean((0..self.n_classes()).filter_map(of_class))
    }

    /// How many samples are of each class, and how many are called so.
    fn margins(&self) -> [Vec<f64>; 2] {
        let classes = 0..self.n_classes();
        let of_row = |k: usize| classes.clone().map(|l| self.count(k, l)).sum();
        let of_column = |l: usize| classes.clone().map(|k| self.count(k, l)).sum();
        [classes.clone().map(of_row).collect(), classes.clone().map(of_column).collect()]
    }
}

/// `sum w v / sum w` over pairs of a value and its weight; none without a weight.
pub(crate) fn weighted_mean(values: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let values: Vec<(f64, f64)> = values.collect();
    let unit = power_of_two(values.iter().fold(0.0, |largest, (_, weight)| weight.max(largest)));
    let add = |[sum, total]: [f64; 2], (value, weight): (f64, f64)| {
        [sum + value * (weight / unit), total + weight / unit]
    };
    let [sum, total] = values.into_iter().fold([0.0; 2], add);
    (total > 0.0).then(|| sum / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of class 0 one is right and two are called 1, of class 1 three are right, of class 2 four are called 0.
    fn table() -> MultiConfusion {
        MultiConfusion::of_counts(vec![
            vec![1.0, 2.0, 0.0],
            vec![0.0, 3.0, 0.0],
            vec![4.0, 0.0, 0.0],
        ])
    }

    /// Margins 3, 3, 4 and 5, 5, 0.
    #[test]
    fn by_hand() {
        let kappa = |disagreement| table().cohens_kappa(disagreement).unwrap();
        // 6 mistakes; by chance 10 - (15 + 15) / 10 = 7
        assert!((kappa(Disagreement::Equal) - (1.0 - 6.0 / 7.0)).abs() < 1e-15);
        // steps 2 + 8; by chance (15 + 15 + 40 + 20) / 10 = 9
        assert!((kappa(Disagreement::Linear) - (1.0 - 10.0 / 9.0)).abs() < 1e-15);
        // 2 + 16; by chance (15 + 15 + 80 + 20) / 10 = 13
        assert!((kappa(Disagreement::Quadratic) - (1.0 - 18.0 / 13.0)).abs() < 1e-15);
        // (40 - 30) / sqrt((100 - 34) (100 - 50))
        let correlation = table().matthews_correlation().unwrap();
        assert!((correlation - 10.0 / 3300f64.sqrt()).abs() < 1e-15);
        // precisions 1/5 and 3/5; class 2 has none
        let precision = table().weighted_average(Confusion::precision).unwrap();
        assert!((precision - 0.4).abs() < 1e-15);
    }

    #[test]
    fn two_classes_agree_with_the_binary_table() {
        let binary = Confusion {
            true_positives: 1.0,
            false_positives: 2.0,
            true_negatives: 3.0,
            false_negatives: 4.0,
        };
        let two = MultiConfusion::of_counts(vec![vec![3.0, 2.0], vec![4.0, 1.0]]);
        for (found, expected) in [
            (two.matthews_correlation(), binary.matthews_correlation()),
            (two.cohens_kappa(Disagreement::Equal), binary.cohens_kappa()),
            (two.cohens_kappa(Disagreement::Quadratic), binary.cohens_kappa()),
        ] {
            assert!((found.unwrap() - expected.unwrap()).abs() < 1e-15);
        }
    }

    #[test]
    fn laws() {
        let recall = table().weighted_average(Confusion::recall);
        assert!((recall.unwrap() - table().accuracy().unwrap()).abs() < 1e-15);
        for scale in [1e-200, 1e-3, 3.0, 1e300] {
            let counts = |k| (0..3).map(|l| scale * table().count(k, l)).collect();
            let scaled = MultiConfusion::of_counts((0..3).map(counts).collect());
            let figures = |table: &MultiConfusion| {
                [
                    table.matthews_correlation(),
                    table.cohens_kappa(Disagreement::Equal),
                    table.cohens_kappa(Disagreement::Linear),
                    table.weighted_average(Confusion::recall),
                ]
            };
            for (found, expected) in figures(&scaled).into_iter().zip(figures(&table())) {
                assert!((found.unwrap() - expected.unwrap()).abs() < 1e-15, "{scale}");
            }
        }
        // Exchanging two classes changes neither the correlation nor the unweighted kappa.
        let place = [2, 1, 0];
        let counts = |k: usize| (0..3).map(|l| table().count(place[k], place[l])).collect();
        let other = MultiConfusion::of_counts((0..3).map(counts).collect());
        let close = |a: Option<f64>, b: Option<f64>| (a.unwrap() - b.unwrap()).abs() < 1e-15;
        assert!(close(other.matthews_correlation(), table().matthews_correlation()));
        let kappa = |table: &MultiConfusion| table.cohens_kappa(Disagreement::Equal);
        assert!(close(kappa(&other), kappa(&table())));
    }

    #[test]
    fn nothing_over_nothing_is_none() {
        for counts in [vec![], vec![vec![0.0; 2]; 2], vec![vec![5.0, 0.0], vec![0.0, 0.0]]] {
            let table = MultiConfusion::of_counts(counts);
            assert_eq!(table.cohens_kappa(Disagreement::Equal), None);
            assert_eq!(table.matthews_correlation(), None);
            assert_eq!(table.weighted_average(Confusion::specificity), None);
        }
        let one_class = MultiConfusion::of_counts(vec![vec![5.0, 2.0], vec![0.0, 0.0]]);
        assert_eq!(one_class.matthews_correlation(), None);
        assert_eq!(one_class.cohens_kappa(Disagreement::Equal), Some(0.0));
    }
}
