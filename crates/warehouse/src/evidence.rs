//! What inference needs of the rows, asked for at the end of a fit.

use linalg_lite::Mat;
use models::WeightKind;
use models::inference::Evidence;

use crate::ask::numbers;
use crate::fit::Fit;
use crate::fitted::Fitted;
use crate::frame::rows::with;
use crate::{Error, Loss, Second, Truth};

impl Fit<'_> {
    /// Asks for the curvature at the parameters that were found and, for a sandwich, for the squared scores: as many
    /// questions again.
    ///
    /// # Errors
    /// Those of the engine; [`models::Error::NoInference`] where there are so many parameters that a category is kept
    /// apart.
    pub fn evidence(
        &self,
        fitted: &Fitted,
        weights: WeightKind,
        is_robust: bool,
    ) -> Result<Evidence, Error> {
        const TOO_MANY: &str = "in an engine, up to 2,000 parameters have standard errors";
        let features = self.frame.n_features();
        let group = features + usize::from(self.frame.has_intercept);
        if !self.wide(group)?.is_empty() {
            return Err(models::Error::NoInference(TOO_MANY).into());
        }
        let prepared = self.prepared()?;
        let all: Vec<usize> = (0..group).collect();
        let objective = self.objective(&prepared, &all);
        let w = &fitted.parameters;
        let sums = objective.sums(w, Second::Hessian)?;
        let dim = w.len();
        let square = |sums: &crate::Sums| sums.hessian.as_ref().map(|all| all.corner.clone());
        let mut hessian = square(&sums).unwrap_or_else(|| Mat::zeros(dim, dim));
        (0..dim).for_each(|j| (0..dim).for_each(|i| hessian[(i, j)] /= sums.weight));
        let is_softmax = matches!(objective.loss, Loss::Softmax { .. });
        let counts = weights == WeightKind::Frequency;
        let has_sandwich = !is_softmax && (is_robust || weights == WeightKind::Sampling);
        let scores = match has_sandwich {
            true => square(&objective.sums(w, Second::Scores { counts })?),
            false => None,
        };
        let moments = self.moments;
        let samples = if counts { moments.weight } else { moments.rows };
        let pearson = match (objective.loss, weights) {
            (Loss::CrossEntropy, WeightKind::Analytic) => self.pearson(w)?,
            _ => 0.0,
        };
        Ok(Evidence {
            centres: moments.centres.clone(),
            loss: sums.loss / sums.weight,
            gradient: sums.gradient.iter().map(|g| g / sums.weight).collect(),
            hessian,
            scores,
            samples,
            total_weight: moments.weight,
            weights,
            null_loss: fitted.null_loss,
            pearson,
            ln_weights: moments.log_weights,
            squared_targets: moments.target_squares,
            largest_target: match (self.frame.truth, weights) {
                (Some(Truth::Number { .. }), WeightKind::Frequency) => moments.largest_square,
                _ => moments.largest_square * moments.largest_weight,
            },
        })
    }

    /// `sum w r^2 / s`.
    fn pearson(&self, w: &[f64]) -> Result<f64, Error> {
        let frame = self.frame;
        let (coefficients, intercept) = w.split_at(frame.n_features());
        let logits = crate::frame::Logits {
            coefficients: vec![coefficients],
            intercepts: vec![intercept.first().copied().unwrap_or(0.0)],
        };
        let rows = frame.rows(&self.moments.centres, &logits)?;
        let steps = Loss::CrossEntropy.steps(frame.dialect, frame.weights.is_some());
        let rows = steps.iter().fold(rows, |rows, step| with(&rows, step, frame.dialect.fence));
        let zero = frame.dialect.double(0.0);
        let ratio = format!("CASE WHEN b.s0 > {zero} THEN b.r0 * b.r0 / b.s0 ELSE {zero} END");
        let sum = frame.dialect.shown(&format!("SUM({ratio})"));
        self.asked.add(1);
        Ok(numbers(self.engine, format!("SELECT {sum} FROM ({rows}) AS b"), 1)?[0])
    }
}
