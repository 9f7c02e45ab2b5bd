use linalg_lite::{exp, ln_1p};
use serde_json::Value;

use super::*;

fn reference(name: &str) -> Vec<Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/");
    let text = std::fs::read_to_string(format!("{folder}{name}")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn p_value(distribution: &str, x: f64, degrees: f64, degrees_below: f64) -> f64 {
    match distribution {
        "z" => two_sided_normal(x).above,
        "t" => two_sided_student(x, degrees).above,
        "chi2" => chi_squared(x, degrees),
        "f" => f(x, degrees, degrees_below),
        _ => panic!("no distribution {distribution}"),
    }
}

fn agree(what: &str, found: f64, expected: f64) {
    let right =
        if expected < SMALLEST { found == 0.0 } else { (found / expected - 1.0).abs() < 1e-12 };
    assert!(right, "{what}: {found:e} is not {expected:e}");
}

#[test]
fn tails_agree_with_mpmath() {
    let cases = reference("tails.json");
    assert_eq!(cases.len(), 480);
    for case in cases {
        let number = |key: &str| case[key].as_f64().unwrap_or(f64::NAN);
        let distribution = case["distribution"].as_str().unwrap();
        let found = p_value(distribution, number("statistic"), number("df"), number("df2"));
        agree(&case.to_string(), found, number("p"));
    }
}

#[test]
fn tails_agree_with_mpmath_over_the_whole_range() {
    let cases = reference("tails_grid.json");
    assert_eq!(cases.len(), 1816);
    for case in cases {
        let number = |column: usize| case[column].as_f64().unwrap_or(f64::NAN);
        let found = p_value(case[0].as_str().unwrap(), number(1), number(2), number(3));
        agree(&case.to_string(), found, number(4));
    }
}

const DEGREES: [f64; 9] = [1.0, 1.5, 2.0, 3.7, 10.0, 99.9, 1e4, 1e6, 1e7];

/// From 2^-60 to 2^60, with exact squares.
fn powers() -> impl Iterator<Item = f64> {
    (-60..=60).map(|k: i32| {
        let power = (0..k.abs()).fold(1.0, |power, _| 2.0 * power);
        if k < 0 { 1.0 / power } else { power }
    })
}

#[test]
fn some_have_closed_forms() {
    for x in [1e-9, 0.3, 1.0, 1.9, 2.0, 7.0, 150.0, 600.0] {
        agree("chi-square, 2", chi_squared(x, 2.0), exp(-x / 2.0));
        agree("chi-square, 4", chi_squared(x, 4.0), exp(-x / 2.0) * (1.0 + x / 2.0));
        let root = (2.0 + x * x).sqrt();
        agree("t, 2", two_sided_student(x, 2.0).above, 2.0 / (root * (root + x)));
        for m in DEGREES {
            agree("F(2, m)", f(x, 2.0, m), exp(-m / 2.0 * ln_1p(2.0 * x / m)));
        }
    }
}

#[test]
fn one_degree_of_freedom_is_a_square() {
    for x in powers() {
        agree("z", chi_squared(x * x, 1.0), two_sided_normal(x).above);
        for m in DEGREES {
            agree("t", f(x * x, 1.0, m), two_sided_student(x, m).above);
        }
    }
}

/// By parts: two more degrees of freedom add one term, and each term is a multiple of the one before.
#[test]
fn two_more_degrees_of_freedom_add_a_term() {
    for x in [1e-9_f64, 0.3, 1.0, 1.9, 7.0, 40.0, 150.0, 600.0] {
        let half = x / 2.0;
        let of_normal = two_sided_normal(x.sqrt()).above;
        for (first, mut tail, mut term) in [
            (1_u8, of_normal, half.sqrt() * exp(-half) * std::f64::consts::FRAC_2_SQRT_PI),
            (2, exp(-half), half * exp(-half)),
        ] {
            for k in (first..100).step_by(2).map(f64::from) {
                tail += term;
                term *= half / (k / 2.0 + 1.0);
                agree(&format!("chi-square {k} + 2"), chi_squared(x, k + 2.0), tail);
            }
        }
        for m in DEGREES {
            let (a, share) = (m / 2.0, x / (m + x));
            let power = exp(-a * ln_1p(x / m));
            let mut starts = vec![(2_u8, power, a * power * share)];
            if m == 2.0 {
                starts.push((1, two_sided_student(x.sqrt(), m).above, power * share.sqrt()));
            }
            for (first, mut tail, mut term) in starts {
                for k in (first..100).step_by(2).map(f64::from) {
                    tail += term;
                    term *= (a + k / 2.0) / (k / 2.0 + 1.0) * share;
                    agree(&format!("F({k} + 2, {m})"), f(x / (k + 2.0), k + 2.0, m), tail);
                }
            }
        }
    }
}

#[test]
fn many_degrees_below_are_none_to_estimate() {
    for x in [1e-3, 0.9, 1.0, 2.5, 30.0] {
        agree("t", two_sided_student(x, f64::INFINITY).above, two_sided_normal(x).above);
        for a in [1.0, 5.0, 31.5] {
            agree("F", f(x, a, f64::INFINITY), chi_squared(a * x, a));
        }
    }
}

/// In large steps over the whole range, and in steps of 1e-9 where the two tails change places.
#[test]
fn a_larger_statistic_is_never_more_probable() {
    let falls = |what: &str, centre: f64, p: &dyn Fn(f64) -> f64| {
        let coarse = (-300..=300).map(|k: i32| exp(f64::from(k) / 10.0));
        let fine = (-100..=100).map(|k: i32| 1.0 + f64::from(k) * 1e-9);
        for steps in [coarse.collect::<Vec<f64>>(), fine.collect()] {
            let found: Vec<f64> = steps.iter().map(|share| p(centre * share)).collect();
            assert!(found.is_sorted_by(|p, next| p >= next), "{what}");
            assert!(found.iter().all(|p| (0.0..=1.0).contains(p)), "{what}");
        }
    };
    falls("z", 1.0, &|x| two_sided_normal(x).above);
    for a in DEGREES {
        falls(&format!("t({a})"), 1.0, &|x| two_sided_student(x, a).above);
        falls(&format!("chi-square({a})"), a, &|x| chi_squared(x, a));
        for b in DEGREES {
            falls(&format!("F({a}, {b})"), 1.0, &|x| f(x, a, b));
        }
    }
}

#[test]
fn every_input_has_an_answer() {
    let all = ["z", "t", "chi2", "f"];
    let of = |x: f64, degrees: f64, below: f64| all.map(|name| p_value(name, x, degrees, below));
    assert_eq!(of(0.0, 3.0, 5.0), [1.0; 4]);
    assert_eq!(of(f64::INFINITY, 3.0, 5.0), [0.0; 4]);
    assert_eq!(of(f64::NEG_INFINITY, 3.0, 5.0), [0.0, 0.0, 1.0, 1.0]);
    let negative = of(-2.0, 3.0, 5.0);
    assert_eq!(negative[..2], of(2.0, 3.0, 5.0)[..2]);
    assert_eq!(negative[2..], [1.0; 2]);
    assert!(of(f64::NAN, 3.0, 5.0).iter().all(|p| p.is_nan()));
    assert!(of(2.0, f64::NAN, 5.0)[1..].iter().all(|p| p.is_nan()));
    assert_eq!(of(2.0, 0.0, 5.0)[1..], [1.0; 3]);
    assert_eq!(of(2.0, 3.0, -1.0)[3], 1.0);

    let extremes = [5e-324, 1e-308, 1e-9, 1.0, 1e9, 1e154, 1e300, f64::MAX];
    for x in extremes {
        for degrees in extremes {
            for below in extremes {
                let found = of(x, degrees, below);
                let possible = found.iter().all(|p| (0.0..=1.0).contains(p));
                assert!(possible, "{x:e}, {degrees:e}, {below:e}: {found:?}");
            }
        }
    }
}
