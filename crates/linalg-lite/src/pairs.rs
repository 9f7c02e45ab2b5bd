//! `H += X' diag(s) X`, one pair of kinds after the other.

use std::ops::Range;

use crate::chunk::Levels;
use crate::column::category::places_of;
use crate::column::numbers::Numbers;
use crate::kernels::weighted_gram;
use crate::{Arrow, Block, Mat, MatMut, sum};

/// A block of rows that count `s`, in which the features `wide` are kept apart.
pub(crate) struct Pairs<'a> {
    block: Block<'a>,
    s: &'a [f64],
    wide: Range<usize>,
}

impl<'a> Pairs<'a> {
    pub(crate) fn new(block: Block<'a>, s: &'a [f64], wide: Range<usize>) -> Self {
        Self { block, s, wide }
    }

    /// Where a feature stands in a matrix without those that are kept apart.
    fn place(&self, feature: usize) -> usize {
        if feature < self.wide.end { feature } else { feature - self.wide.len() }
    }

    fn is_wide(&self, levels: &Levels<'_>) -> bool {
        levels.feature == self.wide.start && !self.wide.is_empty()
    }

    /// Every pair of features that are not kept apart, on and above the diagonal, and the intercept.
    pub(crate) fn add_corner(&self, mut h: MatMut<'_, f64>) {
        self.add_numbers(h.as_mut());
        let intercept = self.block.has_intercept().then(|| h.ncols() - 1);
        if let Some(last) = intercept {
            h[(last, last)] += sum(self.s);
        }
        let levels: Vec<Levels<'_>> =
            self.block.categories().filter(|levels| !self.is_wide(levels)).collect();
        if levels.is_empty() {
            return;
        }
        let numbers = self.weighted_numbers();
        for (b, own) in levels.iter().enumerate() {
            let first = self.place(own.feature);
            own.category.for_each(|i, k| h[(first + k, first + k)] += self.s[i]);
            if let Some(last) = intercept {
                own.category.for_each(|i, k| h[(first + k, last)] += self.s[i]);
            }
            for (place, s_x) in &numbers {
                if *place < first {
                    own.category.for_each(|i, k| h[(*place, first + k)] += s_x[i]);
                } else {
                    own.category.for_each(|i, k| h[(first + k, *place)] += s_x[i]);
                }
            }
            for other in &levels[..b] {
                self.for_each_pair(own, other, |place, k, s| h[(place, first + k)] += s);
            }
        }
    }

    /// The same with levels that are counted from `centres` (which are 0 for numbers):
    /// `sum s (x_j - m_j) (x_k - m_k) = H_jk - m_j S_k - m_k S_j + m_j m_k S` with `S_j = sum s x_j`, which stands in the
    /// column of the intercept, and `S = sum s`.
    pub(crate) fn add_centred(&self, centres: &[f64], mut h: MatMut<'_, f64>) {
        let last = centres.len();
        let mut plain = Mat::zeros(last + 1, last + 1);
        self.add_corner(plain.as_mut());
        let s = |j: usize| plain[(j, last)];
        for k in 0..last {
            for j in 0..=k {
                let (m, n) = (centres[j], centres[k]);
                h[(j, k)] += plain[(j, k)] - m * s(k) - n * s(j) + m * n * s(last);
            }
            h[(k, last)] += s(k) - centres[k] * s(last);
        }
        h[(last, last)] += s(last);
    }

    /// The numbers with each other, and with the intercept.
    fn add_numbers(&self, mut h: MatMut<'_, f64>) {
        let numbers = self.block.numbers();
        let (q, p) = (numbers.columns.len(), h.ncols() - usize::from(self.block.has_intercept()));
        let mut room = Vec::new();
        let columns = numbers.centred(&mut room);
        let mut sums = vec![0.0; q];
        if q == p {
            weighted_gram(self.s, &columns, h.as_mut().submatrix_mut(0, 0, p, p), &mut sums);
        } else {
            let mut gram = Mat::zeros(q, q);
            weighted_gram(self.s, &columns, gram.as_mut(), &mut sums);
            for (k, column) in numbers.columns.iter().enumerate() {
                for (j, row) in numbers.columns[..=k].iter().enumerate() {
                    h[(self.place(row.feature), self.place(column.feature))] += gram[(j, k)];
                }
            }
        }
        if self.block.has_intercept() {
            for (column, sum) in numbers.columns.iter().zip(sums) {
                h[(self.place(column.feature), p)] += sum;
            }
        }
    }

    /// For each column of numbers its place and `s_i (x_i - m)`.
    fn weighted_numbers(&self) -> Vec<(usize, Vec<f64>)> {
        let numbers = self.block.numbers();
        let weighted = |column: &Numbers<'_>| {
            let (m, x) = (column.centre(), numbers.values(column));
            let s_x = x.iter().zip(self.s).map(|(x, s)| s * (x - m)).collect();
            (self.place(column.feature), s_x)
        };
        numbers.columns.iter().map(weighted).collect()
    }

    /// What is kept apart, with itself and with all else.
    pub(crate) fn add_border(&self, arrow: &mut Arrow) {
        let Some(own) = self.block.categories().find(|levels| self.is_wide(levels)) else { return };
        let Arrow { border, diagonal, .. } = arrow;
        own.category.for_each(|i, k| diagonal[k] += self.s[i]);
        if self.block.has_intercept() {
            let last = border.nrows() - 1;
            own.category.for_each(|i, k| border[(last, k)] += self.s[i]);
        }
        for (place, s_x) in self.weighted_numbers() {
            own.category.for_each(|i, k| border[(place, k)] += s_x[i]);
        }
        for other in self.block.categories().filter(|levels| !self.is_wide(levels)) {
            self.for_each_pair(&own, &other, |place, k, s| border[(place, k)] += s);
        }
    }

    /// Visits the samples that are at a baseline of neither category: with the place of the feature of `other`, the
    /// number of that of `own`, and what the sample counts.
    #[inline(always)]
    fn for_each_pair(
        &self,
        own: &Levels<'_>,
        other: &Levels<'_>,
        mut visit: impl FnMut(usize, usize, f64),
    ) {
        let (top, places) = (self.place(other.feature), places_of(&other.category));
        own.category.for_each(|i, k| {
            let level = places[i] as usize;
            if level < other.category.n_features() {
                visit(top + level, k, self.s[i]);
            }
        });
    }
}
