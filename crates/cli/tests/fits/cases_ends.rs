//! How fits of tables of `tests/cases` must end: separated, at a limit, never by a panic.

use crate::common::Folder;
use crate::common::cases::{Fit, doctor, fit};

#[test]
fn sep_year_min() {
    fit("sep_year_min", "-t y").separated("quasi_complete", &["g=rare"]);
    assert!(doctor("sep_year_min", "y").contains("g=rare"));
}

/// A table of 200,000 rows, one of which is rare and negative.
fn one_rare_row() -> String {
    let mut state = 2_u64;
    let mut uniform = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1_u64 << 31) as f64
    };
    let mut table = String::from("g,x,y\n");
    for row in 0..200_000 {
        let level = if uniform() < 0.5 { "a" } else { "b" };
        let x = (uniform() * 1000.0).floor() / 500.0 - 1.0;
        let y = uniform() < 0.4;
        let (level, y) = if row == 0 { ("rare", false) } else { (level, y) };
        table.push_str(&format!("{level},{x},{}\n", u8::from(y)));
    }
    table
}

#[test]
fn make_rare() {
    let folder = Folder::new();
    folder.write("rare.csv", one_rare_row());
    Fit::of(folder.file("rare.csv"), "-t y").separated("quasi_complete", &["g=rare"]);
}

#[test]
fn sep3() {
    fit("sep3", "-t y").separated("quasi_complete", &["g=b", "g=c", "g=d"]);
    let said = doctor("sep3", "y");
    assert!(["g=b", "g=c", "g=d"].iter().all(|name| said.contains(name)), "{said}");
}

#[test]
fn wide_separated() {
    for solver in ["auto", "lbfgs"] {
        fit("wide-separated", &format!("-t y --solver {solver}")).separated_somehow("complete");
    }
}

#[test]
fn separated_converged() {
    for solver in [
        "auto",
        "newton",
        "lbfgs",
        "gd",
        "gd --epochs 10",
        "gd --rate 1e-9",
        "gd --rate 1e-4 --epochs 20000",
        "gd --rate 1e300",
    ] {
        fit("separated-converged", &format!("-t y --solver {solver}"))
            .separated_somehow("complete");
    }
}

/// No step of this length ends where it should; the fit may say so in any words.
#[test]
fn rate_1e300() {
    for table in ["sep3", "sep_year_min", "separated-converged", "firth_premature"] {
        for rate in ["1e300", "1e308", "1e100", "1e16"] {
            let far = fit(table, &format!("-t y --solver gd --rate {rate}"));
            assert!((1..=3).contains(&far.code), "{table}: exit {}\n{}", far.code, far.text);
        }
    }
}

#[test]
fn epochs_without_end() {
    for (table, target) in [("auc_train", "y"), ("sep3", "y"), ("people", "buys")] {
        let options = format!("-t {target} --solver gd --epochs {}", u64::MAX);
        let fit = fit(table, &options);
        assert!((0..=3).contains(&fit.code), "{table}: exit {}\n{}", fit.code, fit.errors);
        assert!(fit.code != 0 || table == "auc_train", "{table}\n{}", fit.text);
    }
}
