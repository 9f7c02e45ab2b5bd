//! Tables of whole numbers, of which it is known without rounding whether their classes are separated.

use super::with_intercept;
use datasets::{Source, Stream};
use linalg_lite::Mat;
use models::Problem;
use models::separation::{SeparatingDirection, Separation, find_separation_of_classes};
/// Features that are whole numbers, so that what is true of them can be computed without rounding.
#[derive(Clone)]
pub(crate) struct Numbers {
    pub(crate) columns: Vec<Vec<i64>>,
    pub(crate) labels: Vec<usize>,
    pub(crate) classes: usize,
    pub(crate) intercept: bool,
}

pub(crate) type Truth = Option<(Separation, Vec<usize>)>;

impl Numbers {
    pub(crate) fn rows(&self) -> Vec<Vec<i64>> {
        let row = |i: usize| {
            let features = self.columns.iter().map(|column| column[i]);
            features.chain(self.intercept.then_some(1)).collect()
        };
        (0..self.labels.len()).map(row).collect()
    }

    pub(crate) fn group(&self) -> usize {
        self.columns.len() + usize::from(self.intercept)
    }

    /// The factors of all margins.
    pub(crate) fn margins(&self) -> Vec<Vec<i64>> {
        let (group, mut margins) = (self.group(), Vec::new());
        for (row, &own) in self.rows().iter().zip(&self.labels) {
            for other in (0..self.classes).filter(|other| *other != own) {
                let mut factors = vec![0; (self.classes - 1) * group];
                for (class, sign) in [(own, 1), (other, -1)] {
                    if class > 0 {
                        (0..group).for_each(|j| factors[(class - 1) * group + j] = sign * row[j]);
                    }
                }
                margins.push(factors);
            }
        }
        margins
    }

    /// What is true if `inside` is a direction from the inside of those that separate: its margins tell
    /// which are zero for all of them.
    pub(crate) fn truth(&self, inside: &[i64]) -> Truth {
        let margins = self.margins();
        let value = |m: &Vec<i64>| m.iter().zip(inside).map(|(a, d)| a * d).sum::<i64>();
        assert!(margins.iter().all(|m| value(m) >= 0));
        let tied: Vec<Vec<i64>> = margins.iter().filter(|m| value(m) == 0).cloned().collect();
        if tied.len() == margins.len() {
            return None;
        }
        let kind = if tied.is_empty() { Separation::Complete } else { Separation::QuasiComplete };
        let base = rank(&tied);
        let is_infinite = |j: &usize| {
            let mut unit = vec![0; inside.len()];
            unit[*j] = 1;
            rank(&[&tied[..], &[unit]].concat()) > base
        };
        Some((kind, (0..inside.len()).filter(is_infinite).collect()))
    }

    pub(crate) fn find(&self, units: &[f64]) -> Option<SeparatingDirection> {
        let x = self.matrix(units);
        find_separation_of_classes(
            &with_intercept(Problem::new(x.as_ref(), &self.labels).unwrap(), self.intercept),
            self.classes,
        )
        .unwrap()
    }

    pub(crate) fn matrix(&self, units: &[f64]) -> Mat<f64> {
        let unit = |j: usize| units.get(j).copied().unwrap_or(1.0);
        Mat::from_fn(self.labels.len(), self.columns.len(), |i, j| {
            self.columns[j][i] as f64 * unit(j)
        })
    }

    pub(crate) fn found(&self) -> Truth {
        self.find(&[]).map(|found| (found.separation, found.infinite))
    }
}

/// The rank over the integers modulo a large prime, which is that over the rationals.
pub(crate) fn rank(rows: &[Vec<i64>]) -> usize {
    pub(crate) const PRIME: i128 = (1 << 61) - 1;
    let mut rows: Vec<Vec<i128>> = rows
        .iter()
        .map(|row| row.iter().map(|x| i128::from(*x).rem_euclid(PRIME)).collect())
        .collect();
    let mut rank = 0;
    for column in 0..rows.first().map_or(0, Vec::len) {
        let Some(pivot) = (rank..rows.len()).find(|i| rows[*i][column] != 0) else { continue };
        rows.swap(rank, pivot);
        let chosen = rows[rank].clone();
        for row in &mut rows[rank + 1..] {
            let (own, of_chosen) = (row[column], chosen[column]);
            for (x, c) in row.iter_mut().zip(&chosen) {
                *x = (*x * of_chosen - c * own).rem_euclid(PRIME);
            }
        }
        rank += 1;
    }
    rank
}

pub(crate) struct Draws(Stream);

impl Draws {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Stream::new(Source::ChaCha8, seed).unwrap())
    }

    /// A whole number from `low` to `high`.
    pub(crate) fn whole(&mut self, low: i64, high: i64) -> i64 {
        (self.0.uniform(low as f64, high as f64 + 1.0).floor() as i64).min(high)
    }

    pub(crate) fn permutation(&mut self, n: usize) -> Vec<usize> {
        self.0.permutation(n)
    }
}

/// A table with a direction planted in it: samples on its positive side are of one class, those on the
/// other of another, and those on the boundary stand in the table once for each class. So every
/// direction that separates is zero wherever the planted one is zero. Where that is zero everywhere, the
/// classes overlap.
pub(crate) fn planted(draws: &mut Draws, classes: usize, intercept: bool) -> (Numbers, Vec<i64>) {
    let p = draws.whole(1, 4) as usize;
    let n = draws.whole(5, 40) as usize;
    let wide = draws.whole(1, 9);
    let group = p + usize::from(intercept);
    let dim = (classes - 1) * group;
    let overlaps = draws.whole(0, 3) == 0;
    let inside: Vec<i64> =
        (0..dim).map(|_| if overlaps { 0 } else { draws.whole(-3, 3) }).collect();
    let mut table =
        Numbers { columns: vec![Vec::new(); p], labels: Vec::new(), classes, intercept };
    for _ in 0..n {
        let mut row: Vec<i64> = (0..p).map(|_| draws.whole(-wide, wide)).collect();
        row.resize(group, 1);
        let logit = |class: usize| match class {
            0 => 0,
            _ => (0..group).map(|j| row[j] * inside[(class - 1) * group + j]).sum::<i64>(),
        };
        let highest = (0..classes).map(logit).max().unwrap();
        // Once rows of all classes leave no direction, the others may have any class.
        let full = overlaps && rank(&table.rows()) == group;
        let any = full.then(|| draws.whole(0, classes as i64 - 1) as usize);
        let has = |class: &usize| any.map_or(logit(*class) == highest, |any| any == *class);
        for class in (0..classes).filter(has) {
            (0..p).for_each(|j| table.columns[j].push(row[j]));
            table.labels.push(class);
        }
    }
    (table, inside)
}

/// Planted tables with all classes and no columns that others replace, as many as asked for.
pub(crate) fn many(seed: u64, count: usize) -> impl Iterator<Item = (Numbers, Vec<i64>, Draws)> {
    let tables = (0_u64..).map(move |k| {
        let mut draws = Draws::new(seed + k);
        let (table, inside) = planted(&mut draws, 2 + (k % 3 / 2) as usize, k % 4 != 1);
        (table, inside, draws)
    });
    let usable = |table: &Numbers| {
        (0..table.classes).all(|class| table.labels.contains(&class))
            && rank(&table.rows()) == table.group()
    };
    tables.filter(move |(table, ..)| usable(table)).take(count)
}
