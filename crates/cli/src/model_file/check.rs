//! A file becomes a model only when all its parts have been held against each other: what indexes one part by another
//! cannot fail after that.

use std::collections::HashSet;
use std::hash::Hash;

use datasets::{EncodedColumn, Encoding};
use models::{FittedScaler, Penalty, Report};

use super::{Model, ModelFile, TargetColumn};
use crate::offset::OffsetColumns;

/// What does not fit.
type Checked = Result<(), String>;

fn check(fits: bool, what: &str) -> Checked {
    if fits { Ok(()) } else { Err(what.to_owned()) }
}

fn are_different<T: Eq + Hash>(all: impl IntoIterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    all.into_iter().all(|one| seen.insert(one))
}

fn are_finite<'a>(all: impl IntoIterator<Item = &'a f64>) -> bool {
    all.into_iter().all(|x| x.is_finite())
}

fn are_sizes<'a>(all: impl IntoIterator<Item = &'a f64>) -> bool {
    all.into_iter().all(|x| x.is_finite() && *x >= 0.0)
}

impl ModelFile {
    /// Why it is no model, if it is none.
    pub(super) fn check(&self) -> Checked {
        self.check_columns()?;
        self.check_target()?;
        self.check_weights()?;
        self.check_errors()?;
        let (features, samples) = (self.features.len(), self.model.samples());
        let FittedScaler { means, deviations } = &self.scaler;
        check(
            means.len() == features && deviations.len() == features && are_finite(means),
            "its means and deviations are not those of its features",
        )?;
        check(are_sizes(deviations), "a deviation is below 0")?;
        check(samples.total_weight > 0.0, "the weight of its samples is not above 0")?;
        let Penalty { l1, l2 } = self.model.penalty();
        check(are_sizes([&l1, &l2]), "its penalty is below 0")?;
        check((0.0..=1.0).contains(&self.threshold), "its threshold is not between 0 and 1")?;
        let factors = self.of_features.penalty_factors.as_ref();
        check(
            factors.is_none_or(|factors| factors.len() == features && are_sizes(factors)),
            "its penalty factors are not those of its features",
        )?;
        let bounds = self.of_features.nonnegative.as_ref();
        check(
            bounds.is_none_or(|bounds| bounds.len() == features),
            "its bounds are not those of its features",
        )?;
        check_report(self.model.report(), features, self.parameters())
    }

    fn check_columns(&self) -> Checked {
        let columns = &self.encoder.columns;
        let names = columns.iter().map(|column| &column.name);
        check(are_different(names), "two of its columns have one name")?;
        columns.iter().try_for_each(check_column)?;
        check(self.encoder.is_whole(), "its terms do not fit its columns")?;
        check(
            self.features == self.encoder.feature_names(),
            "its features are not those of its columns",
        )
    }

    fn check_target(&self) -> Checked {
        let (is_known, fits) = match &self.target {
            TargetColumn::Number { .. } => (true, matches!(self.model, Model::Linear(_))),
            TargetColumn::Binary { negative, positive, .. } => (
                !negative.is_empty() && are_different(negative.iter().chain([positive])),
                matches!(self.model, Model::Logistic(_) | Model::Firth(_)),
            ),
            TargetColumn::Classes { classes, .. } => (
                classes.len() > 1 && are_different(classes),
                self.model.is_of_classes() || matches!(self.model, Model::Ordered(_)),
            ),
        };
        check(
            is_known,
            "its target does not have at least two classes, each with a name of its own",
        )?;
        check(fits, "its model and its target do not go together")?;
        match &self.offset {
            Some(OffsetColumns::Classes(names)) => check(
                names.len() == self.target.class_names().len() && self.model.is_of_classes(),
                "its offsets are not those of its classes",
            ),
            Some(OffsetColumns::One(_)) => {
                check(!self.model.is_of_classes(), "its offset is not of a class")
            }
            None => Ok(()),
        }
    }

    fn check_weights(&self) -> Checked {
        let (features, classes) = (self.features.len(), self.target.class_names().len());
        let has_all = match &self.model {
            Model::Softmax(fit) => {
                fit.coefficients.len() == classes && fit.intercepts.len() == classes
            }
            Model::FirthSoftmax(fit) => {
                fit.coefficients.len() == classes && fit.intercepts.len() == classes
            }
            Model::Ordered(fit) => fit.thresholds.len() + 1 == classes,
            Model::Linear(_) | Model::Logistic(_) | Model::Firth(_) => true,
        };
        check(has_all, "its coefficients are not those of its classes")?;
        let weights = self.model.weights();
        check(
            weights.iter().all(|(c, b)| c.len() == features && are_finite(c.iter().chain([b]))),
            "its coefficients are not those of its features",
        )?;
        let thresholds = self.model.thresholds();
        check(
            are_finite(thresholds) && thresholds.is_sorted(),
            "its thresholds are not in the order of its classes",
        )
    }

    /// How many parameters have errors: of several classes those of all but the first.
    fn parameters(&self) -> usize {
        let of_logit = self.features.len() + usize::from(self.model.has_intercept());
        match &self.model {
            model if model.is_of_classes() => of_logit * (self.target.class_names().len() - 1),
            model => of_logit + model.thresholds().len(),
        }
    }

    fn check_errors(&self) -> Checked {
        let (features, parameters) = (self.features.len(), self.parameters());
        if let Some(rows) = &self.covariance {
            check(
                rows.len() == parameters && rows.iter().all(|row| row.len() == parameters),
                "its covariance is not that of its parameters",
            )?;
            check(rows.iter().all(are_finite), "its covariance is not finite")?;
            let variances = rows.iter().enumerate().map(|(j, row)| &row[j]);
            check(are_sizes(variances), "a variance is below 0")?;
        }
        if let Some(beside) = &self.centred_intercept {
            let of_logit = features + usize::from(self.model.has_intercept());
            let intercepts = match self.model.thresholds().len() {
                0 => parameters / of_logit.max(1),
                thresholds => thresholds,
            };
            let (centres, covariance) = (&beside.centres, &beside.covariance);
            check(
                centres.len() == features && covariance.len() == intercepts * parameters,
                "the covariance of its intercept is not that of its parameters",
            )?;
            check(are_finite(centres.iter().chain(covariance)), "its covariance is not finite")?;
        }
        let errors = self.standard_errors.as_ref();
        check(
            errors.is_none_or(|errors| errors.len() == parameters && are_sizes(errors)),
            "its standard errors are not those of its parameters",
        )?;
        let weight = self.model.samples().total_weight;
        let is_line = matches!(self.model, Model::Linear(_));
        check(
            !is_line
                || self.covariance.is_none()
                || self.degrees_of_freedom.is_some()
                || weight > self.n_free() as f64,
            "its samples are no more than its parameters, and have no errors",
        )?;
        check(
            self.degrees_of_freedom.is_none_or(|degrees| degrees > 0.0 && degrees.is_finite()),
            "its degrees of freedom are not above 0",
        )
    }
}

fn check_column(column: &EncodedColumn) -> Checked {
    match &column.encoding {
        Encoding::Category { baseline, levels, usual } => {
            check(
                are_different(levels.iter().chain([baseline])),
                "two levels of a category have one name",
            )?;
            check(
                usual.as_ref().is_none_or(|usual| levels.contains(usual)),
                "the most frequent level of a category is none of its levels",
            )
        }
        Encoding::Boolean { no, yes, mean } => {
            check(no != yes && mean.is_finite(), "yes and no are one word")
        }
        Encoding::Number { mean, .. } | Encoding::Date { mean, .. } => {
            check(mean.is_finite(), "a mean is not finite")
        }
        Encoding::DateParts { .. } => Ok(()),
    }
}

/// A report tells of features by their numbers, and of intercepts and thresholds by those behind them.
fn check_report(report: &Report, features: usize, parameters: usize) -> Checked {
    let is_combination = |c: &linalg_lite::Combination| {
        let are_features = c.feature < features && c.terms.iter().all(|(j, _)| *j < features);
        are_features && are_finite(c.terms.iter().map(|(_, factor)| factor).chain([&c.constant]))
    };
    check(
        report.combinations.iter().all(is_combination)
            && report.separating.iter().all(|j| *j < features)
            && report.infinite.iter().all(|j| *j < parameters.max(features + 1)),
        "its report tells of features that it does not have",
    )?;
    let is_range =
        |range: &std::ops::Range<usize>| range.start < range.end && range.end <= features;
    check(
        report.categories.iter().all(is_range),
        "its report tells of categories that it does not have",
    )?;
    let gap = report.certificate.map_or(0.0, |certificate| certificate.gap);
    check(report.objective.is_finite() && are_sizes([&gap]), "its objective is not finite")?;
    let steps = report.trace.iter();
    let is_step = |step: &models::report::Iteration| {
        are_finite([&step.objective, &step.gradient_norm, &step.step])
    };
    check(
        report.trace.len() <= report.iterations && steps.clone().all(is_step),
        "its steps are more than it took, or not finite",
    )
}

#[cfg(test)]
mod tests;
