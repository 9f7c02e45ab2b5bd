//! Tables as people have them, in `tests/cases/tables`: the right model of each, from `data/reference/tables.json`.

use crate::common::cases::{Fit, case};
use serde_json::Value;

/// Where nothing is written that counts, a model with its rows, weights and errors.
fn models() -> Vec<Value> {
    serde_json::from_str(include_str!("../../../../data/reference/tables.json")).unwrap()
}

/// All models of a table are those of the reference.
fn agrees(name: &str) {
    let models = models();
    let of_table: Vec<&Value> = models.iter().filter(|model| model["table"] == name).collect();
    assert!(!of_table.is_empty(), "{name}");
    for model in of_table {
        let fit = Fit::of(case(&format!("tables/{name}")), model["flags"].as_str().unwrap());
        fit.converged();
        assert_eq!(fit.at("/model/training/rows"), &model["rows"], "{name}");
        let weights = model["weights"].as_array().unwrap();
        assert_eq!(fit.features().len() + 1, weights.len(), "{name}: {:?}", fit.features());
        for weight in weights {
            let feature = weight[0].as_str().unwrap();
            let [expected, error] = [1, 2].map(|j| weight[j].as_f64().unwrap());
            let off = (fit.weight(feature) - expected).abs();
            assert!(off <= 1e-8 * (expected.abs() + error), "{name}, {feature}: {off:e}");
            let off = (fit.error(feature) - error).abs();
            assert!(off <= 1e-8 * error, "{name}, the error of {feature}: {off:e}");
        }
    }
}

macro_rules! tables {
    ($($name:ident)*) => {
        $(#[test] fn $name() { agrees(stringify!($name)); })*
        const TESTED: &[&str] = &[$(stringify!($name)),*];
    };
}

tables! {
    blankfirst bool_yesno ck50 comment consttext cr ctrl dd15576 emptycol esc eu_thousands flagnum hdrcomma hdrnl
    hours iddesc idgap idrand index iso miss_3f miss_4e2f41 ml1272 month monthname na_cat_quoted nbsp_cat nbsp_many
    pct ssn stars time usd ws
}

#[test]
fn every_model_of_the_reference_is_tested() {
    let known = models();
    let untested = known.iter().find(|model| !TESTED.contains(&model["table"].as_str().unwrap()));
    assert_eq!(untested, None);
}
