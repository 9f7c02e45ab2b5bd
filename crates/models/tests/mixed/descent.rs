//! Gradient descent takes the same path, epoch by epoch.

use models::solver::GradientDescent;
use models::{
    LinearRegression, LinearSolver, LogisticRegression, Penalty, SoftmaxRegression, Solver,
};

use crate::same::{Apart, ROUNDING};
use crate::tables::{TABLES, draw};

/// Too long a step would double rounding as well, again and again: these are small enough for columns as far from zero
/// as some are, which count from their means only where they are standardised beside an intercept.
fn steps(has_intercept: bool) -> [(bool, GradientDescent); 2] {
    let descent = |rate| GradientDescent { rate, epochs: 40, tolerance: 1e-6 };
    [(false, descent(1e-4)), (true, descent(if has_intercept { 0.02 } else { 1e-4 }))]
}

#[test]
fn paths_of_descent() {
    let mut apart = Apart::default();
    for seed in TABLES.step_by(3) {
        let table = draw(seed);
        if table.dense.ncols() > 60 {
            continue; // several classes of hundreds of features take their time
        }
        for (standardise, solver) in steps(table.has_intercept) {
            for penalty in [Penalty::default(), Penalty::l2(0.05)] {
                let what = |of: &str| format!("{of}, l2 {}, {standardise}", penalty.l2);
                let solver_of_logits = Solver::GradientDescent(solver);
                let config = LogisticRegression { penalty, standardise, solver: solver_of_logits };
                let ends = table.both(&table.labels).map(|problem| config.fit_problem(&problem));
                if let Some([one, two]) = apart.ends(&what("logits"), seed, ends) {
                    apart.logistic(&what("logits"), seed, &one, &two);
                    apart.numbers(&what("logits"), seed, &one.coefficients, &two.coefficients);
                    let [one, two] = [one, two].map(|fit| fit.report.objectives());
                    apart.numbers(&what("logits: trace"), seed, &one, &two);
                }
                let solver_of_lines = LinearSolver::GradientDescent(solver);
                let config = LinearRegression { penalty, standardise, solver: solver_of_lines };
                let ends = table.both(&table.numbers).map(|problem| config.fit_problem(&problem));
                if let Some([one, two]) = apart.ends(&what("lines"), seed, ends) {
                    apart.linear(&what("lines"), seed, &one, &two);
                }
                let solver = Solver::GradientDescent(solver);
                let config = SoftmaxRegression { l2: penalty.l2, standardise, solver, l1: 0.0 };
                let ends = table.classes_of_both().map(|problem| config.fit_problem(&problem, 3));
                if let Some([one, two]) = apart.ends(&what("classes"), seed, ends) {
                    apart.reports(&what("classes"), seed, &one.report, &two.report);
                    let [one, two] = [one, two].map(|fit| fit.coefficients.concat());
                    apart.numbers(&what("classes"), seed, &one, &two);
                }
            }
        }
    }
    apart.are_within(ROUNDING);
}
