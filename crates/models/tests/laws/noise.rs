//! An objective whose sums come in any order: the same point has another value each time it is asked.

use std::cell::Cell;

use linalg_lite::{Mat, MatMut};
use models::loss::CrossEntropy;
use models::objective::MeanLoss;
use models::solver::{
    FiniteSum, Lbfgs, Newton, Objective, Preconditioner, Solution, TwiceDifferentiable, certify,
};
use models::{Error, Penalty, Solver, Status};

use crate::common::agree;
use crate::common::tables::{Table, draw};

/// `J`, off by a part of at most `size` of 1 + |J|, and as much in each entry of its derivatives.
struct Noisy<O> {
    objective: O,
    size: f64,
    noise: f64,
    state: Cell<u64>,
    asked: Cell<usize>,
}

impl<O: Objective> Noisy<O> {
    fn new(objective: O, size: f64, noise: f64) -> Self {
        Self { objective, size, noise, state: Cell::new(7), asked: Cell::new(0) }
    }

    /// Between -1 and 1.
    fn draw(&self) -> f64 {
        let state = self.state.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        self.state.set(state);
        (state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }

    fn blur(&self, value: f64, gradient: &mut [f64]) -> f64 {
        self.asked.set(self.asked.get() + 1);
        gradient.iter_mut().for_each(|g| *g += self.size * self.draw());
        value + self.size * self.draw() * (1.0 + value.abs())
    }
}

impl<O: Objective> Objective for Noisy<O> {
    fn dim(&self) -> usize {
        self.objective.dim()
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        let value = self.objective.gradient(w, gradient)?;
        Ok(self.blur(value, gradient))
    }

    fn penalty(&self, parameter: usize) -> Penalty {
        self.objective.penalty(parameter)
    }

    fn noise(&self) -> f64 {
        self.noise
    }
}

impl<O: TwiceDifferentiable> TwiceDifferentiable for Noisy<O> {
    fn hessian(
        &self,
        w: &[f64],
        gradient: &mut [f64],
        mut hessian: MatMut<'_, f64>,
    ) -> Result<f64, Error> {
        let value = self.objective.hessian(w, gradient, hessian.as_mut())?;
        for j in 0..w.len() {
            for i in 0..=j {
                hessian[(i, j)] += self.size * self.draw();
                hessian[(j, i)] = hessian[(i, j)];
            }
        }
        Ok(self.blur(value, gradient))
    }
}

impl<O: FiniteSum> FiniteSum for Noisy<O> {
    fn n_terms(&self) -> usize {
        self.objective.n_terms()
    }

    fn subsample(&self, every: usize) -> Self {
        Self::new(self.objective.subsample(every), self.size, self.noise)
    }
}

/// `J(w) = sum_j (j + 1) (w_j - 1)^2 / 20`.
struct Bowl;

impl Objective for Bowl {
    fn dim(&self) -> usize {
        6
    }

    fn gradient(&self, w: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        let curvature = |j: usize| (j + 1) as f64 / 10.0;
        (0..6).for_each(|j| gradient[j] = curvature(j) * (w[j] - 1.0));
        Ok((0..6).map(|j| gradient[j] * (w[j] - 1.0) / 2.0).sum())
    }
}

impl TwiceDifferentiable for Bowl {
    fn hessian(&self, w: &[f64], g: &mut [f64], mut h: MatMut<'_, f64>) -> Result<f64, Error> {
        h.fill(0.0);
        (0..6).for_each(|j| h[(j, j)] = (j + 1) as f64 / 10.0);
        self.gradient(w, g)
    }
}

impl FiniteSum for Bowl {
    fn n_terms(&self) -> usize {
        1
    }

    fn subsample(&self, _: usize) -> Self {
        Self
    }
}

fn logit(table: &Table, penalty: Penalty) -> MeanLoss<'_, CrossEntropy> {
    MeanLoss::new(table.problem(&table.labels), penalty).unwrap()
}

/// The end of a fit of an objective that says how noisy it is, near the exact one, after few questions.
fn check<O: FiniteSum>(
    what: &str,
    (noisy, exact): (O, O),
    size: f64,
    most: usize,
    solve: impl Fn(&Noisy<O>) -> Solution,
) {
    let solution = solve(&Noisy::new(exact, 0.0, Bowl.noise()));
    let exact = solution.parameters;
    let noisy = Noisy::new(noisy, size, 2.0 * size);
    let Solution { parameters, report, .. } = solve(&noisy);
    assert_eq!(report.status, Status::Converged, "{what}, {size:e}");
    let asked = noisy.asked.get();
    assert!(asked <= most, "{what}, {size:e}: {asked} questions");
    agree(&format!("{what}, {size:e}"), &parameters, &exact, 1e3 * size);
}

/// From a preconditioner that is the Hessian at zero.
fn by_metric<O: FiniteSum>(objective: &Noisy<O>) -> Solution {
    let zero = vec![0.0; objective.dim()];
    let mut hessian = Mat::zeros(zero.len(), zero.len());
    objective.hessian(&zero, &mut zero.clone(), hessian.as_mut()).unwrap();
    let metric = Preconditioner::of_hessian(hessian).unwrap();
    let found = Lbfgs::default().minimise_from(&zero, &metric, objective).unwrap();
    certify(objective, found).unwrap()
}

#[test]
fn what_is_below_the_noise_is_not_chased() {
    let newton = Solver::Newton(Newton::default());
    let lbfgs = Solver::Lbfgs(Lbfgs::default());
    for size in [1e-12, 1e-10] {
        check("bowl, Newton", (Bowl, Bowl), size, 4, |j| newton.minimise(j).unwrap());
        check("bowl, L-BFGS", (Bowl, Bowl), size, 20, |j| lbfgs.minimise(j).unwrap());
        for seed in 0..40 {
            let table = draw(seed);
            let of = |l1| {
                let objective = || logit(&table, Penalty { l1, l2: 0.0 });
                (objective(), objective())
            };
            check("Newton", of(0.0), size, 12, |j| newton.minimise(j).unwrap());
            check("Auto", of(0.0), size, 12, |j| Solver::Auto.minimise(j).unwrap());
            check("L-BFGS", of(0.0), size, 22, |j| lbfgs.minimise(j).unwrap());
            check("L-BFGS by a metric", of(0.0), size, 24, by_metric);
            check("l1", of(0.02), size, 24, |j| Solver::Auto.minimise(j).unwrap());
        }
    }
}

#[test]
fn a_fit_goes_on_from_where_it_was_interrupted() {
    let size = 1e-12;
    for seed in 0..10 {
        let table = draw(seed);
        for (penalty, most) in [(Penalty::default(), 5), (Penalty { l1: 0.02, l2: 0.0 }, 12)] {
            let of = || Noisy::new(logit(&table, penalty), size, 2.0 * size);
            let whole = Solver::Auto.minimise(&of()).unwrap();
            let again = of();
            let resumed = Solver::Auto.minimise_from(&whole.parameters, &again).unwrap();
            assert_eq!(resumed.report.status, Status::Converged);
            agree("resumed", &resumed.parameters, &whole.parameters, 1e3 * size);
            assert!(again.asked.get() <= most, "{} questions", again.asked.get());
        }
    }
    assert!(Solver::Auto.minimise_from(&[0.0; 5], &Bowl).is_err());
}
