//! What single rows do to a fit, and sandwich errors: the five laws, the order of rows and the number of threads.

use crate::common::repeated::{Pair, pairs};
use crate::common::shifted;
use crate::common::tables::{Table, draw, units};
use crate::common::{DIGITS, agree};
use linalg_lite::{Mat, matrix_from_columns};
use models::inference::{Estimates, Sandwich};
use models::influence::{Change, Influence, Measures};
use models::{
    Error, FittedLinear, FittedLogistic, LinearRegression, LogisticRegression, Penalty, Problem,
    SampleWeights, Target, WeightKind,
};

pub(super) fn line(problem: &Problem<'_, f64>) -> FittedLinear {
    LinearRegression::default().fit_problem(problem).unwrap()
}

pub(super) fn logits(problem: &Problem<'_, bool>) -> FittedLogistic {
    LogisticRegression::default().fit_problem(problem).unwrap()
}

/// The random tables whose weights say how far a row may lie from the model.
pub(super) fn tables(seeds: std::ops::Range<u64>) -> impl Iterator<Item = (u64, Table)> {
    let all = seeds.map(|seed| (seed, Table { has_intercept: seed % 5 != 0, ..draw(seed) }));
    all.filter(|(_, table)| !matches!(table.weights, Some((_, WeightKind::Sampling))))
}

pub(super) fn figures(of: &Measures) -> Vec<f64> {
    let defined =
        [of.standardised, of.studentised, of.cooks_distance, of.dffits, of.covariance_ratio];
    let defined = defined.map(|figure| figure.unwrap_or(f64::NAN));
    [&[of.leverage, of.pearson, of.deviance], &defined[..]].concat()
}

pub(super) fn measures<T: Target>(of: &Influence<'_, T>, rows: &[usize]) -> Vec<f64> {
    rows.iter().flat_map(|row| of.measures(*row).map_or(vec![-1.0; 8], |m| figures(&m))).collect()
}

pub(super) fn changes<T: Target>(of: &Influence<'_, T>, row: usize) -> Vec<Change> {
    of.changes(row).unwrap().into_iter().flatten().map(Option::unwrap).collect()
}

pub(super) fn values(of: &[Change]) -> Vec<f64> {
    of.iter().map(|change| change.value).collect()
}

pub(super) fn errors(of: &Estimates) -> Vec<f64> {
    of.estimates.iter().map(|e| e.unwrap().standard_error).collect()
}

/// The sandwiches of rows in so many clusters, or of each by itself.
pub(super) fn sandwiches(clusters: &[usize]) -> [Sandwich<'_>; 6] {
    let clustered = |corrected| Sandwich::Clustered { clusters, corrected };
    let of_rows = [Sandwich::Hc0, Sandwich::Hc1, Sandwich::Hc2, Sandwich::Hc3];
    [of_rows[0], of_rows[1], of_rows[2], of_rows[3], clustered(false), clustered(true)]
}

pub(super) fn all_errors(table: &Table, clusters: &[usize]) -> [Vec<f64>; 2] {
    let (numbers, labels) = (table.problem(&table.numbers), table.problem(&table.labels));
    let (line, fit) = (line(&numbers), logits(&labels));
    let of_line = sandwiches(clusters).map(|s| errors(&line.sandwich(&numbers, s).unwrap()));
    let of_logits = sandwiches(clusters).map(|s| errors(&fit.sandwich(&labels, s).unwrap()));
    [of_line.concat(), of_logits.concat()]
}

#[test]
fn three_points_by_hand() {
    // y = 1, 2, 4 at x = 0, 1, 2: residuals 1/6, -1/3, 1/6, leverages 5/6, 1/3, 5/6, variance 1/6.
    let x = matrix_from_columns(&[&[0.0, 1.0, 2.0]]).unwrap();
    let y = [1.0, 2.0, 4.0];
    let problem = Problem::new(x.as_ref(), &y).unwrap();
    let influence = line(&problem).influence_of(&problem).unwrap();
    let of_first = influence.measures(0).unwrap();
    assert!((of_first.cooks_distance.unwrap() - 2.5).abs() < 1e-13, "{of_first:?}");
    assert_eq!(of_first.studentised, None, "two points leave no residual");
    // Without the first the line leads through (1, 2) and (2, 4): slope 2 in place of 3/2, intercept 0 of 5/6.
    agree("changes", &values(&changes(&influence, 0)), &[-0.5, 5.0 / 6.0], 1e-14);
}

#[test]
fn a_count_is_that_many_rows() {
    for Pair { seed, counted, repeated } in pairs(0..60) {
        let what = format!("seed {seed}");
        let counts = counted.counts();
        let rows: Vec<usize> = (0..counts.len()).filter(|i| counts[*i] > 0).collect();
        let before = |row: usize| counts[..row].iter().sum::<usize>();
        let copies: Vec<usize> = rows.iter().map(|row| before(*row)).collect();
        let none = (0..counts.len()).find(|i| counts[*i] == 0).unwrap();

        let (one, two) = (counted.problem(&counted.numbers), repeated.problem(&repeated.numbers));
        let (one, two) = (line(&one).influence_of(&one), line(&two).influence_of(&two));
        same_rows(&what, (&one.unwrap(), &rows, none), (&two.unwrap(), &copies));
        let (one, two) = (counted.problem(&counted.labels), repeated.problem(&repeated.labels));
        let (one, two) = (logits(&one).influence_of(&one), logits(&two).influence_of(&two));
        let (one, two) = (one.unwrap(), two.unwrap());
        same_rows(&what, (&one, &rows, none), (&two, &copies));
        let exact = |of: &Influence<'_, bool>, row| {
            of.refitted(row).unwrap().unwrap().into_iter().flatten().collect::<Vec<Change>>()
        };
        let (of_one, of_two) = (exact(&one, rows[0]), exact(&two, copies[0]));
        agree(&what, &values(&of_one), &values(&of_two), DIGITS);

        let clusters: Vec<usize> = (0..counts.len()).map(|i| i % 11).collect();
        let of_copies: Vec<usize> =
            rows.iter().flat_map(|i| std::iter::repeat_n(clusters[*i], counts[*i])).collect();
        let (one, two) = (all_errors(&counted, &clusters), all_errors(&repeated, &of_copies));
        agree(&what, &one.concat(), &two.concat(), DIGITS);
    }
}

fn same_rows<T: Target>(
    what: &str,
    (counted, rows, none): (&Influence<'_, T>, &[usize], usize),
    (repeated, copies): (&Influence<'_, T>, &[usize]),
) {
    agree(what, &measures(counted, rows), &measures(repeated, copies), DIGITS);
    assert_eq!((counted.measures(none), counted.changes(none).unwrap()), (None, None));
    for (row, copy) in rows.iter().zip(copies).take(5) {
        agree(what, &values(&changes(counted, *row)), &values(&changes(repeated, *copy)), DIGITS);
    }
}

#[test]
fn a_shift_moves_the_intercept_alone() {
    for pair in shifted::pairs(0..120) {
        let shifted::Pair { seed, near, far, .. } = &pair;
        if matches!(near.weights, Some((_, WeightKind::Sampling))) {
            continue;
        }
        let what = format!("seed {seed}, shifts {:?}", pair.shifts);
        let rows: Vec<usize> = (0..near.x.nrows()).collect();
        let (of_near, of_far) = (near.problem(&near.labels), far.problem(&far.labels));
        let (one, two) = (logits(&of_near), logits(&of_far));
        let estimates = one.inference_of(&of_near).unwrap().estimates;
        let digits = 10.0 * pair.digits_of_the_intercept(&estimates);
        let (one, two) = (one.influence_of(&of_near).unwrap(), two.influence_of(&of_far).unwrap());
        agree(&what, &measures(&two, &rows), &measures(&one, &rows), digits);
        let of = |influence, row| -> Vec<f64> {
            let of_features = changes(influence, row).into_iter().take(pair.shifts.len());
            of_features.map(|change| change.standard_errors.unwrap()).collect()
        };
        (0..5).for_each(|row| agree(&what, &of(&two, row), &of(&one, row), digits));

        let (of_near, of_far) = (near.problem(&near.numbers), far.problem(&far.numbers));
        let (one, two) = (line(&of_near), line(&of_far));
        let estimates = one.inference_of(&of_near).unwrap().estimates;
        let digits = 10.0 * pair.digits_of_the_intercept(&estimates);
        let (one, two) = (one.influence_of(&of_near).unwrap(), two.influence_of(&of_far).unwrap());
        agree(&what, &measures(&two, &rows), &measures(&one, &rows), digits);
    }
}

#[test]
fn a_unit_changes_no_bit() {
    for (seed, own) in tables(0..120) {
        let units = units(own.x.ncols(), seed);
        let other = own.changed(|j, x| x * units[j]);
        let counted = |values: &[f64]| -> Vec<f64> {
            values.iter().enumerate().map(|(j, c)| c * units.get(j).unwrap_or(&1.0)).collect()
        };
        let rows: Vec<usize> = (0..own.x.nrows()).collect();
        let (one, two) = (own.problem(&own.labels), other.problem(&other.labels));
        let (one, two) = (logits(&one).influence_of(&one), logits(&two).influence_of(&two));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(measures(&one, &rows), measures(&two, &rows), "seed {seed}");
        assert_eq!(values(&changes(&one, 1)), counted(&values(&changes(&two, 1))), "seed {seed}");
        let (one, two) = (own.problem(&own.numbers), other.problem(&other.numbers));
        let (one, two) = (line(&one).influence_of(&one), line(&two).influence_of(&two));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(measures(&one, &rows), measures(&two, &rows), "seed {seed}");
        assert_eq!(values(&changes(&one, 1)), counted(&values(&changes(&two, 1))), "seed {seed}");

        let clusters: Vec<usize> = rows.iter().map(|i| i % 9).collect();
        let per_unit = |of: Vec<f64>| -> Vec<f64> {
            let dim = own.x.ncols() + usize::from(own.has_intercept);
            of.chunks(dim).flat_map(counted).collect()
        };
        let (one, two) = (all_errors(&own, &clusters), all_errors(&other, &clusters));
        assert_eq!(one, two.map(per_unit), "seed {seed}");
    }
}

#[test]
fn the_order_of_rows_does_not_matter() {
    for (seed, own) in tables(0..60) {
        let n = own.x.nrows();
        let order: Vec<usize> = (0..n).map(|i| (i * 7 + 3) % n).collect();
        if n.is_multiple_of(7) {
            continue;
        }
        let of = |values: &[f64]| order.iter().map(|i| values[*i]).collect::<Vec<f64>>();
        let other = Table {
            x: Mat::from_fn(n, own.x.ncols(), |i, j| own.x[(order[i], j)]),
            labels: order.iter().map(|i| own.labels[*i]).collect(),
            numbers: of(&own.numbers),
            weights: own.weights.as_ref().map(|(values, kind)| (of(values), *kind)),
            offset: own.offset.as_ref().map(|offset| of(offset)),
            ..own.clone()
        };
        let all: Vec<usize> = (0..n).collect();
        let (one, two) = (own.problem(&own.labels), other.problem(&other.labels));
        let (one, two) = (logits(&one).influence_of(&one), logits(&two).influence_of(&two));
        let (one, two) = (one.unwrap(), two.unwrap());
        agree("rows", &measures(&one, &order), &measures(&two, &all), DIGITS);
        let clusters: Vec<usize> = all.iter().map(|i| i % 10).collect();
        let moved: Vec<usize> = order.iter().map(|i| clusters[*i]).collect();
        let (one, two) = (all_errors(&own, &clusters), all_errors(&other, &moved));
        agree(&format!("seed {seed}"), &one.concat(), &two.concat(), DIGITS);
    }
}

#[test]
fn one_thread_and_four_find_the_same_bits() {
    let data = crate::common::samples(40_013, 5, 7);
    let problem = Problem::new(data.x.as_ref(), &data.labels).unwrap();
    let clusters: Vec<usize> = (0..problem.n_rows()).map(|i| i * i % 997).collect();
    let fit = logits(&problem);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let influence = fit.influence_of(&problem).unwrap();
            let rows = influence.most_influential(50);
            let errors = sandwiches(&clusters).map(|s| errors(&fit.sandwich(&problem, s).unwrap()));
            let moved = values(&changes(&influence, rows[0]));
            (measures(&influence, &rows), errors, moved, rows)
        })
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn leverages_sum_to_the_parameters() {
    for (seed, table) in tables(0..60) {
        let numbers = table.problem(&table.numbers);
        let sum: f64 = line(&numbers).leverages_of(&numbers).unwrap().iter().sum();
        let dim = table.x.ncols() + usize::from(table.has_intercept);
        assert!((sum - dim as f64).abs() < 1e-10, "seed {seed}: {sum}");
    }
}

#[test]
fn what_is_undefined_is_said() {
    let table = draw(2);
    let n = table.x.nrows();
    let problem = Problem::new(table.x.as_ref(), &table.labels).unwrap();
    let refused = |result: Result<Influence<'_, bool>, Error>, reason: &str| {
        let error = result.err().unwrap().to_string();
        assert!(error.contains(reason), "{error}");
    };
    let config = LogisticRegression { penalty: Penalty::l2(0.1), ..Default::default() };
    refused(config.fit_problem(&problem).unwrap().influence_of(&problem), "penalised");
    let values = vec![0.5; n];
    let survey = problem.weighted(SampleWeights::sampling(&values)).unwrap();
    refused(logits(&survey).influence_of(&survey), "survey");
    let separated: Vec<bool> = (0..n).map(|i| table.x[(i, 0)] > 0.0).collect();
    let of_separated = problem.with_target(&separated).unwrap();
    refused(logits(&of_separated).influence_of(&of_separated), "separated");
    let others: Vec<bool> = table.labels.iter().map(|label| !label).collect();
    let of_others = problem.with_target(&others).unwrap();
    refused(logits(&problem).influence_of(&of_others), "not the data");
}
