//! A fit by questions: where features lie, the best model without them, then a solver of `models`.

use std::ops::Range;

use linalg_lite::{Mat, dependencies_of_products};
use models::solver::{
    Lbfgs, Newton, Objective, Preconditioner, ProximalNewton, Solution, TwiceDifferentiable,
    certify,
};
use models::{Combination, Penalty, Samples, Status};

use crate::fitted::Fitted;
use crate::frame::Item;
use crate::remainders::only_nearly;
use crate::{Asked, Engine, Error, Frame, Loss, Moments, Second, TableLoss, Truth};

/// What is to be fitted to the rows of a [`Frame`].
pub struct Fit<'a> {
    /// Who is asked.
    pub engine: &'a dyn Engine,
    /// About which rows.
    pub frame: &'a Frame<'a>,
    /// What coefficients cost.
    pub penalty: Penalty,
    /// Whether the penalty counts them in units of the deviations of their features.
    pub standardise: bool,
    /// Whether two classes have coefficients each, as a softmax has them: a penalty then counts both.
    pub is_softmax: bool,
    /// What is known of the features.
    pub moments: &'a Moments,
    /// All parameters, from which to begin; None for the best model without features.
    pub start: Option<Vec<f64>>,
    /// What was asked so far.
    pub asked: &'a Asked,
}

/// What an objective refers to: units of penalties, mean squares of features, and the levels that are kept apart.
pub(crate) struct Prepared {
    units: Vec<f64>,
    squares: Vec<f64>,
    wide: Range<usize>,
}

/// Up to so many sums a Hessian is asked for at each step, beyond that once.
const FEW_SUMS: usize = 3200;
/// Beyond so many parameters the widest category is kept apart.
const MANY_PARAMETERS: usize = 2000;
/// What is left of a feature beside others, squared, where sums of an engine cannot tell it from a combination.
pub(crate) const ALIASED: f64 = 1e-11;

impl Fit<'_> {
    /// Minimises.
    ///
    /// # Errors
    /// Those of the engine and of the solver.
    pub fn run(&self) -> Result<Fitted, Error> {
        let features = self.frame.n_features();
        let group = features + usize::from(self.frame.has_intercept);
        let prepared = self.prepared()?;
        let all = self.not_constant(&prepared);
        let objective = self.objective(&prepared, &all);
        let loss = objective.loss;
        let (without, null_loss) = self.without_features(&objective)?;
        let start = self.start.clone().unwrap_or(without);
        let mut combinations: Vec<Combination> = (0..features)
            .filter(|j| !all.contains(j))
            .map(|feature| self.constant(feature))
            .collect();
        let mut free = all.clone();
        let sums = self.sums_of_a_hessian(loss)?;
        let is_narrow = sums <= FEW_SUMS;
        if self.penalty.is_none() {
            combinations.extend(self.aliased(&objective, &start)?);
            free.retain(|j| combinations.iter().all(|c| c.feature != *j));
        }
        let objective = TableLoss { free: &free, ..objective };
        let start = objective.of_free(&start);
        let solution = self.minimise(&objective, &start, is_narrow)?;
        let mut report = solution.report;
        if report.status == Status::Converged && !combinations.is_empty() {
            let rank = group - combinations.len();
            report.status = Status::RankDeficient { rank };
        }
        report.combinations = combinations;
        report.reason = (self.penalty.l1 == 0.0).then(|| match is_narrow {
            true => format!("a Hessian is {sums} sums, few enough to be asked for at each step"),
            false => format!(
                "a Hessian is {sums} sums, too many to be asked for more than once or twice"
            ),
        });
        let proves_overlap = report.is_optimum() && !solution.is_singular;
        if self.penalty.is_none() && loss != Loss::SquaredError && !proves_overlap {
            self.explain_end(&mut report, &objective.all(&solution.parameters), loss)?;
        }
        Ok(Fitted {
            logits: objective.plain(&solution.parameters),
            report,
            samples: Samples {
                total_weight: self.moments.weight,
                weighted: self.frame.weights.is_some(),
                has_intercept: self.frame.has_intercept,
                has_offset: self.frame.offset.is_some(),
                has_penalty_factors: false,
            },
            penalty: (self.penalty, self.standardise),
            parameters: objective.all(&objective.rounded(&solution.parameters)?),
            null_loss,
        })
    }

    /// What an objective refers to.
    pub(crate) fn prepared(&self) -> Result<Prepared, Error> {
        let group = self.frame.n_features() + usize::from(self.frame.has_intercept);
        Ok(Prepared {
            units: self.units(),
            squares: self.moments.squares(),
            wide: self.wide(group)?,
        })
    }

    /// The parameters of a logit without those of constants, which standardising leaves out.
    pub(crate) fn not_constant(&self, prepared: &Prepared) -> Vec<usize> {
        let group = self.frame.n_features() + usize::from(self.frame.has_intercept);
        (0..group).filter(|j| prepared.units.get(*j) != Some(&0.0)).collect()
    }

    pub(crate) fn objective<'b>(
        &'b self,
        prepared: &'b Prepared,
        free: &'b [usize],
    ) -> TableLoss<'b> {
        TableLoss {
            engine: self.engine,
            frame: self.frame,
            loss: self.loss(),
            penalty: self.penalty,
            units: &prepared.units,
            centres: &self.moments.centres,
            reaches: &self.moments.reaches,
            squares: &prepared.squares,
            free,
            wide: &prepared.wide,
            unit: self.unit(),
            terms: self.moments.rows,
            asked: self.asked,
        }
    }

    /// Newton where Hessians are cheap; else L-BFGS in the metric of the Hessian at the start.
    fn minimise(
        &self,
        objective: &TableLoss<'_>,
        start: &[f64],
        is_narrow: bool,
    ) -> Result<Solution, Error> {
        let solution = if self.penalty.l1 > 0.0 {
            ProximalNewton::default().minimise_from(start, objective)?
        } else if is_narrow || !objective.wide.is_empty() || objective.loss == Loss::SquaredError {
            Newton::default().minimise_from(start, objective)?
        } else {
            let (_, hessian) = objective.arrow(start, &mut vec![0.0; objective.dim()])?;
            let preconditioner = Preconditioner::of_hessian(hessian.corner)?;
            Lbfgs::default().minimise_from(start, &preconditioner, objective)?
        };
        Ok(certify(objective, solution)?)
    }

    fn loss(&self) -> Loss {
        match self.frame.truth {
            Some(Truth::Classes { classes, .. }) if classes.len() > 2 || self.is_softmax => {
                Loss::Softmax { classes: classes.len() }
            }
            Some(Truth::Classes { .. }) => Loss::CrossEntropy,
            _ => Loss::SquaredError,
        }
    }

    /// What coefficients are multiplied by before they are penalised.
    fn units(&self) -> Vec<f64> {
        match self.standardise && !self.penalty.is_none() {
            true => self.moments.variances.iter().map(|variance| variance.sqrt()).collect(),
            false => Vec::new(),
        }
    }

    fn unit(&self) -> f64 {
        match self.frame.truth {
            Some(Truth::Number { .. }) => self
                .moments
                .of_target
                .get(1)
                .map_or(1.0, |squares| squares / 2.0 / self.moments.weight),
            _ => 1.0,
        }
    }

    /// A constant, which standardising leaves out.
    fn constant(&self, feature: usize) -> Combination {
        Combination { feature, terms: Vec::new(), constant: self.moments.means[feature] }
    }

    /// The category with most levels, where there are so many parameters that it is kept apart.
    pub(crate) fn wide(&self, group: usize) -> Result<Range<usize>, Error> {
        if group <= MANY_PARAMETERS || self.loss().logits() > 1 {
            return Ok(0..0);
        }
        let ranges = self.frame.categories()?.into_iter();
        Ok(ranges.max_by_key(Range::len).unwrap_or(0..0))
    }

    fn sums_of_a_hessian(&self, loss: Loss) -> Result<usize, Error> {
        let items = self.frame.items()?;
        let numbers = items.iter().filter(|item| matches!(item, Item::Number { .. })).count();
        Ok(loss.pairs().len() * (numbers + 1) * (numbers + 2) / 2)
    }

    /// All parameters of the best model without features, and its mean loss.
    pub(crate) fn without_features(
        &self,
        objective: &TableLoss<'_>,
    ) -> Result<(Vec<f64>, f64), Error> {
        let (logits, of_target) = (objective.loss.logits(), &self.moments.of_target);
        let features = self.frame.n_features();
        let group = features + usize::from(self.frame.has_intercept);
        let mut all = vec![0.0; logits * group];
        let null = Frame { without_features: true, ..self.frame.clone() };
        let intercept: &[usize] = if self.frame.has_intercept { &[0] } else { &[] };
        let objective =
            TableLoss { frame: &null, units: &[], free: intercept, wide: &(0..0), ..*objective };
        if !self.frame.has_intercept {
            let loss = objective.sums(&[], Second::None)?;
            return Ok((all, loss.loss / loss.weight));
        }
        let start: Vec<f64> = (0..logits)
            .map(|a| match objective.loss {
                Loss::SquaredError => of_target[0] / self.moments.weight,
                _ => linalg_lite::ln(of_target[a + 1] / of_target[0]),
            })
            .collect();
        let asked = Asked::default(); // of which nobody is told
        let objective = TableLoss { asked: &asked, ..objective };
        let (intercepts, value) = match self.frame.offset {
            Some(_) => {
                let solution = Newton::default().minimise_from(&start, &objective)?;
                (solution.parameters, solution.report.objective)
            }
            None => {
                let sums = objective.sums(&start, Second::None)?;
                (start, sums.loss / sums.weight)
            }
        };
        self.asked.add(asked.questions());
        for (a, intercept) in intercepts.into_iter().enumerate() {
            all[(a + 1) * group - 1] = intercept;
        }
        Ok((all, value))
    }

    /// Features that others replace, as far as the Hessian at the start tells: its curvatures are the same for all
    /// rows, or nearly.
    fn aliased(&self, objective: &TableLoss<'_>, start: &[f64]) -> Result<Vec<Combination>, Error> {
        let start = objective.of_free(start);
        let (_, hessian) = objective.arrow(&start, &mut vec![0.0; start.len()])?;
        if !hessian.wide.is_empty() {
            return Ok(Vec::new());
        }
        let (h, features) = (hessian.corner, self.frame.n_features());
        let total = if self.frame.has_intercept { h[(features, features)] } else { 1.0 };
        let mean = |j: usize| if self.frame.has_intercept { h[(j, features)] / total } else { 0.0 };
        let product = |i: usize, j: usize| h[(i, j)] / total - mean(i) * mean(j);
        let products = Mat::from_fn(features, features, product);
        let centres: Vec<f64> = (0..features).map(|j| self.moments.centres[j] + mean(j)).collect();
        let found = dependencies_of_products(products.as_ref(), &centres, ALIASED)?;
        let nearly = only_nearly(self.engine, self.frame, self.moments, &found)?;
        self.asked.add(usize::from(!found.is_empty()));
        match nearly.first() {
            Some((combination, part)) => Err(self.no_digits(combination, *part)),
            None => Ok(found),
        }
    }

    /// Sums of squares keep nothing of what distinguishes a feature from a combination of others.
    fn no_digits(&self, combination: &Combination, part: f64) -> Error {
        let names = self.frame.encoder.feature_names();
        Error::Table(format!(
            "{}: {}, but for {part:.0e} of its deviation, which sums of squares cannot see: put the difference in place \
             of a column, in a subquery behind --table, leave one out with --drop, or fit a file",
            self.frame.table,
            combination.describe(&names)
        ))
    }
}
