//! Separated tables as people have them: rare levels, years, more columns than rows, huge numbers.

use crate::common::with_intercept;
use datasets::{Source, Stream, Table};
use linalg_lite::{Mat, matrix_from_columns};
use models::Problem;
use models::separation::{
    SeparatingDirection, Separation, find_separation, find_separation_of_classes, separation_along,
};

/// A column of zeros and ones for each level of g but the first, then the column of numbers.
fn levels_and_numbers(file: &str, number: &str) -> (Mat<f64>, Vec<bool>, Vec<String>) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/separation/cases/");
    let table = Table::read(file, std::fs::File::open(folder.to_owned() + file).unwrap()).unwrap();
    let (codes, mut names) = table.classes("g").unwrap();
    let numbers = table.numbers(number).unwrap();
    let labels = table.numbers("y").unwrap().iter().map(|y| *y == 1.0).collect();
    let last = names.len() - 1;
    let x = Mat::from_fn(codes.len(), names.len(), |i, j| {
        if j == last { numbers[i] } else { f64::from(u8::from(codes[i] == j + 1)) }
    });
    names.remove(0);
    names.extend([number.to_owned(), "intercept".to_owned()]);
    (x, labels, names)
}

fn named(found: &SeparatingDirection, names: &[String]) -> Vec<String> {
    found.infinite.iter().map(|j| names[*j].clone()).collect()
}

#[test]
fn every_level_that_one_class_alone_has_is_infinite() {
    let (x, labels, names) = levels_and_numbers("rare_levels.csv", "x");
    let found = find_separation(&Problem::new(x.as_ref(), &labels).unwrap()).unwrap().unwrap();
    assert_eq!(found.separation, Separation::QuasiComplete);
    assert_eq!(
        (named(&found, &names), found.features.len()),
        (vec!["b".into(), "c".into(), "d".into()], 1)
    );
}

#[test]
fn a_year_beside_it_hides_no_rare_level() {
    let (x, labels, names) = levels_and_numbers("rare_level_and_year.csv", "year");
    let found = find_separation(&Problem::new(x.as_ref(), &labels).unwrap()).unwrap().unwrap();
    assert_eq!((found.separation, found.features.clone()), (Separation::QuasiComplete, vec![1]));
    assert_eq!(named(&found, &names), ["rare"]);
}

/// Without the level that is the baseline, the intercept and all other levels run off together.
#[test]
fn one_row_among_two_hundred_thousand_decides() {
    const N: usize = 200_000;
    let mut stream = Stream::new(Source::ChaCha8, 2).unwrap();
    let draws: Vec<f64> = (0..3 * N).map(|_| stream.uniform(0.0, 1.0)).collect();
    let level = |i: usize| if i == 0 { 2 } else { usize::from(draws[3 * i] < 0.5) };
    let labels: Vec<bool> = (0..N).map(|i| i > 0 && draws[3 * i + 1] < 0.4).collect();
    for (baseline, infinite) in [(0, &[1][..]), (2, &[0, 1, 3])] {
        let mut x = Mat::<f64>::zeros(N, 3);
        for i in 0..N {
            let levels = (0..3).filter(|other| *other != baseline);
            for (j, other) in levels.enumerate() {
                x[(i, j)] = f64::from(u8::from(level(i) == other));
            }
            x[(i, 2)] = 2.0 * draws[3 * i + 2] - 1.0;
        }
        let found = find_separation(&Problem::new(x.as_ref(), &labels).unwrap()).unwrap().unwrap();
        assert_eq!(found.separation, Separation::QuasiComplete);
        assert_eq!(found.infinite, infinite);
    }
}

/// Rows that no others replace can be told apart whatever their labels.
#[test]
fn more_columns_than_rows_are_completely_separated() {
    for (n, p) in [(5, 2_001), (5, 200_000), (40, 60), (200, 700)] {
        let mut stream = Stream::new(Source::ChaCha8, 7).unwrap();
        let mut x = Mat::<f64>::zeros(n, p);
        for j in 0..p {
            let draws = stream.standard_normals(n);
            (0..n).for_each(|i| x[(i, j)] = draws[i]);
        }
        let labels: Vec<bool> = (0..n).map(|i| i % 3 == 1).collect();
        let found = find_separation(&Problem::new(x.as_ref(), &labels).unwrap()).unwrap().unwrap();
        assert_eq!(found.separation, Separation::Complete, "{n} x {p}");
        assert_eq!(found.infinite.len(), n);
        let again =
            separation_along(&Problem::new(x.as_ref(), &labels).unwrap(), &found.weights).unwrap();
        assert_eq!(again, Some(Separation::Complete), "{n} x {p}");
        // A row twice, with both labels.
        let twice = Mat::from_fn(n + 1, p, |i, j| x[(i % n, j)]);
        let labels: Vec<bool> =
            (0..=n).map(|i| if i == n { !labels[0] } else { labels[i] }).collect();
        let found =
            find_separation(&Problem::new(twice.as_ref(), &labels).unwrap()).unwrap().unwrap();
        assert_eq!(found.separation, Separation::QuasiComplete, "{n} x {p}");
    }
}

/// As many columns as still leave some freedom: random labels can just be told apart.
#[test]
fn hundreds_of_columns() {
    let (n, p) = (1_000, 600);
    let mut stream = Stream::new(Source::ChaCha8, 8).unwrap();
    let draws = stream.standard_normals(n * p);
    let x = Mat::from_fn(n, p, |i, j| draws[j * n + i]);
    let labels: Vec<bool> = (0..n).map(|_| stream.uniform(0.0, 1.0) < 0.5).collect();
    let found = find_separation(&Problem::new(x.as_ref(), &labels).unwrap()).unwrap().unwrap();
    assert_eq!((found.separation, found.infinite.len()), (Separation::Complete, p + 1));
    let labels_of_few = &labels[..n];
    let few = Mat::from_fn(n, 100, |i, j| x[(i, j)]);
    assert_eq!(find_separation(&Problem::new(few.as_ref(), labels_of_few).unwrap()).unwrap(), None);
}

/// A rare level beside more columns than are left out one by one: it alone is named.
#[test]
fn a_rare_level_beside_hundreds_of_columns() {
    for seed in 0..3 {
        let (n, p) = (1_000, 210);
        let mut stream = Stream::new(Source::ChaCha8, 900 + seed).unwrap();
        let draws = stream.standard_normals(n * p);
        let labels: Vec<bool> =
            (0..n).map(|i| i < 3 || draws[i] + 3.0 * stream.standard_normal() > 0.0).collect();
        let x = Mat::from_fn(n, p + 1, |i, j| {
            if j < p { draws[j * n + i] } else { f64::from(u8::from(i < 3)) }
        });
        let found = find_separation(&Problem::new(x.as_ref(), &labels).unwrap()).unwrap().unwrap();
        assert_eq!((&found.features[..], &found.infinite[..]), (&[p][..], &[p][..]), "{seed}");
    }
}

#[test]
fn far_from_zero() {
    let labels: Vec<bool> = (0..100).map(|i| i >= 50).collect();
    for (start, step) in [(1e7, 0.001), (1e9, 1e-3), (1e15, 1.0), (-1e12, 0.01), (0.0, 1e-300)] {
        let x: Vec<f64> = (0..100).map(|i| start + step * f64::from(i)).collect();
        let x = matrix_from_columns(&[&x]).unwrap();
        let found = find_separation(&Problem::new(x.as_ref(), &labels).unwrap()).unwrap().unwrap();
        assert_eq!((found.separation, &found.infinite[..]), (Separation::Complete, &[0, 1][..]));
        let again =
            separation_along(&Problem::new(x.as_ref(), &labels).unwrap(), &found.weights).unwrap();
        assert_eq!(again, Some(Separation::Complete), "{start:e} + {step:e} i");
        // Through 0, and all on one side of it.
        assert_eq!(
            find_separation(&Problem::new(x.as_ref(), &labels).unwrap().without_intercept())
                .unwrap(),
            None
        );
    }
}

#[test]
fn a_boundary_far_from_zero_is_judged_by_the_columns_own_digits() {
    let x = matrix_from_columns(&[&[1e9, 1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0]]).unwrap();
    let labels = [false, false, true, true];
    let along = |w: f64, b: f64| {
        separation_along(&Problem::new(x.as_ref(), &labels).unwrap(), &[w, b]).unwrap()
    };
    assert_eq!(along(1.0, -1e9 - 1.5), Some(Separation::Complete));
    assert_eq!(along(1.0, -1e9 - 1.0), Some(Separation::QuasiComplete));
    assert_eq!(along(1.0, -1e9 - 0.99), None);
    assert_eq!(along(1e-3, -1e6 - 1.5e-3), Some(Separation::Complete));
    assert_eq!(along(0.0, 0.0), None);
    // The number written 0.7 is 4.4e-17 less, and a thousand million of it 4.4e-8 less than 7e8.
    let x = matrix_from_columns(&[&[1e9, 1e9 + 1.0], &[7e8, 7e8]]).unwrap();
    let along =
        separation_along(&Problem::new(x.as_ref(), &[false, true]).unwrap(), &[0.7, -1.0, 0.0])
            .unwrap();
    assert_eq!(along, Some(Separation::Complete));
}

#[test]
fn huge_values_do_not_overflow() {
    for (labels, kind) in [
        ([false, false, true, true, true], Some(Separation::Complete)),
        ([false, true, true, true, true], Some(Separation::Complete)),
        ([false, true, false, true, true], None),
    ] {
        for huge in [[-3e300, -2e300, 1e299, 2e300, 1.7e308], [-1e140, -1.0, 0.5, 2.0, 1e120]] {
            let x = matrix_from_columns(&[&huge]).unwrap();
            let found = find_separation(&Problem::new(x.as_ref(), &labels).unwrap()).unwrap();
            assert_eq!(found.map(|found| found.separation), kind, "{labels:?}");
        }
    }
    let tiny = matrix_from_columns(&[&[1e-310, 2e-310, 3e-310, 4e-310]]).unwrap();
    let found = find_separation(&Problem::new(tiny.as_ref(), &[false, false, true, true]).unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(found.separation, Separation::Complete);
    assert!(found.weights.iter().all(|w| w.is_finite()));
}

#[test]
fn nothing_to_separate_by_is_no_panic() {
    let x: Mat<f64> = Mat::zeros(3, 0);
    let labels = [true, false, true];
    for intercept in [true, false] {
        assert_eq!(
            find_separation(&with_intercept(Problem::new(x.as_ref(), &labels).unwrap(), intercept))
                .unwrap(),
            None
        );
        let classes = find_separation_of_classes(
            &with_intercept(Problem::new(x.as_ref(), &[0, 1, 2]).unwrap(), intercept),
            3,
        );
        assert_eq!(classes.unwrap(), None);
        let direction = if intercept { &[1.0][..] } else { &[] };
        assert_eq!(
            separation_along(
                &with_intercept(Problem::new(x.as_ref(), &labels).unwrap(), intercept),
                direction
            )
            .unwrap(),
            None
        );
    }
    let constant = Mat::from_fn(3, 2, |_, j| 7.0 * j as f64);
    assert_eq!(find_separation(&Problem::new(constant.as_ref(), &labels).unwrap()).unwrap(), None);
    assert_eq!(
        find_separation(&Problem::new(constant.as_ref(), &labels).unwrap().without_intercept())
            .unwrap(),
        None
    );
}

#[test]
fn classes_without_samples_are_refused() {
    let x = matrix_from_columns(&[&[1.0, 2.0, 3.0]]).unwrap();
    for (labels, classes) in
        [([0, 0, 0], 2), ([0, 2, 2], 3), ([0, 1, 3], 3), ([0; 3], 1), ([0; 3], 0)]
    {
        assert!(
            find_separation_of_classes(&Problem::new(x.as_ref(), &labels).unwrap(), classes)
                .is_err()
        );
    }
    assert!(find_separation(&Problem::new(x.as_ref(), &[true; 3]).unwrap()).is_err());
}
