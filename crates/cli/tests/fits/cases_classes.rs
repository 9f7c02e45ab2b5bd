//! Two classes on tables of `tests/cases`, held against the right values of `data/reference/cases.py`.

use crate::common::Folder;
use crate::common::cases::{SOLVERS, case, close, doctor, fit, fit_real};
use serde_json::Value;

#[test]
fn f02_chi() {
    let counts = fit("F02_chi", "-t y --weights w");
    counts
        .converged()
        .is("x", 2.197224577336219, 0.05163977794943223)
        .tiny_p("x")
        .tiny_p("all features together");
    assert!(counts.line("all features together").contains("2092.99"), "{}", counts.text);
    assert!(counts.line("intercept").contains("7.2e-199"), "{}", counts.text);
}

#[test]
fn spambase() {
    fit_real("spambase", "-t spam").tiny_p("all features together");
}

#[test]
fn polyyear() {
    for options in ["-t l --features y1,y2,y3 --standardise", "-t l --features y1,y2,y3"] {
        fit("polyyear", options)
            .converged()
            .is("y1", -13581.27050294244, 9383.940240875969)
            .is("y2", 6.779270785183373, 4.679951429421135)
            .is("y3", -0.001127963397084021, 0.0007779854080459953);
    }
}

#[test]
fn l1_year() {
    fit("l1_year", "-t l --l1 0.01")
        .converged()
        .is_at(0.5878819058692306)
        .weighs("x1", 0.9189029325238507, 1e-6)
        .weighs("year", 0.1608028447261859, 1e-6)
        .weighs("intercept", -323.4505554654282, 1e-6);
}

#[test]
fn gd_tiny() {
    for (solver, tolerance) in SOLVERS {
        fit("gd_tiny", &format!("-t l --solver {solver}"))
            .converged()
            .is_within(tolerance, "x1", 1.035933233825377, 0.3202696270259465)
            .is_within(tolerance, "x2", 8636025.712700155, 2589671.084633142);
    }
    let steps = fit("gd_tiny", "-t l --solver gd --epochs 5000");
    assert_eq!(steps.code, 3, "{}", steps.text);
    assert_eq!(steps.report("status"), "iteration_limit");
}

#[test]
fn bal() {
    let balanced = fit("bal", "-t y --class-weight balanced");
    balanced
        .converged()
        .weighs("x", 0.96932972812424, 1e-8)
        .weighs("intercept", -0.4852286251897887, 1e-8)
        .prints("x", 0.96932972812424, 0.3198812543286722);
    assert!(!balanced.text.contains("399.99"), "{}", balanced.text);
}

#[test]
fn titanic_balanced() {
    fit_real("titanic_table", "-t survived --weights count --class-weight balanced")
        .converged()
        .weighs("class=1st", 0.80716532, 1e-7) // the crew, of which there are most, is the baseline
        .weighs("class=2nd", 0.80716532 - 1.07323209, 1e-7)
        .weighs("class=3rd", 0.80716532 - 1.59181485, 1e-7)
        .weighs("sex=female", 2.35266444, 1e-8)
        .weighs("age=child", 1.1050111, 1e-8)
        .weighs("intercept", 2.66212506 - 0.80716532 - 2.35266444, 1e-7)
        .prints("sex=female", 2.35266444, 0.13713994)
        .prints("age=child", 1.1050111, 0.25971635);
}

#[test]
fn f09_auc() {
    let folder = Folder::new();
    folder.ok(&["fit", &case("auc_train"), "-t", "y", "-o", "m.json"]);
    for (table, log_loss) in
        [("F09_auc_test", 20.55200955971431), ("F09_auc_flip", 20.63676988804958)]
    {
        let json: Value =
            serde_json::from_str(&folder.ok(&["evaluate", "m.json", &case(table), "--json"]))
                .unwrap();
        assert_eq!((&json["roc_auc"], &json["average_precision"]), (&1.0.into(), &1.0.into()));
        close(json["log_loss"].as_f64().unwrap(), log_loss, 1e-8);
    }
}

#[test]
fn firth_premature() {
    fit("firth_premature", "-t y --firth")
        .converged()
        .is("x0", 4.529833552300894, 2.12794067948127)
        .is("x1", -0.05544501317611801, 0.2220725360353328)
        .is("x2", 0.009285436119862456, 0.7034564329522915)
        .is("x3", 0.002184969508892237, 0.1183971424386508)
        .is("x4", 0.9468520872894239, 1.358868449615099)
        .weighs("intercept", 0.5696908732939507, 1e-8);
}

#[test]
fn prof_m() {
    fit("prof_m", "-t y --features x1,x2 --firth")
        .converged()
        .is("x1", 1.028425433435316, 0.4204179280460739)
        .is("x2", -0.003084330742580195, 0.9957873543569214);
}

#[test]
fn people() {
    fit("people", "-t buys --l1 0.001")
        .converged()
        .is_at(0.5892519096138891)
        .weighs("age", 0.04006947129958366, 1e-6)
        .weighs("income", 1.467173301917975e-5, 1e-6)
        .weighs("kids", -0.1617644065996017, 1e-6)
        .weighs("height", 2.044077071781615, 1e-6)
        .weighs("member", 1.163206185814595, 1e-6);
    fit("people", "-t buys --cv").converged();
}

#[test]
fn penguins_lasso() {
    let lasso = fit_real("penguins", "-t sex --missing drop --l1 0.1");
    lasso
        .converged()
        .is_at(0.3909872379180196)
        .weighs("bill_length_mm", 0.0375563, 1e-4)
        .weighs("bill_depth_mm", 1.0549611, 1e-4)
        .weighs("flipper_length_mm", -0.0173567, 1e-4)
        .weighs("body_mass_g", 0.0032870, 1e-4);
    for zero in ["year", "species=Gentoo", "island=Dream"] {
        assert_eq!(lasso.weight(zero), 0.0);
    }
}

#[test]
fn endless() {
    let lasso = fit("endless", "-t y --weights count --l1 0.00003");
    lasso.converged().is_at(0.003663685479133447).weighs("x0", -50.72784601920054, 1e-4).weighs(
        "x1",
        55.79077497341239,
        1e-4,
    );
    assert_eq!(lasso.weight("x2"), 0.0);
}

#[test]
fn birth_age() {
    fit("birth_age", "-t buys")
        .aliased("age", "age = 2024 - birth")
        .weighs("birth", 0.2528046623589997, 1e-8)
        .weighs("z", 0.5068114110097911, 1e-8)
        .weighs("income", 0.01069348471051374, 1e-8)
        .prints("birth", 0.2528046623589997, 0.3290246745533609);
    let said = doctor("birth_age", "buys");
    assert!(said.contains("age = 2024 - birth"), "{said}");
}

#[test]
fn nano() {
    for (solver, tolerance) in SOLVERS {
        fit("nano", &format!("-t y --solver {solver}"))
            .converged()
            .is_within(tolerance, "wavelength_m", 20512630.20913692, 2994299.247145204)
            .is_within(tolerance, "b", 1.128290410794684, 0.2340597694766909);
    }
}

#[test]
fn huge308() {
    fit("huge308", "-t y").refused("\"a\" reaches 1.7e308, so that sums over the rows overflow");
}

#[test]
fn cvrare1() {
    fit("cvrare1", "-t y --cv")
        .refused("two folds with a sample of each class, but there is only 1");
}
