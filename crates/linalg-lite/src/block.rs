use std::ops::Range;

use crate::chunk::{Chunk, Levels};
use crate::column::numbers::Slice;
use crate::column::{Column, category};
use crate::pairs::Pairs;
use crate::{Arrow, MatMut, dot, sum};

/// Some consecutive samples of a [`Design`](crate::Design): the steps of a sweep, one method each.
///
/// Slices handed in are `len()` long (one entry per sample) or `dim` long (one per weight).
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    chunk: &'a Chunk<'a>,
    /// The number of the first sample in the chunk.
    from: usize,
    /// Its number in the table.
    first: usize,
    len: usize,
}

impl<'a> Block<'a> {
    pub(crate) fn new(chunk: &'a Chunk<'a>, from: usize, first: usize, len: usize) -> Self {
        Self { chunk, from, first, len }
    }

    /// The rows of the block, as a range of sample numbers.
    #[must_use]
    pub fn rows(&self) -> Range<usize> {
        self.first..self.first + self.len
    }

    /// Number of samples in the block.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a block is never empty")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Number of features, the intercept not counted.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.chunk.n_features
    }

    pub(crate) fn has_intercept(&self) -> bool {
        self.chunk.has_intercept
    }

    pub(crate) fn numbers(&self) -> Slice<'a> {
        Slice { columns: &self.chunk.numbers, from: self.from, len: self.len }
    }

    pub(crate) fn categories(&self) -> impl Iterator<Item = Levels<'a>> + Clone + use<'a> {
        let rows = self.from..self.from + self.len;
        self.chunk
            .categories
            .iter()
            .map(move |levels| Levels { category: levels.category.rows(rows.clone()), ..*levels })
    }

    /// Its columns, each with the number of its first feature: numbers first, then categories.
    pub fn columns(&self) -> impl Iterator<Item = (usize, Column<'a>)> + use<'a> {
        let numbers = self.numbers();
        let of_numbers = numbers
            .columns
            .iter()
            .map(move |column| (column.feature, Column::Numbers(numbers.values(column))));
        of_numbers.chain(self.categories().map(|l| (l.feature, Column::Category(l.category))))
    }

    /// The sum of all its features.
    pub(crate) fn total(&self) -> f64 {
        let numbers = self.numbers();
        let of_numbers: f64 =
            numbers.columns.iter().map(|column| sum(numbers.values(column))).sum();
        let mut not_at_baseline = 0.0;
        self.categories().for_each(|levels| {
            levels.category.for_each(|_, _| not_at_baseline += 1.0);
        });
        of_numbers + not_at_baseline
    }

    /// `z = (X - m) w + b`.
    pub fn logits(&self, weights: &[f64], z: &mut [f64]) {
        let (coefficients, intercept) = weights.split_at(self.n_features());
        let numbers = self.numbers();
        let of_levels = self.chunk.level_centres.map_or(0.0, |m| dot(m, coefficients));
        let near = numbers.near_logit(coefficients) + of_levels;
        z.fill(intercept.first().copied().unwrap_or(0.0) - near);
        numbers.add_logits(coefficients, z);
        for Levels { feature, category } in self.categories() {
            category::add_logits(&category, &coefficients[feature..], z);
        }
    }

    /// `g += (X - m)' r`, and the sum of `r` for the intercept.
    pub fn add_gradient(&self, r: &[f64], gradient: &mut [f64]) {
        let (coefficients, intercept) = gradient.split_at_mut(self.n_features());
        let total = sum(r);
        self.numbers().add_gradient(r, total, coefficients);
        for Levels { feature, category } in self.categories() {
            category::add_gradient(&category, r, &mut coefficients[feature..]);
        }
        if let Some(centres) = self.chunk.level_centres {
            coefficients.iter_mut().zip(centres).for_each(|(g, m)| *g -= m * total);
        }
        if let Some(g) = intercept.first_mut() {
            *g += total;
        }
    }

    /// `H += (X - m)' diag(s) (X - m)`, with a last row and column for the intercept; on and above the
    /// diagonal.
    pub fn add_hessian(&self, s: &[f64], hessian: MatMut<'_, f64>) {
        let pairs = Pairs::new(*self, s, 0..0);
        match self.chunk.level_centres {
            None => pairs.add_corner(hessian),
            Some(centres) => pairs.add_centred(centres, hessian),
        }
    }

    /// The same into a matrix that keeps a category apart, whose levels are counted from 0.
    pub fn add_arrow(&self, s: &[f64], arrow: &mut Arrow) {
        if arrow.wide.is_empty() {
            return self.add_hessian(s, arrow.corner.as_mut());
        }
        let pairs = Pairs::new(*self, s, arrow.wide.clone());
        pairs.add_corner(arrow.corner.as_mut());
        pairs.add_border(arrow);
    }

    /// The values of C features, which `rooms` keep if they are levels.
    pub(crate) fn features<'r, const C: usize>(
        &self,
        mut first: usize,
        rooms: &'r mut [Vec<f64>; C],
    ) -> [&'r [f64]; C]
    where
        'a: 'r,
    {
        rooms.each_mut().map(|room| {
            first += 1;
            self.feature(first - 1, room)
        })
    }

    /// The values of one feature, which `room` keeps if it is a level.
    pub fn feature<'r>(&self, j: usize, room: &'r mut Vec<f64>) -> &'r [f64]
    where
        'a: 'r,
    {
        let is_there = |levels: &Levels<'_>| {
            (levels.feature..levels.feature + levels.category.n_features()).contains(&j)
        };
        if let Some(levels) = self.categories().find(is_there) {
            room.clear();
            room.resize(self.len, 0.0);
            let level = j - levels.feature;
            levels.category.for_each(|i, k| room[i] = f64::from(u8::from(k == level)));
            return room;
        }
        let numbers = self.numbers();
        let place = numbers.columns.binary_search_by_key(&j, |column| column.feature);
        place.map_or(&[], |place| numbers.values(&numbers.columns[place]))
    }
}
