use linalg_lite::{Mat, dot};

use super::{SampleForms, clear, deviations, is_rounding, size};
use crate::inference::inverse::{Places, recentred, scaled};

/// A covariance that is written out: of the parameters of features that count from 0, and of those that count from their
/// centres, which differ in what stands [beside](Beside) the coefficients.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dense {
    pub(super) plain: Mat<f64>,
    /// Where there is an intercept.
    at: Option<AtCentres>,
}

#[derive(Clone, Debug, PartialEq)]
struct AtCentres {
    centres: Vec<f64>,
    covariance: Mat<f64>,
    beside: Beside,
}

/// What else than coefficients depends on where features count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// An intercept `b' = b + m'c` behind the coefficients of each class.
    Intercepts,
    /// Thresholds `t' = t - m'c`, all of them behind the only coefficients.
    Thresholds,
}

impl Beside {
    /// Their places among so many parameters.
    fn places(self, features: usize, dim: usize) -> impl Iterator<Item = usize> {
        let step = match self {
            Self::Intercepts => features + 1,
            Self::Thresholds => 1,
        };
        (features..dim).step_by(step)
    }
}

impl Dense {
    pub(super) fn of_free(of_free: &Mat<f64>, places: Places<'_>, has_intercept: bool) -> Self {
        let Places { free, centres, dim } = places;
        let whole = |of_free: &Mat<f64>| {
            let mut all = Mat::zeros(dim, dim);
            for (row, &i) in free.iter().enumerate() {
                for (column, &j) in free.iter().enumerate() {
                    all[(i, j)] = of_free[(row, column)];
                }
            }
            all
        };
        if !has_intercept {
            return Self { plain: whole(of_free), at: None };
        }
        let plain = whole(&recentred(of_free, free, centres));
        let beside = Beside::Intercepts;
        let at = AtCentres { centres: centres.to_vec(), covariance: whole(of_free), beside };
        let mut dense = Self { plain, at: Some(at) };
        let deviations = dense.deviations();
        for place in beside.places(centres.len(), dim) {
            let mut unit = vec![0.0; dim];
            unit[place] = 1.0;
            let size = size(&dense.moved(&unit), &deviations);
            if is_rounding(dense.plain[(place, place)], size) {
                clear(&mut dense.plain, place);
            }
        }
        dense
    }

    /// Those of the parameters of features that count from their centres.
    pub(super) fn deviations(&self) -> Vec<f64> {
        deviations(self.at.as_ref().map_or(&self.plain, |at| &at.covariance))
    }

    /// Of coefficients and thresholds, of features that count from 0 and from their centres.
    pub(super) fn of_thresholds(plain: Mat<f64>, centres: Vec<f64>, covariance: Mat<f64>) -> Self {
        let at = AtCentres { centres, covariance, beside: Beside::Thresholds };
        Self { plain, at: Some(at) }
    }

    pub(super) fn without_intercept(plain: Mat<f64>) -> Self {
        Self { plain, at: None }
    }

    /// `rows` are those of what stands beside the coefficients, one after the other.
    pub(super) fn written(
        plain: Mat<f64>,
        centres: Vec<f64>,
        (beside, rows): (Beside, &[f64]),
    ) -> Self {
        let (mut covariance, dim) = (plain.clone(), plain.nrows());
        let places = beside.places(centres.len(), dim);
        for (place, row) in places.zip(rows.chunks_exact(dim.max(1))) {
            for (j, value) in row.iter().enumerate() {
                covariance[(place, j)] = *value;
                covariance[(j, place)] = *value;
            }
        }
        Self { plain, at: Some(AtCentres { centres, covariance, beside }) }
    }

    pub(super) fn at_centres(&self) -> Option<(&[f64], Vec<f64>)> {
        let AtCentres { centres, covariance, beside } = self.at.as_ref()?;
        let dim = covariance.nrows();
        let places = beside.places(centres.len(), dim);
        let rows = places.flat_map(|row| (0..dim).map(move |j| covariance[(row, j)]));
        Some((centres, rows.collect()))
    }

    /// What the sum x is of features that count from their centres: `x - a m` for the entry a of the intercept of each
    /// class; with entries a of thresholds, `x + m sum a`.
    pub(super) fn moved(&self, x: &[f64]) -> Vec<f64> {
        let Some(AtCentres { centres, beside, .. }) = &self.at else { return x.to_vec() };
        if *beside == Beside::Thresholds {
            let (x, a) = x.split_at(centres.len());
            let sum: f64 = a.iter().sum();
            return x.iter().zip(centres).map(|(x, m)| x + sum * m).chain(a.to_vec()).collect();
        }
        let of_class = |x: &[f64]| {
            let a = x.last().copied().unwrap_or(0.0);
            x.iter().zip(centres).map(|(x, m)| x - a * m).chain([a]).collect::<Vec<f64>>()
        };
        x.chunks(centres.len() + 1).flat_map(of_class).collect()
    }

    /// `y' C' y`.
    pub(super) fn form_at_centres(&self, y: &[f64]) -> f64 {
        dot(y, &self.times(y))
    }

    /// `C' y`.
    fn times(&self, y: &[f64]) -> Vec<f64> {
        let covariance = self.at.as_ref().map_or(&self.plain, |at| &at.covariance);
        (0..y.len()).map(|i| (0..y.len()).map(|j| covariance[(i, j)] * y[j]).sum()).collect()
    }

    /// `x' C y` for any x, one after the other, and each y.
    pub(super) fn of_sums(&self, sums: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let moved: Vec<Vec<f64>> = sums.iter().map(|x| self.moved(x)).collect();
        let of = |y: &Vec<f64>| {
            let times = self.times(y);
            moved.iter().map(|x| dot(x, &times)).collect()
        };
        moved.iter().map(of).collect()
    }

    /// Where features count from, and the forms of samples of them, of so many classes.
    pub(super) fn forms(&self, classes: usize) -> (Vec<f64>, SampleForms) {
        let (centres, covariance) = self.at(self.plain.nrows() / classes.max(1));
        (centres, SampleForms::of(covariance, classes))
    }

    /// The same of the logits `x'c - t` of all thresholds, as if each were a class with the same coefficients.
    pub(super) fn threshold_forms(&self, features: usize) -> (Vec<f64>, SampleForms) {
        let (thresholds, group) = (self.plain.nrows() - features, features + 1);
        let (centres, covariance) = self.at(features);
        let place = |j: usize| match j % group {
            feature if feature < features => (feature, 1.0),
            _ => (features + j / group, -1.0),
        };
        let size = thresholds * group;
        let of_logits = Mat::from_fn(size, size, |i, j| {
            let ((i, one), (j, other)) = (place(i), place(j));
            one * other * covariance[(i, j)]
        });
        (centres, SampleForms::of(&of_logits, thresholds))
    }

    /// Where features count from, of which there are at most so many, and the covariance of their parameters.
    fn at(&self, features: usize) -> (Vec<f64>, &Mat<f64>) {
        match &self.at {
            None => (vec![0.0; features], &self.plain),
            Some(AtCentres { centres, covariance, .. }) => (centres.clone(), covariance),
        }
    }

    pub(super) fn scaled(&self, factor: f64) -> Self {
        let at = |at: &AtCentres| AtCentres {
            centres: at.centres.clone(),
            covariance: scaled(&at.covariance, factor),
            beside: at.beside,
        };
        Self { plain: scaled(&self.plain, factor), at: self.at.as_ref().map(at) }
    }
}
