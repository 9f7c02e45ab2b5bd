use linalg_lite::{BLOCK_ROWS, Cholesky, Mat};

use crate::error::Error;
use crate::firth::corrected::{Correctable, Corrected};
use crate::inference::ClassForms;
use crate::objective::MeanSoftmaxLoss;
use crate::problem::Problem;

/// The mean cross-entropy of several classes, less the logarithm of the root of the Fisher information's determinant:
///
/// ```text
/// J(w)    = 1/n [sum_i l(y_i, z_i) - 1/2 ln det I(w)]
/// dJ/dw_k = 1/n X' [p_k - [y = k] - c_k / 2]
/// c_k     = p_k (S_kk - 2 sum_m p_m S_km - sum_l p_l S_ll + 2 sum_lm p_l p_m S_lm),    S_kl = x' (I^-1)_kl x
/// ```
///
/// for the classes after the first, in the layout of [`MeanSoftmaxLoss`]; S is 0 for the first. Which class that is changes
/// the determinant by no factor that depends on w. The Hessian given is `I / n`, its main part.
///
/// # Source
/// Bull, Mak and Greenwood, *A modified score function estimator for multinomial logistic regression in small samples*,
/// Computational Statistics and Data Analysis 39 (2002).
pub type FirthSoftmaxLoss<'a> = Corrected<MeanSoftmaxLoss<'a>>;

impl<'a> FirthSoftmaxLoss<'a> {
    /// Of class numbers below `classes`.
    ///
    /// # Errors
    /// As [`MeanSoftmaxLoss::new`].
    pub fn new(problem: Problem<'a, usize>, classes: usize) -> Result<Self, Error> {
        Ok(Self { plain: MeanSoftmaxLoss::new(problem, classes, 0.0)? })
    }
}

impl Correctable for MeanSoftmaxLoss<'_> {
    /// Adds `-1/n X' c_k / 2`.
    fn add_correction(
        &self,
        w: &[f64],
        mean_information: &Cholesky,
        gradient: &mut [f64],
    ) -> Result<(), Error> {
        let problem = self.problem();
        let (n, total) = (problem.n_samples(), problem.total_weight());
        let (dim, classes) = (w.len(), self.n_classes());
        let group = problem.design.dim();
        let free: Vec<usize> = (0..dim).collect();
        let forms = ClassForms::of(&mean_information.inverse_root(), &free, (classes - 1, group));
        let begin = || Sums {
            gradient: vec![0.0; dim],
            p: vec![[0.0; BLOCK_ROWS]; classes],
            s: forms.pairs.rooms(),
        };
        let sums = problem.design.sweep(
            dim,
            begin,
            |Sums { gradient, p, s }, block| {
                self.probabilities(block, w, p);
                forms.fill(block, s);
                for (i, row) in block.rows().enumerate() {
                    let form = forms.pairs.of_sample(s, i);
                    let share = -0.5 * problem.weight(row) / total;
                    for (k, c) in corrections(p, i, &form).into_iter().enumerate() {
                        p[k + 1][i] = if share == 0.0 { 0.0 } else { share * c };
                    }
                }
                for (c, gradient) in p[1..].iter().zip(gradient.chunks_exact_mut(group.max(1))) {
                    block.add_gradient(&c[..block.len()], gradient);
                }
            },
            |total, more| total.gradient.iter_mut().zip(&more.gradient).for_each(|(t, s)| *t += s),
        )?;
        gradient.iter_mut().zip(&sums.gradient).for_each(|(g, sum)| *g += sum / n);
        Ok(())
    }

    fn n_samples(&self) -> f64 {
        self.problem().n_samples()
    }
}

/// What is added up over a chunk of rows, and what a block of them needs.
struct Sums {
    gradient: Vec<f64>,
    p: Vec<[f64; BLOCK_ROWS]>,
    s: Vec<[f64; BLOCK_ROWS]>,
}

/// `c_k` of a sample, for each class after the first.
fn corrections(p: &[[f64; BLOCK_ROWS]], i: usize, s: &Mat<f64>) -> Vec<f64> {
    let others = p.len() - 1;
    let p = |k: usize| p[k + 1][i];
    let with = |k: usize| (0..others).map(|m| p(m) * s[(k, m)]).sum::<f64>();
    let inner: Vec<f64> = (0..others).map(with).collect();
    let of_all: f64 = (0..others).map(|k| p(k) * (s[(k, k)] - 2.0 * inner[k])).sum();
    (0..others).map(|k| p(k) * (s[(k, k)] - 2.0 * inner[k] - of_all)).collect()
}
