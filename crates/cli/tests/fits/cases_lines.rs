//! Lines on tables of `tests/cases`, held against the right values of `data/reference/cases.py`.

use crate::common::cases::{close, doctor, fit, fit_real};

#[test]
fn f01_t_tail() {
    fit("F01_t_tail", "-t y -m linear")
        .converged()
        .is("x", 1.118593, 0.02237186850713414)
        .tiny_p("x")
        .tiny_p("all features together");
}

#[test]
fn pval_t() {
    fit("pval_t", "-t y -m linear")
        .converged()
        .is("x", 2.000015000375009, 0.0001230884134612482)
        .tiny_p("x")
        .tiny_p("all features together");
}

#[test]
fn f05_offset_w() {
    for options in ["-t y -m linear --weights w", "-t y -m linear --features x"] {
        fit("F05_offset_w", options).converged().is("x", 2.054545454545455, 0.03149183286488868);
    }
}

#[test]
fn polyyear() {
    let plain = fit("polyyear", "-t t -m linear --features y1,y2,y3");
    let weighted = fit("polyyear", "-t t -m linear --features y1,y2,y3 --weights w");
    for fit in [&plain, &weighted] {
        fit.converged()
            .is("y1", -9620.598523695891, 544.321177199741)
            .is("y2", 4.798472939201012, 0.2714844321208375)
            .is("y3", -0.0007977642115665814, 4.513453075791487e-5);
    }
    for part in ["/model/model/coefficients", "/model/model/intercept", "/model/covariance"] {
        assert_eq!(plain.at(part), weighted.at(part), "with weights of 1 {part} has other bits");
    }
}

#[test]
fn f06_tiny_y() {
    let plain = fit("F06_tiny_y", "-t y -m linear");
    plain.converged().is("x", 1.988182706766917e-9, 2.91153405194104e-11);
    let lasso = fit("F06_tiny_y", "-t y -m linear --l1 1e-12");
    lasso.converged().weighs("x", 1.988152631578947e-9, 1e-8);
    let path = fit("F06_tiny_y", "-t y -m linear --cv");
    path.converged().weighs("x", 1.988182706766917e-9, 0.05);
    for fit in [plain, lasso, path] {
        let words: Vec<&str> = fit.text.split([' ', ',', '\n']).collect();
        let lost = |word: &&&str| word.contains(".000") && word.parse() == Ok(0.0);
        assert_eq!(words.iter().find(lost), None, "{}", fit.text);
    }
}

#[test]
fn f08_zero_weight() {
    for (options, slope) in [
        ("-t y -m linear", 1.03112374001477),
        ("-t y -m linear --l1 .01", 1.022281689921351),
        ("-t y -m linear --standardise --l2 .1", 0.937385218195245),
    ] {
        let without = fit("F08_without", options);
        let weighted = fit("F08_zero_weight", &format!("{options} --weights w"));
        without.converged().weighs("x", slope, 1e-8);
        weighted.converged().weighs("x", slope, 1e-8);
        let rmse = "/evaluation/root_mean_squared_error";
        close(weighted.number(rmse), without.number(rmse), 1e-8);
    }
}

#[test]
fn c() {
    let constant = fit("c", "-t y -m linear");
    constant.only_numbers();
    assert_eq!(constant.code, 0, "{}", constant.errors);
    assert_eq!(constant.weight("x"), 0.0);
    close(constant.weight("intercept"), 3.0, 1e-15);
    let words = ["constant", "nothing to explain", "does not vary"];
    assert!(words.iter().any(|w| constant.text.contains(w)), "{}", constant.text);
    assert!(!constant.text.contains("p = "), "{}", constant.text);
}

#[test]
fn perfect() {
    let perfect = fit("perfect", "-t y -m linear");
    perfect.converged().only_numbers().weighs("x", 2.0, 1e-14).weighs("intercept", 1.0, 1e-14);
    assert!(perfect.text.contains("perfect fit"), "{}", perfect.text);
    for odd in ["redundant", "0.0e0", "<1e-300", "-0.000"] {
        assert!(!perfect.text.contains(odd), "{}", perfect.text);
    }
}

#[test]
fn totals() {
    let totals = fit("totals", "-t y -m linear");
    totals
        .aliased("total", "total = a + b")
        .weighs("a", 1.139026687391821, 1e-8)
        .weighs("b", 1.922462453569038, 1e-8)
        .prints("a", 1.139026687391821, 0.1856769989441827)
        .prints("b", 1.922462453569038, 0.177254393477949);
    let said = doctor("totals", "y");
    assert!(said.contains("total = a + b"), "{said}");
}

#[test]
fn birth_age() {
    fit("birth_age", "-t income -m linear")
        .aliased("age", "age = 2024 - birth")
        .prints("birth", -29.92612088627656, 0.7373544641140337)
        .prints("z", -4.669433763048297, 11.48045759236178)
        .prints("buys", 28.07278786851433, 29.83060047849883);
    let said = doctor("birth_age", "income");
    assert!(said.contains("age = 2024 - birth"), "{said}");
}

#[test]
fn sk22540() {
    for options in ["-t y -m linear --cv=0", "-t y -m linear --standardise --cv=0"] {
        let ridge = fit("sk22540", options);
        ridge.converged();
        assert!(ridge.number("/evaluation/r_squared") > 0.87, "{}", ridge.text);
    }
}

#[test]
fn penguins_ridge() {
    let options = "-t body_mass_g -m linear --missing drop --standardise --cv=0";
    let ridge = fit_real("penguins", options);
    ridge.converged();
    let r_squared = ridge.number("/evaluation/r_squared");
    assert!((0.87..=0.8768138099251763).contains(&r_squared), "{}", ridge.text);
}

#[test]
fn hang398() {
    let options = |l1: &str| format!("-t y -m linear --weights w --features x0,x1,x2 --l1 {l1}");
    fit("hang398", &options("1e-12"))
        .converged()
        .weighs("x0", 3.260381412054219e-10, 1e-4)
        .weighs("x1", 9.845642578495106e-8, 1e-4)
        .weighs("x2", -8.95388706955695e-9, 1e-4);
    for (l1, x2) in [("1e-11", -9.386026997072317e-9), ("1e-9", -1.215174201639582e-9)] {
        let sparse = fit("hang398", &options(l1));
        sparse.converged().weighs("x2", x2, 1e-4);
        assert_eq!((sparse.weight("x0"), sparse.weight("x1")), (0.0, 0.0));
    }
    let none = fit("hang398", &options("1e-8"));
    assert_eq!(none.converged().weight("x2"), 0.0);
}

#[test]
fn hugey() {
    fit("hugey", "-t y -m linear").refused("\"y\" reaches 1.7438881172756035e300, so that sums");
}

#[test]
fn cvsmall4() {
    for options in ["-t y -m linear --features x --cv", "-t l --features x,y --cv"] {
        fit("cvsmall4", options).converged();
    }
}
