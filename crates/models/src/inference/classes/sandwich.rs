use linalg_lite::{Arrow, BLOCK_ROWS, Block, Centres, Mat};

use super::adjusted::{Adjusted, adjusted, variance};
use super::{ClassEstimates, ClassForms, ClassOptimum};
use crate::error::Error;
use crate::inference::clusters::Clusters;
use crate::inference::filling::Root;
use crate::inference::inverse::{Square, part, scaled};
use crate::inference::{Distribution, Estimates, Filling, Sandwich, TOO_FEW_SAMPLES};
use crate::objective::complete_parts;
use crate::problem::Problem;
use crate::sample_weights::WeightKind;
use crate::softmax::FittedSoftmax;

impl FittedSoftmax {
    /// The parameters with robust standard errors, from the problem that was fitted; for
    /// [`SoftmaxInference::with_errors`](crate::inference::SoftmaxInference::with_errors). A row has a residual for each
    /// class after the first, `r_k = [y = k] - p_k`, and the parameters of all classes count.
    ///
    /// HC2 and HC3 divide by what its leverage leaves of a row: with `H = W X_i A X_i'`, the block of the hat matrix that
    /// belongs to it, where A is the covariance of the parameters, `X_i` turns parameters into the row's logits and
    /// `W = diag(p) - p p'`, residuals become `(I - H)^(-1/2) r` and `(I - H)^-1 r`. They do not depend on which class
    /// is the first, and those of two classes are the ones of logistic regression.
    ///
    /// # Errors
    /// As [`inference_of`](Self::inference_of); [`Error::NoInference`] also for one cluster alone, and for HC2 and HC3
    /// where a row determines a parameter alone.
    ///
    /// # Source
    /// Kauermann and Carroll, *A note on the efficiency of sandwich covariance matrix estimation*, JASA 96 (2001);
    /// Mancl and DeRouen, *A covariance estimator for GEE with improved small-sample properties*, Biometrics 57 (2001).
    ///
    /// ```
    /// use models::inference::Sandwich;
    /// use models::{Problem, SoftmaxRegression};
    ///
    /// let birds = datasets::real::penguins()?.dataset.select_features(&["body_mass_g"])?;
    /// let problem = Problem::new(birds.features.as_ref(), birds.classes()?.0)?;
    /// let model = SoftmaxRegression::default().fit_problem(&problem, 3)?;
    /// let found = model.sandwich(&problem, Sandwich::Hc3)?;
    /// let of_gentoo = found.estimates[1].estimates[0].unwrap();
    /// assert!((of_gentoo.standard_error - 0.000_720_844).abs() < 1e-9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sandwich(
        &self,
        problem: &Problem<'_, usize>,
        sandwich: Sandwich<'_>,
    ) -> Result<ClassEstimates, Error> {
        let centres = problem.centres()?;
        let centred = problem.centred(&centres)?;
        let optimum = self.optimum(&centred)?;
        let (samples, k) = (centred.n_samples(), optimum.information.free.len() as f64);
        if samples <= k && sandwich != Sandwich::Hc0 {
            return Err(Error::NoInference(TOO_FEW_SAMPLES));
        }
        let bread = optimum.information.inverse.dense()?;
        let share = 1.0 / centred.total_weight();
        let (filling, factor) = match sandwich {
            Sandwich::Clustered { clusters, corrected } => {
                return optimum.clustered(bread, &centres, (clusters, corrected));
            }
            Sandwich::Hc0 => (optimum.scores(None)?, 1.0),
            Sandwich::Hc1 => (optimum.scores(None)?, samples / (samples - k)),
            Sandwich::Hc2 => (optimum.scores(Some(Adjusted::Root))?, 1.0),
            Sandwich::Hc3 => (optimum.scores(Some(Adjusted::Whole))?, 1.0),
        };
        let covariance = scaled(&bread.sandwich(&filling, 0.0)?, factor * share * share);
        let distribution = optimum.distribution(optimum.degrees_of_freedom());
        optimum.groups(&centres).estimates(&covariance, distribution, Estimates::of_sandwich)
    }
}

impl ClassOptimum<'_> {
    /// What ratios follow, with so many degrees of freedom where weights are precisions.
    fn distribution(&self, degrees: f64) -> Distribution {
        match self.problem().weight_kind() {
            WeightKind::Analytic => Distribution::Student(degrees),
            _ => Distribution::Normal,
        }
    }

    fn clustered(
        &self,
        bread: &Square,
        centres: &Centres,
        (clusters, corrected): (&[usize], bool),
    ) -> Result<ClassEstimates, Error> {
        /// Scores of a cluster that cancel to so little of their size, squared, are nothing but rounding.
        const ROUNDING: f64 = 1e-16;
        let (problem, free) = (self.problem(), &self.information.free);
        let share = 1.0 / problem.total_weight();
        let shape = (self.objective.n_classes() - 1, problem.design.dim());
        let root = Root::of(&bread.root, free, shape);
        let found = Clusters::of_residuals(problem, &self.residuals_of_rows()?, clusters, &root)?;
        let (samples, others) = (problem.n_samples(), (found.number - 1) as f64);
        let correction =
            (others + 1.0) / others * ((samples - 1.0) / (samples - free.len() as f64));
        let factor = if corrected { correction } else { 1.0 };
        let filled = bread.sandwich(&found.filling, ROUNDING * found.largest / share)?;
        let covariance = scaled(&filled, factor * share * share);
        let (groups, distribution) = (self.groups(centres), self.distribution(others));
        let estimates = groups.estimates(&covariance, distribution, Estimates::of_sandwich)?;
        Ok(estimates.of_rank(found.number - 1)) // because the scores of all add up to 0
    }

    /// `w r` of all rows, for each class after the first.
    fn residuals_of_rows(&self) -> Result<Vec<Vec<f64>>, Error> {
        let problem = self.problem();
        let others = self.objective.n_classes() - 1;
        let mut rows = vec![vec![0.0; others]; problem.n_rows()];
        problem.design.fill(&mut rows, |block, rows| {
            let mut p = vec![[0.0; BLOCK_ROWS]; others + 1];
            let mut r = vec![[0.0; BLOCK_ROWS]; others];
            self.objective.probabilities(block, &self.w, &mut p);
            self.residuals(block, &p, &mut r);
            for (k, (i, row)) in block.rows().zip(rows).enumerate() {
                let weight = problem.weight(i);
                let of_class =
                    |r: &[f64; BLOCK_ROWS]| if weight == 0.0 { 0.0 } else { weight * r[k] };
                row.iter_mut().zip(&r).for_each(|(row, r)| *row = of_class(r));
            }
        })?;
        Ok((0..others).map(|k| rows.iter().map(|row| row[k]).collect()).collect())
    }

    /// `sum w^2 r r' (x) x x'` over the samples, of the parameters that are free: in blocks, one for each pair of classes.
    pub(super) fn scores(&self, how: Option<Adjusted>) -> Result<Filling, Error> {
        const ALONE: &str = "a row determines a parameter alone, so that HC2 and HC3 would divide by 0: HC0 and HC1 do not";
        const NO_DIGIT: f64 = 1e-10;
        let (design, dim) = (self.problem().design, self.w.len());
        let (group, classes) = (design.dim().max(1), self.objective.n_classes());
        let forms = match how {
            Some(how) => Some((how, self.forms()?)),
            None => None,
        };
        let begin = || Scores {
            sums: Mat::zeros(dim, dim),
            p: vec![[0.0; BLOCK_ROWS]; classes],
            r: vec![[0.0; BLOCK_ROWS]; classes - 1],
            rest: 1.0,
        };
        let add = |scores: &mut Scores, block: Block<'_>| {
            self.objective.probabilities(block, &self.w, &mut scores.p);
            self.residuals(block, &scores.p, &mut scores.r);
            if let Some((how, forms)) = &forms {
                scores.adjust(self.problem(), block, *how, forms);
            }
            scores.add(self.problem(), block, group);
        };
        let Scores { mut sums, rest, .. } = design.sweep(dim * dim, begin, add, |all, more| {
            all.sums += &more.sums;
            all.rest = all.rest.min(more.rest);
        })?;
        if rest <= NO_DIGIT {
            return Err(Error::NoInference(ALONE));
        }
        complete_parts(&mut sums, group);
        let both = Mat::from_fn(dim, dim, |i, j| sums[(i.min(j), i.max(j))]);
        Ok(Filling::Products(Arrow::whole(part(&both, &self.information.free))))
    }
}

/// The scores of a chunk of rows, and what a block of them needs.
struct Scores {
    /// On and above the diagonal.
    sums: Mat<f64>,
    p: Vec<[f64; BLOCK_ROWS]>,
    r: Vec<[f64; BLOCK_ROWS]>,
    /// The least that a leverage leaves.
    rest: f64,
}

impl Scores {
    /// Adjusts the residuals of a block for the leverage of each row.
    fn adjust(
        &mut self,
        problem: &Problem<'_, usize>,
        block: Block<'_>,
        how: Adjusted,
        forms: &ClassForms,
    ) {
        let mut of_block = forms.pairs.rooms();
        forms.fill(block, &mut of_block);
        for (k, i) in block.rows().enumerate() {
            if problem.weight(i) == 0.0 {
                continue;
            }
            let r: Vec<f64> = self.r.iter().map(|r| r[k]).collect();
            let weight = problem.weight(i) / problem.samples_of_row(i);
            let w = scaled(&variance(&self.p, k), weight);
            let (found, rest) = adjusted(how, &w, forms.pairs.of_sample(&of_block, k), &r);
            self.r.iter_mut().zip(found).for_each(|(r, found)| r[k] = found);
            self.rest = self.rest.min(rest);
        }
    }

    /// Adds `w^2 r_k r_l x x'` for all classes `l <= k`; a row of n samples that count w together is n of them that
    /// count w/n.
    fn add(&mut self, problem: &Problem<'_, usize>, block: Block<'_>, group: usize) {
        if self.sums.nrows() == 0 {
            return; // neither features nor an intercept
        }
        let mut s = [0.0; BLOCK_ROWS];
        for k in 0..self.r.len() {
            for l in 0..=k {
                for (i, row) in block.rows().enumerate() {
                    s[i] = match problem.weight(row) {
                        0.0 => 0.0,
                        weight => {
                            let square = weight / problem.samples_of_row(row) * weight;
                            square * (self.r[k][i] * self.r[l][i])
                        }
                    };
                }
                let place = self.sums.as_mut().submatrix_mut(l * group, k * group, group, group);
                block.add_hessian(&s[..block.len()], place);
            }
        }
    }
}
