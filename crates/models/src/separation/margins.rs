use linalg_lite::{Design, MatRef, check_length};

use super::Separation;
use crate::error::Error;

/// For each sample of class y and each other class k the margin `z_y - z_k`, a linear function of the
/// weights: a group for each class but the first, whose logits are 0.
pub(super) struct Margins<'a> {
    pub(super) design: Design<'a>,
    labels: &'a [usize],
    pub(super) classes: usize,
}

impl<'a> Margins<'a> {
    pub(super) fn new(
        features: MatRef<'a, f64>,
        labels: &'a [usize],
        classes: usize,
        intercept: bool,
    ) -> Result<Self, Error> {
        let design = Design::new(features, intercept)?;
        design.check_finite()?;
        check_length("the labels", design.n_samples(), labels.len())?;
        if classes < 2 {
            let problem = "stands alone: at least two classes are needed";
            return Err(Error::Class { class: 0, classes, problem });
        }
        match labels.iter().find(|label| **label >= classes) {
            None => Ok(Self { design, labels, classes }),
            Some(&class) => {
                let problem = "is not there: classes are counted from 0";
                Err(Error::Class { class, classes, problem })
            }
        }
    }

    /// Number of weights.
    pub(super) fn dim(&self) -> usize {
        (self.classes - 1) * self.design.dim()
    }

    /// The sample and the other class of the margin with number `index`.
    fn pair(&self, index: usize) -> (usize, usize) {
        let (sample, place) = (index / (self.classes - 1), index % (self.classes - 1));
        (sample, if place < self.labels[sample] { place } else { place + 1 })
    }

    /// All margins: sample by sample, and for each in the order of the other classes.
    pub(super) fn values(&self, weights: &[f64]) -> Result<Vec<f64>, Error> {
        let by_class = self.by_class(weights, |group| Ok(self.design.logits(group)?))?;
        Ok(self.differences(&by_class, |own, other| own - other))
    }

    /// For each margin the largest sum of absolute terms it is the difference of.
    fn sizes(&self, weights: &[f64]) -> Result<Vec<f64>, Error> {
        let by_class = self.by_class(weights, |group| {
            let mut sizes = vec![0.0; self.design.n_samples()];
            for (j, w) in group.iter().enumerate() {
                if j == self.design.n_features() {
                    sizes.iter_mut().for_each(|size| *size += w.abs());
                } else {
                    let terms = self.design.column(j).iter().map(|x| (w * x).abs());
                    sizes.iter_mut().zip(terms).for_each(|(size, term)| *size += term);
                }
            }
            Ok(sizes)
        })?;
        Ok(self.differences(&by_class, |own, other| own + other))
    }

    fn by_class(
        &self,
        weights: &[f64],
        of_group: impl Fn(&[f64]) -> Result<Vec<f64>, Error>,
    ) -> Result<Vec<Vec<f64>>, Error> {
        check_length("the weight vector", self.dim(), weights.len())?;
        let mut by_class = vec![vec![0.0; self.design.n_samples()]];
        for group in weights.chunks_exact(self.design.dim()) {
            by_class.push(of_group(group)?);
        }
        Ok(by_class)
    }

    fn differences(&self, by_class: &[Vec<f64>], combine: fn(f64, f64) -> f64) -> Vec<f64> {
        (0..self.design.n_samples() * (self.classes - 1))
            .map(|index| {
                let (sample, other) = self.pair(index);
                combine(by_class[self.labels[sample]][sample], by_class[other][sample])
            })
            .collect()
    }

    /// The weights' factors in one margin.
    pub(super) fn factors(&self, index: usize) -> Vec<f64> {
        let (sample, other) = self.pair(index);
        let (group, p) = (self.design.dim(), self.design.n_features());
        let mut factors = vec![0.0; self.dim()];
        for (class, sign) in [(self.labels[sample], 1.0), (other, -1.0)] {
            if class > 0 {
                for j in 0..group {
                    let value = if j < p { self.design.column(j)[sample] } else { 1.0 };
                    factors[(class - 1) * group + j] = sign * value;
                }
            }
        }
        factors
    }

    /// The sum of the factors of all margins.
    pub(super) fn sum_of_factors(&self) -> Vec<f64> {
        let (group, p) = (self.design.dim(), self.design.n_features());
        let mut sums = vec![0.0; self.dim()];
        for (sample, &label) in self.labels.iter().enumerate() {
            for class in 1..self.classes {
                // z_y stands in K - 1 margins of its sample, every other logit in one.
                let factor = if class == label { (self.classes - 1) as f64 } else { -1.0 };
                for j in 0..group {
                    let value = if j < p { self.design.column(j)[sample] } else { 1.0 };
                    sums[(class - 1) * group + j] += factor * value;
                }
            }
        }
        sums
    }

    pub(super) fn separation_along(&self, weights: &[f64]) -> Result<Option<Separation>, Error> {
        const ROUNDING: f64 = 1e-9;
        let (margins, sizes) = (self.values(weights)?, self.sizes(weights)?);
        let (mut any_positive, mut all_positive) = (false, true);
        for (margin, size) in margins.iter().zip(&sizes) {
            let rounding = ROUNDING * size;
            if margin.is_nan() || *margin < -rounding {
                return Ok(None);
            }
            any_positive |= *margin > rounding;
            all_positive &= *margin > rounding;
        }
        Ok(match (all_positive, any_positive) {
            (true, _) => Some(Separation::Complete),
            (false, true) => Some(Separation::QuasiComplete),
            (false, false) => None,
        })
    }
}
