//! What others replace among the columns of a design with categories, from the matrix of their products: of levels
//! that is counts, and exact where the weights are whole numbers.
//!
//! ```text
//! G = [D B'; B C]        D of the widest category, which is diagonal
//! S = C - B D^-1 B'      what is left of the other columns beside its levels
//! ```
//!
//! Where S v = 0, the columns with the weights v, and -D^-1 B'v of the levels, add up to nothing.

use std::ops::Range;

use crate::arrow::{column_of, schur_complement};
use crate::echelon::{Direction, echelon};
use crate::{Arrow, BLOCK_ROWS, Cholesky, Combination, Dependencies, Design, Error, Mat, dot};

/// Up to so many multiplications reflections are as fast.
const FEW_PRODUCTS: f64 = 1e8;
/// Beyond so many features there is no way but this one.
const MANY_FEATURES: usize = 2000;
/// A border of more numbers takes too much memory.
const MOST_NUMBERS: usize = 1 << 25;

/// As [`dependencies`](crate::dependencies()); none where there are few levels, or where it is for reflections to say:
/// of columns of numbers, and where what is left is neither clearly rounding nor clearly more.
pub(crate) fn level_dependencies(
    design: Design<'_>,
    counts: Option<&[f64]>,
) -> Result<Option<Dependencies>, Error> {
    let p = design.n_features() as f64;
    if design.n_samples() as f64 * p * p <= FEW_PRODUCTS {
        return Ok(None);
    }
    of_products(design, counts)
}

fn of_products(design: Design<'_>, counts: Option<&[f64]>) -> Result<Option<Dependencies>, Error> {
    let p = design.n_features();
    let Some(widest) = design.features().categories().max_by_key(|levels| levels.len()) else {
        return Ok(None);
    };
    let is_wide = p > MANY_FEATURES;
    let rest = p - widest.len();
    if rest > MANY_FEATURES || rest * widest.len() > MOST_NUMBERS {
        return Ok(None);
    }
    let plain = Design::new(design.features(), design.has_intercept())?;
    let centres = plain.centres(counts)?;
    let plain = plain.centred(&centres)?;
    let products = products(plain, counts, &widest)?;
    let lengths = Lengths::of(plain, &products);
    if !lengths.squares.iter().all(|square| square.is_finite()) {
        design.check_finite()?;
        return Ok(None);
    }
    let Some(directions) = Remainders::of(plain, &products, &lengths).directions(is_wide) else {
        return Ok(None);
    };
    let combinations: Vec<Combination> =
        echelon(directions).iter().map(|(last, of)| lengths.combination(*last, of)).collect();
    Ok(Some(Dependencies { rank: design.dim() - combinations.len(), combinations }))
}

/// `X'X` of samples that count so much, the intercept last.
fn products(
    design: Design<'_>,
    counts: Option<&[f64]>,
    widest: &Range<usize>,
) -> Result<Arrow, Error> {
    let ones = [1.0; BLOCK_ROWS];
    let mut products = design.sweep(
        Arrow::n_values(design.dim(), widest),
        || Arrow::zeros(design.dim(), widest.clone()),
        |sum, block| {
            let s = counts.map_or(&ones[..block.len()], |counts| &counts[block.rows()]);
            block.add_arrow(s, sum);
        },
        |total, part| total.add(&part),
    )?;
    products.divide(1.0);
    Ok(products)
}

/// How long the columns are, counted from their means where there is an intercept.
struct Lengths {
    /// Squared.
    squares: Vec<f64>,
    /// The means of the features as they are.
    means: Vec<f64>,
    weight: f64,
    has_intercept: bool,
}

impl Lengths {
    fn of(design: Design<'_>, products: &Arrow) -> Self {
        let (p, has_intercept) = (design.n_features(), design.has_intercept());
        if !has_intercept {
            let squares = (0..p).map(|j| products.entry(j)).collect();
            return Self { squares, means: vec![0.0; p], weight: 0.0, has_intercept };
        }
        let last = products.corner.nrows() - 1;
        let weight = products.corner[(last, last)];
        let total = |j: usize| {
            if products.wide.contains(&j) {
                products.border[(last, j - products.wide.start)]
            } else {
                products.corner[(products.place(j), last)]
            }
        };
        let square = |j: usize| products.entry(j) - total(j) * (total(j) / weight);
        let squares = (0..p).map(square).collect();
        let means = (0..p).map(|j| design.centre(j) + total(j) / weight).collect();
        Self { squares, means, weight, has_intercept }
    }

    /// Of a column without a length 1.
    fn length(&self, j: usize) -> f64 {
        if self.squares[j] > 0.0 { self.squares[j].sqrt() } else { 1.0 }
    }

    /// Whether the numbers of a column are known well enough for its products to be.
    fn is_sharp(&self, j: usize) -> bool {
        const SHARP: f64 = 1e10;
        let square = self.weight * self.means[j] * self.means[j];
        self.squares[j].is_normal() && square <= SHARP * self.squares[j]
    }

    /// `last = constant - sum of the others`, in the units of the features.
    fn combination(&self, last: usize, direction: &Direction) -> Combination {
        const ROUNDING: f64 = 1e-9;
        let factor =
            |(j, weight): (&usize, &f64)| (*j, -weight * self.length(last) / self.length(*j));
        let others = direction.iter().filter(|(j, _)| **j != last);
        let terms: Vec<(usize, f64)> = others.map(factor).collect();
        let parts = || terms.iter().map(|(j, factor)| factor * self.means[*j]);
        let constant = self.means[last] - parts().sum::<f64>();
        let size = self.means[last].abs() + parts().map(f64::abs).sum::<f64>();
        let is_there = self.has_intercept && constant.abs() > ROUNDING * size;
        Combination { feature: last, terms, constant: if is_there { constant } else { 0.0 } }
    }
}

/// What is left of the columns beside the levels of the widest category, the intercept first.
struct Remainders<'a> {
    /// Without the levels that are nowhere.
    products: Arrow,
    lengths: &'a Lengths,
    /// Where each stands in the corner.
    places: Vec<usize>,
    /// The feature of each place in the corner, none for the intercept.
    features: Vec<Option<usize>>,
    /// The levels that are somewhere, and those that are nowhere.
    levels: (Vec<usize>, Vec<usize>),
    is_level: Vec<bool>,
    s: Mat<f64>,
}

impl<'a> Remainders<'a> {
    fn of(design: Design<'_>, products: &Arrow, lengths: &'a Lengths) -> Self {
        let (p, wide) = (design.n_features(), products.wide.clone());
        let is_there = |j: &usize| !wide.contains(j) || products.entry(*j) > 0.0;
        let kept: Vec<usize> = (0..design.dim()).filter(is_there).collect();
        let levels = wide.clone().partition(is_there);
        let products = products.part(&kept);
        let features: Vec<Option<usize>> =
            (0..design.dim()).filter(|j| !wide.contains(j)).map(|j| (j < p).then_some(j)).collect();
        let mut places: Vec<usize> = (0..features.len()).collect();
        places.rotate_right(usize::from(design.has_intercept()));
        let plain = schur_complement(&products);
        let s = Mat::from_fn(places.len(), places.len(), |i, j| plain[(places[i], places[j])]);
        let mut is_level = vec![false; p];
        design.features().categories().flatten().for_each(|j| is_level[j] = true);
        Self { products, lengths, places, features, levels, is_level, s }
    }

    /// All directions along which nothing changes; none where that is in doubt, unless there is no other way to
    /// tell.
    fn directions(&self, is_wide: bool) -> Option<Vec<Direction>> {
        const NOTHING: f64 = 1e-13; // of the column itself
        const CLEARLY: f64 = 1e-9; // of the column counted from its mean
        const HALF_WAY: f64 = 1e-11;
        let own = |k: usize| self.products.corner[(self.places[k], self.places[k])];
        let centred = |k: usize| self.feature(k).map_or(own(k), |j| self.lengths.squares[j]);
        let nothing = if is_wide { HALF_WAY } else { NOTHING };
        let least = |k: usize| nothing * own(k);
        let found = Cholesky::skipping_below(self.s.as_ref(), least).ok();
        let (factor, kept, left) = found?;
        let is_clear = |k: usize| {
            let is_more = left[k] >= CLEARLY * centred(k) && left[k] >= HALF_WAY * own(k);
            match self.feature(k).filter(|j| !self.is_level[*j]) {
                Some(j) => is_more && self.lengths.is_sharp(j),
                None => is_more || left[k] <= least(k),
            }
        };
        if !is_wide && !(0..left.len()).all(is_clear) {
            return None;
        }
        let nowhere = self.levels.1.iter().map(|j| Direction::from([(*j, 1.0)]));
        let mut directions: Vec<Direction> = nowhere.collect();
        for k in (0..left.len()).filter(|k| kept.binary_search(k).is_err()) {
            let before = &kept[..kept.partition_point(|other| *other < k)];
            directions.push(self.direction(k, before, &factor));
        }
        let has_numbers = |direction: &Direction| direction.keys().any(|j| !self.is_level[*j]);
        (is_wide || !directions.iter().any(has_numbers)).then_some(directions)
    }

    fn feature(&self, k: usize) -> Option<usize> {
        self.features[self.places[k]]
    }

    /// Column k less its combination of those before it and of the levels.
    fn direction(&self, k: usize, before: &[usize], factor: &Cholesky) -> Direction {
        if let Some(j) = self.feature(k).filter(|j| self.lengths.squares[*j] <= 0.0) {
            return Direction::from([(j, 1.0)]);
        }
        let right: Vec<f64> = before.iter().map(|other| self.s[(*other, k)]).collect();
        let of_before = factor.solve_first(&right);
        let mut corner = vec![0.0; self.places.len()];
        corner[self.places[k]] = 1.0;
        before.iter().zip(of_before).for_each(|(other, x)| corner[self.places[*other]] = -x);
        let of_corner = self.features.iter().zip(&corner);
        let of_corner = of_corner.filter_map(|(feature, weight)| feature.map(|j| (j, *weight)));
        let of_level = |(k, j): (usize, &usize)| {
            let part = dot(column_of(&self.products.border, k), &corner);
            (*j, -part / self.products.diagonal[k])
        };
        let of_levels = self.levels.0.iter().enumerate().map(of_level);
        let in_units = |(j, weight): (usize, f64)| (j, weight * self.lengths.length(j));
        of_corner.chain(of_levels).map(in_units).filter(|(_, weight)| *weight != 0.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Columns;
    use crate::factor::{Factor, triangle_in_range};
    use crate::random::Random;

    /// A table of nested and crossed categories and, at times, a column of numbers.
    fn table(random: &mut Random) -> (Columns, Vec<f64>) {
        let n = 20 + random.below(60);
        let mut x = Columns::new(n);
        let levels: Vec<usize> = (0..4).map(|_| 1 + random.below(7)).collect();
        let fine: Vec<u32> = (0..n).map(|_| random.below(levels[0]) as u32).collect();
        let coarse: Vec<u32> = fine.iter().map(|code| code % 3).collect();
        let mut columns = vec![(fine, levels[0] + random.below(2)), (coarse, 3)];
        for k in 1..3 {
            let shift = random.below(2);
            let codes = (0..n).map(|_| (shift + random.below(levels[k])) as u32);
            columns.push((codes.collect(), levels[k] + shift));
        }
        for _ in 0..4 {
            let (codes, features) = columns.remove(random.below(columns.len()));
            if random.below(4) == 0 {
                x.push_numbers(random.vector(n)).unwrap();
            }
            x.push_category(&codes, features).unwrap();
        }
        (x, (0..n).map(|_| random.below(3) as f64).collect())
    }

    /// They hold in every row that counts, say all there is to say, and keep the earlier features.
    #[test]
    fn they_are_those_of_the_reflections() {
        let mut random = Random(18);
        let mut replaced = 0;
        for round in 0..500 {
            let (x, counts) = table(&mut random);
            let counts = (round % 2 == 0).then_some(&counts[..]);
            let design = Design::new(&x, round % 3 > 0).unwrap();
            let Some(found) = of_products(design, counts).unwrap() else {
                assert!(
                    design.features().categories().map(|levels| levels.len()).sum::<usize>()
                        < x.n_features()
                );
                continue;
            };
            let n = counts.map_or(design.n_samples() as f64, crate::sum);
            let (y, none) = (vec![0.0; design.n_samples()], vec![0.0; design.dim()]);
            let (triangle, frame) = triangle_in_range(design, &y, counts).unwrap();
            let expected = Factor::of(&triangle, &frame, design, n, &none).combinations();
            assert_eq!(found.combinations.len(), expected.len(), "round {round}");
            assert_eq!(found.rank, design.dim() - expected.len());
            let dependent: Vec<usize> = found.combinations.iter().map(|c| c.feature).collect();
            for Combination { feature, terms, constant } in &found.combinations {
                let mut left = x.feature(*feature);
                left.iter_mut().for_each(|x| *x -= constant);
                for (j, factor) in terms {
                    assert!(j < feature && !dependent.contains(j), "round {round}");
                    let part = x.feature(*j);
                    left.iter_mut().zip(&part).for_each(|(left, x)| *left -= factor * x);
                }
                let holds = |i: usize| left[i].abs() < 1e-9 || counts.is_some_and(|c| c[i] == 0.0);
                assert!((0..left.len()).all(holds), "round {round}: {found:?}");
                replaced += 1;
            }
        }
        assert!(replaced > 1000, "{replaced}");
    }

    #[test]
    fn numbers_in_doubt_are_left_to_the_reflections() {
        let codes: Vec<u32> = (0..60).map(|i| i % 4).collect();
        let level = |i: usize| f64::from(u8::from(i % 4 == 2));
        for (noise, is_clear) in [(0.0, false), (1e-8, false), (1e-3, true)] {
            let mut x = Columns::new(60);
            x.push_category(&codes, 3).unwrap();
            x.push_numbers((0..60).map(|i| level(i) + noise * (i % 7) as f64).collect()).unwrap();
            let found = of_products(Design::new(&x, true).unwrap(), None).unwrap();
            assert_eq!(found.is_some(), is_clear, "{noise}");
        }
    }
}
