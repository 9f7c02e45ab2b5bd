use std::collections::BTreeSet;

use linalg_lite::dot;

use super::frame::Frame;
use super::hull::{Hull, NO_ANGLE, Nearest};
use super::margins::{Margins, WITHIN};
use crate::error::Error;

/// The search for directions d along which no margin is negative. It remembers the margins that
/// mattered.
pub(super) struct Search<'a> {
    margins: &'a Margins<'a>,
    known: BTreeSet<usize>,
}

/// A direction from the inside of all that separate.
pub(super) struct Found {
    /// In terms of the scaled columns in use.
    pub(super) direction: Vec<f64>,
    /// Whether all margins are positive.
    pub(super) complete: bool,
    /// The span of the rows whose margin is 0 along every direction that separates.
    pub(super) tied: Frame,
}

impl<'a> Search<'a> {
    pub(super) fn new(margins: &'a Margins<'a>) -> Self {
        Self { margins, known: BTreeSet::new() }
    }

    /// A direction along which all margins are positive, by columns in use alone.
    pub(super) fn completely(&mut self, used: &[usize]) -> Result<Option<Vec<f64>>, Error> {
        let mut lengths = self.margins.lengths(used)?;
        if self.margins.any_is_empty(&lengths) {
            return Ok(None);
        }
        match self.away(used, &Frame::default(), &mut lengths)? {
            Away::Along(direction) => Ok(Some(direction)),
            Away::Tied(_) => Ok(None),
        }
    }

    /// A direction along which no margin is negative, and as many as can be are positive.
    ///
    /// Either some direction makes all of them positive, or 0 is a mean of some rows with positive
    /// weights: then every direction that separates has these margins 0. What is left is the same
    /// question for the other rows in the space across these. It has fewer dimensions each time.
    pub(super) fn widely(&mut self, used: &[usize]) -> Result<Option<Found>, Error> {
        let dim = self.margins.dim(used);
        let mut tied = Frame::default();
        while tied.len() < dim {
            let mut lengths = self.lengths_across(used, &tied)?;
            if lengths.iter().all(|length| *length == 0.0) {
                return Ok(None);
            }
            match self.away(used, &tied, &mut lengths)? {
                Away::Along(direction) => {
                    return self.verified(used, direction, tied).map(Some);
                }
                Away::Tied(rows) => tied.push_all(rows),
            }
        }
        Ok(None)
    }

    /// Solves for few rows, and adds those that the solution has too low, until there are none.
    fn away(&mut self, used: &[usize], tied: &Frame, lengths: &mut [f64]) -> Result<Away, Error> {
        const MOST_ROUNDS: usize = 1000;
        let dim = self.margins.dim(used);
        let at_once = 2 * dim + 16;
        let mut wanted: Vec<usize> = self.known.iter().copied().collect();
        let counted: Vec<usize> = (0..lengths.len()).filter(|i| lengths[*i] > 0.0).collect();
        wanted.extend(evenly(&counted, at_once));
        let (mut rows, mut vectors) = (Vec::new(), Vec::new());
        let mut is_in = vec![false; lengths.len()];
        let mut nearest = Nearest::new(dim);
        for _ in 0..MOST_ROUNDS {
            for &index in &wanted {
                if is_in[index] || lengths[index] == 0.0 {
                    continue;
                }
                is_in[index] = true;
                match self.across(used, tied, index)? {
                    Some(vector) => {
                        rows.push(index);
                        vectors.push(vector);
                    }
                    None => lengths[index] = 0.0,
                }
            }
            match nearest.search(&vectors)? {
                Hull::Around(few) => {
                    self.known.extend(few.iter().map(|k| rows[*k]));
                    let row = |k: usize| vectors[k][..dim].to_vec();
                    return Ok(Away::Tied(few.into_iter().map(|k| (row(k), WITHIN)).collect()));
                }
                Hull::Away(direction, margin) => {
                    let margins = self.margins.values(used, &direction)?;
                    wanted = lowest(&margins, lengths, &is_in, margin, at_once);
                    if wanted.is_empty() {
                        let near =
                            |index: &&usize| margins[**index] <= 3.0 * margin * lengths[**index];
                        self.known = rows.iter().filter(near).copied().collect();
                        return Ok(Away::Along(direction));
                    }
                }
            }
        }
        Err(Error::Undecided(format!(
            "the search did not finish in {MOST_ROUNDS} rounds of adding samples"
        )))
    }

    /// The row of a margin in the space across the tied ones, at length 1 and with a 1 behind it;
    /// None when it lies within their span.
    fn across(
        &self,
        used: &[usize],
        tied: &Frame,
        index: usize,
    ) -> Result<Option<Vec<f64>>, Error> {
        let mut row = self.margins.factors(used, index)?;
        scale_to_one(&mut row);
        tied.leave_outside(&mut row);
        let is_outside = dot(&row, &row).sqrt() > WITHIN;
        Ok(is_outside.then(|| {
            scale_to_one(&mut row);
            row.push(1.0);
            row
        }))
    }

    /// For each margin the length of its row in the space across the tied ones, 0 when that is
    /// rounding: exact up to eight dimensions, beyond them estimated from eight random directions.
    fn lengths_across(&self, used: &[usize], tied: &Frame) -> Result<Vec<f64>, Error> {
        const DIRECTIONS: usize = 8;
        let lengths = self.margins.lengths(used)?;
        if tied.len() == 0 {
            return Ok(lengths);
        }
        let dimensions = self.margins.dim(used) - tied.len();
        let directions = across_at_random(tied, self.margins.dim(used), DIRECTIONS);
        let mut squares = vec![0.0; lengths.len()];
        for direction in &directions {
            let parts = self.margins.values(used, direction)?;
            squares.iter_mut().zip(&parts).for_each(|(sum, part)| *sum += part * part);
        }
        let share = dimensions as f64 / directions.len().max(1) as f64;
        let across = squares
            .iter()
            .zip(&lengths)
            .map(|(squares, length)| (share * squares).sqrt().min(*length))
            .zip(&lengths)
            .map(|(across, length)| if across > WITHIN * length { across } else { 0.0 });
        Ok(across.collect())
    }

    /// No margin of any sample is negative: looked up once more, without what is mere rounding.
    fn verified(
        &self,
        used: &[usize],
        mut direction: Vec<f64>,
        tied: Frame,
    ) -> Result<Found, Error> {
        let largest = direction.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
        direction.iter_mut().filter(|d| d.abs() < NO_ANGLE * largest).for_each(|d| *d = 0.0);
        let (margins, lengths) =
            (self.margins.values(used, &direction)?, self.margins.lengths(used)?);
        let complete = tied.len() == 0 && !self.margins.any_is_empty(&lengths);
        let least = if tied.len() == 0 { 0.0 } else { -WITHIN };
        let holds = |i: usize| lengths[i] == 0.0 || margins[i] > least * lengths[i];
        if (0..margins.len()).all(holds) {
            return Ok(Found { direction, complete, tied });
        }
        let problem = "rounding hides on which side of the boundary a sample lies";
        Err(Error::Undecided(problem.to_owned()))
    }
}

enum Away {
    /// All rows are on the positive side of this.
    Along(Vec<f64>),
    /// 0 is a mean of these rows, each with its rounding.
    Tied(Vec<(Vec<f64>, f64)>),
}

/// The rows most below `margin`, relative to their lengths.
fn lowest(
    margins: &[f64],
    lengths: &[f64],
    is_in: &[bool],
    margin: f64,
    at_once: usize,
) -> Vec<usize> {
    const MUCH: f64 = 0.25;
    let is_low = |i: &usize| lengths[*i] > 0.0 && margins[*i] < MUCH * margin * lengths[*i];
    let mut low: Vec<usize> = (0..margins.len()).filter(|i| !is_in[*i] && is_low(i)).collect();
    if low.len() > at_once {
        let relative = |i: &usize| margins[*i] / lengths[*i];
        low.select_nth_unstable_by(at_once, |a, b| {
            relative(a).total_cmp(&relative(b)).then(a.cmp(b))
        });
        low.truncate(at_once);
    }
    low
}

/// At most so many of them, evenly spread.
pub(super) fn evenly(of: &[usize], count: usize) -> Vec<usize> {
    of.iter().copied().step_by(of.len().div_ceil(count).max(1)).collect()
}

/// At most `count` random orthonormal vectors across the frame; the same ones each time.
pub(super) fn across_at_random(frame: &Frame, dim: usize, count: usize) -> Vec<Vec<f64>> {
    const A: u64 = 6_364_136_223_846_793_005;
    const C: u64 = 1_442_695_040_888_963_407;
    let mut state = 1_u64;
    let mut draw = || {
        state = state.wrapping_mul(A).wrapping_add(C);
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    };
    let mut chosen = Frame::default();
    for _ in 0..count.min(dim - frame.len()) {
        let mut vector: Vec<f64> = (0..dim).map(|_| draw()).collect();
        frame.leave_outside(&mut vector);
        chosen.push(vector, 0.0);
    }
    chosen.into_vectors()
}

fn scale_to_one(row: &mut [f64]) {
    let length = dot(row, row).sqrt();
    row.iter_mut().for_each(|entry| *entry /= length);
}
