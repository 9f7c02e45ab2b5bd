//! A category of more levels than a square of parameters can serve: levels that are nowhere, that others replace, and
//! that only one class has.

use linalg_lite::Columns;
use models::report::Separation;
use models::{LogisticRegression, Report, Status};

const ZIPS: usize = 2101;
const STATES: usize = 30;
const ROWS_A_ZIP: usize = 12;

/// Which zip a row has; none has zip 7.
fn zip(i: usize) -> usize {
    match i % ZIPS {
        7 => 8,
        zip => zip,
    }
}

/// Zips, their states, a constant and a number.
fn table(zips_first: bool) -> Columns {
    let n = ZIPS * ROWS_A_ZIP;
    let zips: Vec<u32> = (0..n).map(|i| zip(i) as u32).collect();
    let states: Vec<u32> = zips.iter().map(|zip| zip % STATES as u32).collect();
    let mut x = Columns::new(n);
    if zips_first {
        x.push_category(&zips, ZIPS - 1).unwrap();
        x.push_category(&states, STATES - 1).unwrap();
    } else {
        x.push_category(&states, STATES - 1).unwrap();
        x.push_category(&zips, ZIPS - 1).unwrap();
    }
    x.push_numbers(vec![5.0; n]).unwrap();
    x.push_numbers((0..n).map(|i| ((i * 37) % 101) as f64 / 50.0 - 1.0).collect()).unwrap();
    x
}

/// Both in every zip.
fn labels() -> Vec<bool> {
    (0..ZIPS * ROWS_A_ZIP).map(|i| (i / ZIPS + i * i % 7 / 3).is_multiple_of(2)).collect()
}

fn fit(x: &Columns, labels: &[bool]) -> Report {
    LogisticRegression::default().fit(x, labels).unwrap().report
}

#[test]
fn levels_that_others_replace_are_left_out() {
    let replaced = 1 + (STATES - 1) + 1; // the zip that is nowhere, the states, the constant
    for zips_first in [true, false] {
        let x = table(zips_first);
        let report = fit(&x, &labels());
        let rank = x.n_features() + 1 - replaced;
        assert_eq!(
            report.status,
            Status::RankDeficient { rank },
            "{zips_first}: {:?}",
            report.status
        );
        let features: Vec<usize> = report.combinations.iter().map(|c| c.feature).collect();
        assert_eq!(features.len(), replaced);
        let states = if zips_first { ZIPS - 1..ZIPS + STATES - 2 } else { 0..STATES - 1 };
        let of_states = features.iter().filter(|j| states.contains(j)).count();
        assert_eq!(of_states, if zips_first { STATES - 1 } else { 0 });
        let certificate = report.certificate.unwrap();
        assert!(certificate.gap < 1e-12, "{certificate}");
    }
}

#[test]
fn levels_of_one_class_are_named() {
    let x = table(true);
    let mut labels = labels();
    for (i, label) in labels.iter_mut().enumerate() {
        if [3, 40, 500].contains(&zip(i)) {
            *label = zip(i) == 40;
        }
    }
    let report = fit(&x, &labels);
    assert_eq!(report.status, Status::Separated(Separation::QuasiComplete));
    assert_eq!(report.separating, [2]);
    assert_eq!(report.infinite, [2, 39, 499]);
}
