//! Columns far from zero, on tables of `tests/cases`: the fit of the centred table, by every solver.

use crate::common::Folder;
use crate::common::cases::{Fit, SOLVERS, case, close, fit};
use serde_json::Value;

#[test]
fn lbfgs_offset() {
    for (solver, tolerance) in SOLVERS {
        fit("lbfgs_offset", &format!("-t l --solver {solver}"))
            .converged()
            .is_within(tolerance, "x1", 1.036007550367686, 0.3202901785314913)
            .is_within(tolerance, "x2", 0.1727481464013147, 0.05179598040398179);
    }
}

/// A table with one column moved by a whole number near its mean, which costs no digit.
fn moved(name: &str, column: usize, by: f64) -> String {
    let table = std::fs::read_to_string(case(name)).unwrap();
    let row = |(place, line): (usize, &str)| {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if place > 0 {
            cells[column] = (cells[column].parse::<f64>().unwrap() - by).to_string();
        }
        cells.join(",")
    };
    table.lines().enumerate().map(row).collect::<Vec<_>>().join("\n")
}

fn path_is_that_of_the_centred_table(name: &str, by: f64) {
    let folder = Folder::new();
    folder.write("centred.csv", moved(name, 1, by));
    for options in ["-t y --cv", "-t y --l1 1e-4", "-t y"] {
        let centred = Fit::of(folder.file("centred.csv"), options);
        let far = fit(name, options);
        centred.converged();
        far.converged();
        for feature in ["x0", "x1"] {
            close(far.weight(feature), centred.weight(feature), 1e-5);
        }
    }
}

#[test]
fn cvhang_0() {
    path_is_that_of_the_centred_table("cvhang-0", 4_514_907_300.0);
}

#[test]
fn cvhang_80() {
    path_is_that_of_the_centred_table("cvhang-80", 12_058_782.0);
}

#[test]
fn lbfgs_unix_seconds() {
    for (solver, tolerance) in SOLVERS {
        fit("lbfgs-unix-seconds", &format!("-t alarm --solver {solver}"))
            .converged()
            .is_within(tolerance, "unix_time", -0.008811943630218953, 0.0202193591573386)
            .is_within(tolerance, "temp", 1.189346186777773, 0.3230282345516826);
    }
}

#[test]
fn unixms() {
    for (solver, tolerance) in SOLVERS {
        fit("unixms", &format!("-t y --solver {solver}"))
            .converged()
            .is_within(tolerance, "time", 2.970946461776448e-5, 4.105195050395338e-5)
            .is_within(tolerance, "b", 0.01617064716772246, 0.13636751411057);
    }
}

#[test]
fn near() {
    for (solver, tolerance) in SOLVERS {
        fit("near", &format!("-t y --solver {solver}"))
            .converged()
            .is_within(tolerance, "a", -0.4424224992089087, 0.3504121641952859)
            .is_within(tolerance, "b", -0.09257979071942928, 0.1460288612296653);
    }
}

#[test]
fn cert_206() {
    for (solver, tolerance) in SOLVERS {
        fit("cert-206", &format!("-t label --weights w --drop y --solver {solver}"))
            .converged()
            .is_at(0.4721079139869821)
            .is_within(tolerance, "x0", 552.2113154424751, 328.8983178712926)
            .is_within(tolerance, "x1", 0.0001956629835320788, 7.307489540955815e-5)
            .is_within(tolerance, "x2", 57.36876221583694, 18.28889219898748);
    }
}

#[test]
fn cert_1470() {
    for (solver, tolerance) in SOLVERS {
        fit("cert-1470", &format!("-t label --weights w --drop y --solver {solver}"))
            .converged()
            .is_at(0.5283526319120459)
            .is_within(tolerance, "x0", 0.4132614415804335, 0.08669467138883939)
            .is_within(tolerance, "x1", 10.53847186324727, 2.508840455241622);
    }
}

/// x2 is -x0 but for a share of 1e-12: a combination, or a column of its own, but not something between. Where
/// no end is claimed, the fit is as good as that without x2, and no certificate is below what is left.
#[test]
fn lbfgs_200135() {
    for (solver, _) in SOLVERS {
        for (options, as_combination, as_column) in [
            ("-m softmax", 0.6840405670798356, 0.6491361301573718),
            ("--positive 0", 0.49258006307409286, 0.48616958203323485),
            ("--positive 1", 0.4686484743383044, 0.43423671072172265),
            ("--positive 2", 0.34979351174065687, 0.3412455009464537),
        ] {
            let options = format!("-t label --weights w --drop y,off --solver {solver} {options}");
            let fit = fit("lbfgs-200135", &options);
            if fit.code == 3 {
                assert_eq!(fit.report("status"), "stalled", "{}", fit.text);
                let objective = fit.number("/model/model/report/objective");
                let range = as_column - 1e-9..=as_combination + 1e-9;
                assert!(range.contains(&objective), "{}", fit.text);
                let gap = fit.report("certificate").get("gap").and_then(Value::as_f64);
                assert!(gap.is_none_or(|gap| gap >= objective - as_column), "{}", fit.text);
                continue;
            }
            let aliased = fit.text.contains("aliased");
            fit.is_at(if aliased { as_combination } else { as_column });
        }
    }
}
