//! The search for separation against tables whose answer is known, small and large.

use crate::common::samples;
use linalg_lite::Mat;
use models::Problem;
use models::separation::{
    Separation, find_separation, find_separation_of_classes, separation_along,
};
use models::{LogisticRegression, Status};

#[test]
fn large_tables_are_decided_too() {
    let data = samples(100_000, 50, 31);
    assert_eq!(
        find_separation(&Problem::new(data.x.as_ref(), &data.labels).unwrap()).unwrap(),
        None
    );
    let side = |i: usize| data.x[(i, 7)] - 0.5 * data.x[(i, 20)] + 0.3;
    let labels: Vec<bool> = (0..100_000).map(|i| side(i) > 0.0).collect();
    let found = find_separation(&Problem::new(data.x.as_ref(), &labels).unwrap()).unwrap().unwrap();
    assert_eq!((found.separation, &found.features[..]), (Separation::Complete, &[7, 20][..]));
    let again =
        separation_along(&Problem::new(data.x.as_ref(), &labels).unwrap(), &found.weights).unwrap();
    assert_eq!(again, Some(Separation::Complete));
}

/// One sample on the wrong side is enough for an optimum to exist; moved back, none does.
#[test]
fn one_sample_decides() {
    for seed in 0..50 {
        let data = samples(60, 3, 100 + seed);
        let side = |i: usize| data.x[(i, 0)] - data.x[(i, 1)] + 2.0 * data.x[(i, 2)];
        let mut labels: Vec<bool> = (0..60).map(|i| side(i) > 0.0).collect();
        let found = find_separation(&Problem::new(data.x.as_ref(), &labels).unwrap()).unwrap();
        assert_eq!(found.map(|found| found.separation), Some(Separation::Complete));
        let furthest = (0..60).max_by(|&a, &b| side(a).total_cmp(&side(b))).unwrap();
        labels[furthest] = false;
        // It lies beyond all others of its side, so no plane has it with the other side.
        assert_eq!(
            find_separation(&Problem::new(data.x.as_ref(), &labels).unwrap()).unwrap(),
            None,
            "{seed}"
        );
    }
}

/// A dummy variable that only one class has is the usual case of quasi-complete separation.
#[test]
fn a_rare_dummy_is_found_among_features_that_overlap() {
    let data = samples(2_000, 4, 32);
    let x = Mat::from_fn(2_000, 5, |i, j| match j {
        4 => f64::from(u8::from(i % 400 == 0)),
        _ => data.x[(i, j)],
    });
    let labels: Vec<bool> = (0..2_000).map(|i| data.labels[i] || i % 400 == 0).collect();
    let found = find_separation(&Problem::new(x.as_ref(), &labels).unwrap()).unwrap().unwrap();
    assert_eq!((found.separation, &found.features[..]), (Separation::QuasiComplete, &[4][..]));
    let classes: Vec<usize> =
        (0..2_000).map(|i| if labels[i] { 2 } else { data.classes[i] }).collect();
    let found = find_separation_of_classes(&Problem::new(x.as_ref(), &classes).unwrap(), 3)
        .unwrap()
        .unwrap();
    assert_eq!((found.separation, &found.features[..]), (Separation::QuasiComplete, &[4][..]));
    assert_eq!(
        find_separation_of_classes(&Problem::new(data.x.as_ref(), &data.classes).unwrap(), 3)
            .unwrap(),
        None
    );
}

/// A fit that converged is the proof of overlap; one that did not has to be explained.
#[test]
fn the_search_and_the_fit_agree_on_random_tables() {
    let (mut overlapping, mut separated) = (0, 0);
    for seed in 0..1300 {
        let (n, p) = (15 + (seed % 50) as usize, 1 + (seed % 5) as usize);
        let data = samples(n, p, 5_000 + seed);
        let positives = data.labels.iter().filter(|label| **label).count();
        if positives == 0 || positives == n {
            continue;
        }
        let found = find_separation(&Problem::new(data.x.as_ref(), &data.labels).unwrap()).unwrap();
        let report =
            LogisticRegression::default().fit(data.x.as_ref(), &data.labels).unwrap().report;
        match (report.status, found) {
            (Status::Converged, None) => overlapping += 1,
            (Status::Separated(kind), Some(found)) => {
                assert_eq!(kind, found.separation, "seed {seed}");
                separated += 1;
            }
            (status, found) => panic!("seed {seed}: {status}, but {found:?}"),
        }
    }
    println!("{overlapping} tables overlap, {separated} are separated");
    assert!(overlapping >= 1000 && separated >= 10, "{overlapping} and {separated}");
}
