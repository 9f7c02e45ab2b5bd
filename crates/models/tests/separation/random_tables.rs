//! Separation against exact truths: planted ones, and those that counting all directions finds; moved,
//! stretched, permuted.

use crate::common::whole_numbers::{Draws, Numbers, Truth, many, rank};
use models::Problem;
use models::separation::{Separation, separation_along};

/// How often each verdict was right.
#[derive(Default)]
struct Tally {
    complete: usize,
    partly: usize,
    overlap: usize,
}

impl Tally {
    fn add(&mut self, truth: &Truth) {
        match truth {
            Some((Separation::Complete, _)) => self.complete += 1,
            Some((Separation::QuasiComplete, _)) => self.partly += 1,
            None => self.overlap += 1,
        }
    }

    fn at_least(&self, [complete, partly, overlap]: [usize; 3]) {
        let found = [self.complete, self.partly, self.overlap];
        assert!(found[0] >= complete && found[1] >= partly && found[2] >= overlap, "{found:?}");
    }
}

#[test]
fn the_planted_truth_is_found() {
    let mut tally = Tally::default();
    for (k, (table, inside, _)) in many(1, 1500).enumerate() {
        let truth = table.truth(&inside);
        assert_eq!(table.found(), truth, "table {k}");
        tally.add(&truth);
    }
    tally.at_least([300, 400, 300]);
}

/// What a direction is for two features and an intercept: the vectors at right angles to two margins
/// are all the edges that the cone of separating directions can have.
#[test]
fn counting_all_directions_finds_the_same() {
    let mut tally = Tally::default();
    for seed in 0..1500 {
        let mut draws = Draws::new(20_000 + seed);
        let n = draws.whole(4, 12) as usize;
        let mut column = || (0..n).map(|_| draws.whole(0, 4)).collect::<Vec<i64>>();
        let columns = vec![column(), column()];
        let labels: Vec<usize> = (0..n).map(|_| draws.whole(0, 1) as usize).collect();
        let table = Numbers { columns, labels, classes: 2, intercept: true };
        if !table.labels.contains(&0) || !table.labels.contains(&1) || rank(&table.rows()) < 3 {
            continue;
        }
        let margins = table.margins();
        let mut inside = vec![0; 3];
        for (k, a) in margins.iter().enumerate() {
            for b in &margins[..k] {
                for sign in [-1, 1] {
                    let edge: Vec<i64> = (0..3)
                        .map(|j| (j, (j + 1) % 3, (j + 2) % 3))
                        .map(|(_, i, l)| sign * (a[i] * b[l] - a[l] * b[i]))
                        .collect();
                    let value = |m: &Vec<i64>| (0..3).map(|j| m[j] * edge[j]).sum::<i64>();
                    if margins.iter().all(|m| value(m) >= 0) {
                        (0..3).for_each(|j| inside[j] += edge[j]);
                    }
                }
            }
        }
        let truth = table.truth(&inside);
        assert_eq!(table.found(), truth, "seed {seed}");
        tally.add(&truth);
    }
    tally.at_least([200, 100, 400]);
}

/// A constant added to a column moves the intercept alone: up to 1e9 times the spread.
#[test]
fn a_shift_changes_nothing_but_the_intercept() {
    let mut tally = Tally::default();
    for (table, inside, mut draws) in many(30_000, 600).filter(|(table, ..)| table.intercept) {
        let (mut moved, mut inside) = (table.clone(), inside);
        let p = table.columns.len();
        for j in 0..p {
            let far = [10, 2_000, 1_000_000, 9_000_000_000][draws.whole(0, 3) as usize];
            let shift = draws.whole(-far, far);
            moved.columns[j].iter_mut().for_each(|x| *x += shift);
            for group in inside.chunks_exact_mut(p + 1) {
                group[p] -= shift * group[j];
            }
        }
        let (here, there) = (table.find(&[]), moved.find(&[]));
        let found = there.clone().map(|found| (found.separation, found.infinite));
        let truth = moved.truth(&inside);
        assert_eq!(found, truth);
        tally.add(&truth);
        if let (Some(here), Some(there)) = (here, there) {
            assert_eq!(here.features, there.features);
            for (k, (a, b)) in here.weights.iter().zip(&there.weights).enumerate() {
                assert!(k % (p + 1) == p || a.to_bits() == b.to_bits(), "weight {k}: {a} and {b}");
            }
            let labels: Vec<bool> = moved.labels.iter().map(|label| *label == 1).collect();
            if moved.classes == 2 {
                let x = moved.matrix(&[]);
                let again =
                    separation_along(&Problem::new(x.as_ref(), &labels).unwrap(), &there.weights)
                        .unwrap();
                assert_eq!(again, Some(there.separation), "{}", there.weights[p]);
            }
        }
    }
    tally.at_least([100, 150, 100]);
}

/// A column times 2^k has its weight times 2^-k, to the bit.
#[test]
fn a_unit_changes_only_its_weight() {
    for (table, _, mut draws) in many(40_000, 400) {
        let p = table.columns.len();
        let units: Vec<f64> = (0..p).map(|_| power(draws.whole(-40, 40))).collect();
        let (here, there) = (table.find(&[]), table.find(&units));
        let back = there.map(|mut found| {
            for group in found.weights.chunks_exact_mut(table.group()) {
                group.iter_mut().zip(&units).for_each(|(w, unit)| *w *= unit);
            }
            found
        });
        assert_eq!(here, back);
    }
}

fn power(k: i64) -> f64 {
    (0..k.abs()).fold(1.0, |power, _| if k > 0 { 2.0 * power } else { power / 2.0 })
}

/// The order of rows and columns and the number of a row's copies say nothing.
#[test]
fn order_and_copies_change_nothing() {
    for (table, _, mut draws) in many(50_000, 400) {
        let (n, p) = (table.labels.len(), table.columns.len());
        let columns = draws.permutation(p);
        let mut rows = draws.permutation(n);
        let copies: Vec<usize> = (0..n).map(|_| draws.whole(0, n as i64 - 1) as usize).collect();
        rows.extend(copies);
        let other = Numbers {
            columns: columns
                .iter()
                .map(|j| rows.iter().map(|i| table.columns[*j][*i]).collect())
                .collect(),
            labels: rows.iter().map(|i| table.labels[*i]).collect(),
            ..table
        };
        let back = other.found().map(|(kind, infinite)| {
            let group = table.group();
            let place = |k: usize| match columns.get(k % group) {
                Some(j) => k / group * group + j,
                None => k,
            };
            let mut infinite: Vec<usize> = infinite.into_iter().map(place).collect();
            infinite.sort_unstable();
            (kind, infinite)
        });
        assert_eq!(table.found(), back);
    }
}

/// Columns that others replace neither hide a separation nor are said to be infinite beside them.
#[test]
fn replaced_columns_change_nothing() {
    for (table, inside, mut draws) in many(60_000, 400) {
        let p = table.columns.len();
        let mut more = table.clone();
        let of = [draws.whole(0, p as i64 - 1) as usize, draws.whole(0, p as i64 - 1) as usize];
        let factors = [draws.whole(1, 3), draws.whole(-3, 3)];
        let combination = |i: usize| {
            (0..2).map(|k| factors[k] * table.columns[of[k]][i]).sum::<i64>()
                + if table.intercept { 5 } else { 0 }
        };
        more.columns.push((0..table.labels.len()).map(combination).collect());
        let (group, place) =
            (table.group(), |k: usize| k / table.group() * (table.group() + 1) + k % table.group());
        let intercept_moves = |k: usize| usize::from(k % group == p);
        let truth = table.truth(&inside).map(|(kind, infinite)| {
            let infinite: Vec<usize> =
                infinite.iter().map(|&k| place(k) + intercept_moves(k)).collect();
            (kind, infinite)
        });
        assert_eq!(more.found(), truth);
    }
}
