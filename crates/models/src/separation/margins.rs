use linalg_lite::{Column, Design, check_length, dot};
use rayon::prelude::*;

use super::distinct::distinct;
use super::scale::Scale;
use crate::error::Error;

/// A row whose part outside a span is below this part of it lies within.
pub(super) const WITHIN: f64 = 1e-11;

/// For each sample of class y and each other class k the margin `z_y - z_k`: a linear function of the
/// weights, which are a group for each class but the first, whose logits are 0.
///
/// Directions are in terms of scaled columns, of those in `used` alone:
/// `z = sum_j d_j (x_j - centre_j) / spread_j + d_0`. Of equal samples the first alone has margins, and one of
/// weight 0 has none: a count is that many rows, to the bit.
pub(super) struct Margins<'a> {
    pub(super) design: Design<'a>,
    labels: &'a [usize],
    pub(super) classes: usize,
    counts: Vec<bool>,
    pub(super) scales: Vec<Scale>,
}

impl<'a> Margins<'a> {
    pub(super) fn new(
        design: Design<'a>,
        labels: &'a [usize],
        classes: usize,
        weights: Option<&'a [f64]>,
    ) -> Result<Self, Error> {
        design.check_finite()?;
        check_length("the labels", design.n_samples(), labels.len())?;
        if let Some(weights) = weights {
            check_length("the list of weights", design.n_samples(), weights.len())?;
        }
        let has_weight = |i: usize| weights.is_none_or(|weights| weights[i] != 0.0);
        let counts = distinct(design, labels, has_weight)?;
        let mut margins = Self { design, labels, classes, counts, scales: Vec::new() };
        margins.check_classes()?;
        margins.scales = scales(design, &margins.counts)?;
        Ok(margins)
    }

    fn check_classes(&self) -> Result<(), Error> {
        let refuse = |class, problem| Err(Error::Class { class, classes: self.classes, problem });
        if self.classes < 2 {
            return refuse(0, "stands alone: at least two classes are needed");
        }
        let mut seen = vec![false; self.classes];
        for (&label, counts) in self.labels.iter().zip(&self.counts) {
            match seen.get_mut(label) {
                Some(seen) => *seen |= *counts,
                None => return refuse(label, "is not there: classes are counted from 0"),
            }
        }
        match seen.iter().position(|seen| !seen) {
            Some(class) => refuse(class, "has no sample"),
            None => Ok(()),
        }
    }

    pub(super) fn counts(&self, sample: usize) -> bool {
        self.counts[sample]
    }

    /// How many margins there are, those of samples that do not count included.
    pub(super) fn len(&self) -> usize {
        self.design.n_samples() * (self.classes - 1)
    }

    /// Entries of a group of a direction.
    pub(super) fn group(&self, used: &[usize]) -> usize {
        used.len() + usize::from(self.design.has_intercept())
    }

    /// Entries of a direction.
    pub(super) fn dim(&self, used: &[usize]) -> usize {
        (self.classes - 1) * self.group(used)
    }

    /// The sample and the other class of the margin with number `index`.
    pub(super) fn pair(&self, index: usize) -> (usize, usize) {
        let (sample, place) = (index / (self.classes - 1), index % (self.classes - 1));
        (sample, if place < self.labels[sample] { place } else { place + 1 })
    }

    /// All margins: sample by sample, and for each in the order of the other classes.
    pub(super) fn values(&self, used: &[usize], direction: &[f64]) -> Result<Vec<f64>, Error> {
        let logits: Vec<Vec<f64>> = direction
            .chunks_exact(self.group(used).max(1))
            .map(|group| self.logits(used, group))
            .collect::<Result<_, Error>>()?;
        Ok(self.combine(&logits, |own, other| own - other))
    }

    /// `sum_j d_j (x_j - centre_j) / spread_j + d_0` of all samples.
    pub(super) fn logits(&self, used: &[usize], group: &[f64]) -> Result<Vec<f64>, Error> {
        let intercept = group.get(used.len()).copied().unwrap_or(0.0);
        self.sums(used, intercept, |place, scale, x| {
            (x * scale.unit - scale.centre) * (group[place] / scale.spread)
        })
    }

    /// For each margin the length of its row of factors; 0 for one that does not count.
    pub(super) fn lengths(&self, used: &[usize]) -> Result<Vec<f64>, Error> {
        let lengths = self.sample_lengths(used)?;
        let lengths = vec![lengths; self.classes - 1];
        let mut all = self.combine(&lengths, |own, other| (own * own + other * other).sqrt());
        for (index, length) in all.iter_mut().enumerate() {
            if !self.counts(self.pair(index).0) {
                *length = 0.0;
            }
        }
        Ok(all)
    }

    /// Whether a margin is 0 along every direction, because its row is.
    pub(super) fn any_is_empty(&self, lengths: &[f64]) -> bool {
        (0..self.len()).any(|index| lengths[index] == 0.0 && self.counts(self.pair(index).0))
    }

    /// For each sample the length of its row of scaled features, with the 1 of the intercept.
    fn sample_lengths(&self, used: &[usize]) -> Result<Vec<f64>, Error> {
        let one = f64::from(u8::from(self.design.has_intercept()));
        let squares = self.sums(used, one, |_, scale, x| square(scale.apply(x)))?;
        Ok(squares.into_iter().map(f64::sqrt).collect())
    }

    /// For each sample how much of its row is rounding: of the numbers themselves, and of the values
    /// far from zero that they were, as whoever wrote these had to round them.
    pub(super) fn roundings(&self, used: &[usize]) -> Result<Vec<f64>, Error> {
        let lengths = self.sample_lengths(used)?;
        let uncentred =
            self.sums(used, 0.0, |_, scale, x| square(x * scale.unit / scale.spread))?;
        Ok(lengths.iter().zip(&uncentred).map(|(length, far)| rounding(*length, *far)).collect())
    }

    /// As [`roundings`](Self::roundings), of one sample.
    pub(super) fn rounding(&self, used: &[usize], sample: usize) -> Result<f64, Error> {
        let row = self.sample(used, sample)?;
        let features = self.design.sample(sample)?;
        let of_used = features.iter().filter(|(j, _)| used.binary_search(j).is_ok());
        let uncentred =
            of_used.map(|&(j, x)| square(x * self.scales[j].unit / self.scales[j].spread));
        Ok(rounding(dot(&row, &row).sqrt(), uncentred.sum()))
    }

    /// For each sample a sum over the used columns.
    pub(super) fn sums(
        &self,
        used: &[usize],
        start: f64,
        term: impl Fn(usize, &Scale, f64) -> f64 + Sync,
    ) -> Result<Vec<f64>, Error> {
        let term_of = |j: usize, x: f64| match used.binary_search(&j) {
            Ok(place) => term(place, &self.scales[j], x),
            Err(_) => 0.0,
        };
        let levels = || self.design.features().categories().flatten();
        let of_zeros = start + levels().map(|j| term_of(j, 0.0)).sum::<f64>();
        let mut of_levels = vec![0.0; self.design.n_features()];
        levels().for_each(|j| of_levels[j] = term_of(j, 1.0) - term_of(j, 0.0));
        let mut sums = vec![of_zeros; self.design.n_samples()];
        self.design.fill(&mut sums, |block, sums| {
            for (j, column) in block.columns() {
                match (column, used.binary_search(&j)) {
                    (Column::Numbers(values), Ok(place)) => {
                        let scale = &self.scales[j];
                        let add = |(sum, x): (&mut f64, &f64)| *sum += term(place, scale, *x);
                        sums.iter_mut().zip(values).for_each(add);
                    }
                    (Column::Numbers(_), Err(_)) => {}
                    (Column::Category(category), _) => {
                        category.for_each(|i, k| sums[i] += of_levels[j + k]);
                    }
                }
            }
        })?;
        Ok(sums)
    }

    /// From numbers of each class but the first, which has zeros, one for each margin.
    pub(super) fn combine(&self, of: &[Vec<f64>], combine: fn(f64, f64) -> f64) -> Vec<f64> {
        let value = |class: usize, i: usize| {
            let of_class = class.checked_sub(1).and_then(|k| of.get(k));
            of_class.map_or(0.0, |numbers| numbers[i])
        };
        (0..self.len())
            .map(|index| {
                let (sample, other) = self.pair(index);
                combine(value(self.labels[sample], sample), value(other, sample))
            })
            .collect()
    }

    /// The scaled features of a sample, and the 1 of the intercept.
    pub(super) fn sample(&self, used: &[usize], sample: usize) -> Result<Vec<f64>, Error> {
        let mut row: Vec<f64> = used.iter().map(|&j| self.scales[j].apply(0.0)).collect();
        for (j, x) in self.design.sample(sample)? {
            if let Ok(place) = used.binary_search(&j) {
                row[place] = self.scales[j].apply(x);
            }
        }
        row.resize(self.group(used), 1.0);
        Ok(row)
    }

    /// The factors of a direction in one margin.
    pub(super) fn factors(&self, used: &[usize], index: usize) -> Result<Vec<f64>, Error> {
        let (sample, other) = self.pair(index);
        let (row, group) = (self.sample(used, sample)?, self.group(used));
        let mut factors = vec![0.0; self.dim(used)];
        for (class, sign) in [(self.labels[sample], 1.0), (other, -1.0)] {
            if class > 0 {
                let factors = &mut factors[(class - 1) * group..class * group];
                factors.iter_mut().zip(&row).for_each(|(factor, x)| *factor = sign * x);
            }
        }
        Ok(factors)
    }
}

/// Of the rows that count.
fn scales(design: Design<'_>, counts: &[bool]) -> Result<Vec<Scale>, Error> {
    let p = design.n_features();
    let (mut values, mut at_level) = (vec![Vec::new(); p], vec![0; p]);
    design.for_each_block(|block| {
        let counted = &counts[block.rows()];
        for (j, column) in block.columns() {
            match column {
                Column::Numbers(x) => {
                    let of_counted = x.iter().zip(counted).filter(|(_, counts)| **counts);
                    values[j].extend(of_counted.map(|(x, _)| *x));
                }
                Column::Category(category) => {
                    category.for_each(|i, k| at_level[j + k] += usize::from(counted[i]));
                }
            }
        }
    })?;
    let n = counts.iter().filter(|counts| **counts).count();
    let levels: Vec<usize> = design.features().categories().flatten().collect();
    let of_feature = |(j, values): (usize, Vec<f64>)| match levels.binary_search(&j) {
        Ok(_) => Scale::of_level(at_level[j], n, design.has_intercept()),
        Err(_) => Scale::of(values.into_iter(), design.has_intercept()),
    };
    Ok(values.into_par_iter().enumerate().map(of_feature).collect())
}

fn square(x: f64) -> f64 {
    x * x
}

fn rounding(length: f64, squares_uncentred: f64) -> f64 {
    const LAST_DIGITS: f64 = 8.0 * f64::EPSILON;
    WITHIN * length + LAST_DIGITS * squares_uncentred.sqrt()
}
