use std::fmt::Write;

use pictures::TextTable;
use pictures::numbers::{count, significant};
use pictures::shown;

use super::tails::SMALLEST;
use super::{
    Against, Distribution, Estimates, Likelihood, LinearInference, LogisticInference,
    OrderedInference, SoftmaxInference, TestResult,
};
use crate::error::Error;
use crate::sample_weights::WeightKind;

impl LogisticInference {
    /// The table that statistics programs print, with names for the features and intervals at
    /// the given level.
    ///
    /// # Errors
    /// [`Error::Level`] outside (0, 1).
    pub fn summary(&self, names: &[String], level: f64) -> Result<String, Error> {
        Ok(self.heading() + "\n" + &self.estimates.table(names, level)?)
    }

    /// What stands above that table: the samples, the likelihood, and the test of all features, a line each.
    #[must_use]
    pub fn heading(&self) -> String {
        of_classes(&self.likelihood, self.weights, self.test_of_all_features)
    }
}

impl LinearInference {
    /// As [`LogisticInference::summary`].
    ///
    /// # Errors
    /// [`Error::Level`] outside (0, 1).
    pub fn summary(&self, names: &[String], level: f64) -> Result<String, Error> {
        Ok(self.heading() + "\n" + &self.estimates.table(names, level)?)
    }

    /// As [`LogisticInference::heading`].
    #[must_use]
    pub fn heading(&self) -> String {
        let criteria = match self.weights {
            WeightKind::Sampling => String::new(), // no model describes how they vary
            _ => format!(", AIC {:.4}, BIC {:.4}", self.likelihood.aic(), self.likelihood.bic()),
        };
        let mut text = format!(
            "{} samples, {}; residual standard error {} on {}\n\
             R2 {:.6}, adjusted R2 {:.6}{criteria}\n",
            self.likelihood.samples,
            count(self.likelihood.parameters, "parameter"),
            significant(self.residual_standard_error),
            degrees(self.degrees_of_freedom),
            self.r_squared,
            self.adjusted_r_squared,
        );
        add_test(&mut text, self.test_of_all_features, &self.likelihood);
        text
    }
}

impl SoftmaxInference {
    /// A table for each class after the first, with names for the features and the classes.
    ///
    /// # Errors
    /// [`Error::Level`] outside (0, 1).
    pub fn summary(
        &self,
        names: &[String],
        classes: &[String],
        level: f64,
    ) -> Result<String, Error> {
        let mut text = self.heading();
        let name = |k: usize| classes.get(k).cloned().unwrap_or_else(|| format!("class {k}"));
        for (k, estimates) in self.estimates.iter().enumerate() {
            let (class, first) = (shown(&name(k + 1)), shown(&name(0)));
            let _ = write!(text, "\n{class} against {first}\n{}\n", estimates.table(names, level)?);
        }
        Ok(text.trim_end().to_owned())
    }

    /// As [`LogisticInference::heading`].
    #[must_use]
    pub fn heading(&self) -> String {
        of_classes(&self.likelihood, self.weights, self.test_of_all_features)
    }
}

impl OrderedInference {
    /// As [`LogisticInference::summary`]; a threshold is named after the classes beside it.
    ///
    /// # Errors
    /// [`Error::Level`] outside (0, 1).
    pub fn summary(
        &self,
        names: &[String],
        classes: &[String],
        level: f64,
    ) -> Result<String, Error> {
        let names = [names, &threshold_names(classes)].concat();
        Ok(self.heading() + "\n" + &self.estimates.table(&names, level)?)
    }

    /// As [`LogisticInference::heading`].
    #[must_use]
    pub fn heading(&self) -> String {
        let likelihood = &self.likelihood;
        let parameters = count(likelihood.parameters, "parameter");
        let mut text = format!("{} samples, {parameters}; ", likelihood.samples);
        let _ = writeln!(text, "{}", of_likelihood(likelihood));
        add_test(&mut text, likelihood.test_of_all_features(), likelihood);
        text
    }
}

/// `low | high` for the threshold between the two, one for each two neighbours among the classes.
#[must_use]
pub fn threshold_names(classes: &[String]) -> Vec<String> {
    classes.windows(2).map(|pair| format!("{} | {}", shown(&pair[0]), shown(&pair[1]))).collect()
}

/// What stands above the table of two classes, or of several.
fn of_classes(likelihood: &Likelihood, weights: WeightKind, test: Option<TestResult>) -> String {
    let parameters = count(likelihood.parameters, "parameter");
    let mut text = format!("{} samples, {parameters}; ", likelihood.samples);
    let _ = match weights {
        WeightKind::Sampling => writeln!(text, "the weights are not counts: sandwich errors"),
        _ => writeln!(text, "{}", of_likelihood(likelihood)),
    };
    if let Some(dispersion) = likelihood.dispersion {
        let _ = writeln!(text, "dispersion {}", significant(dispersion));
    }
    add_test(&mut text, test, likelihood);
    text
}

fn of_likelihood(likelihood: &Likelihood) -> String {
    let r2 = likelihood.mcfadden_r2();
    let criteria = match likelihood.has_criteria() {
        true => format!(", AIC {:.4}, BIC {:.4}", likelihood.aic(), likelihood.bic()),
        false => String::new(),
    };
    format!(
        "log-likelihood {:.6}\n\
         deviance {:.6} (without features {:.6}){criteria}, McFadden R2 {:.4}",
        likelihood.log_likelihood,
        likelihood.deviance(),
        likelihood.null_deviance(),
        if r2.abs() < 5e-5 { 0.0 } else { r2 }, // no sign of rounding
    )
}

/// `1 degree of freedom`, `2 degrees of freedom`.
fn degrees(of_freedom: f64) -> String {
    let noun = if of_freedom == 1.0 { "degree" } else { "degrees" };
    format!("{of_freedom} {noun} of freedom")
}

fn add_test(text: &mut String, test: Option<TestResult>, likelihood: &Likelihood) {
    if let Some(test) = test {
        let _ = writeln!(text, "all features together: {}", test.describe());
    } else if likelihood.parameters > likelihood.null_parameters {
        text.push_str("all features together: no test, because their covariance is singular\n");
    }
}

impl TestResult {
    /// `chi2 = 4.60 on 1 degree of freedom, p = 0.0320`.
    #[must_use]
    pub fn describe(&self) -> String {
        let Self { statistic, against, p_value } = *self;
        let against = match against {
            Against::ChiSquared { degrees_of_freedom } => {
                format!("chi2 = {statistic:.4} on {}", degrees(degrees_of_freedom))
            }
            Against::F { degrees_of_freedom, residual_degrees_of_freedom } => {
                let residual = degrees(residual_degrees_of_freedom);
                format!("F = {statistic:.4} on {degrees_of_freedom} and {residual}")
            }
        };
        format!("{against}, {}", p_equals(p_value))
    }
}

impl Estimates {
    /// One line per parameter: its standard error, its test, and its interval at the given level.
    ///
    /// # Errors
    /// [`Error::Level`] outside (0, 1).
    pub fn table(&self, names: &[String], level: f64) -> Result<String, Error> {
        let head = format!("{}% interval", level * 100.0);
        Ok(self.table_of_intervals(names, &head, &self.intervals(level)?))
    }

    /// The same with intervals from elsewhere, one per parameter, under a head of their own.
    #[must_use]
    pub fn table_of_intervals(
        &self,
        names: &[String],
        head: &str,
        intervals: &[Option<[f64; 2]>],
    ) -> String {
        let letter = match self.distribution {
            Distribution::Normal => "z",
            Distribution::Student(_) => "t",
        };
        let heads = ["", "coefficient", "std. error", letter, &format!("P>|{letter}|"), head];
        let mut table = TextTable::new(heads);
        for (j, estimate) in self.estimates.iter().enumerate() {
            let name = names.get(j).map_or("intercept", String::as_str).to_owned();
            let value = self.without_error.iter().find(|(other, _)| *other == j);
            let value = value.map_or("aliased".to_owned(), |(_, value)| significant(*value));
            let interval = match intervals.get(j) {
                Some(Some([low, high])) => {
                    format!("{} to {}", significant(*low), significant(*high))
                }
                _ => "-".to_owned(),
            };
            table.row(match estimate {
                Some(e) => [
                    name,
                    significant(e.value),
                    significant(e.standard_error),
                    format!("{:.3}", e.statistic),
                    p_value_text(e.p_value),
                    interval,
                ],
                None => [name, value, "-".into(), "-".into(), "-".into(), "-".into()],
            });
        }
        let mut text = table.to_string().trim_end().to_owned();
        if !self.without_error.is_empty() {
            text += "\n\na coefficient without an error: no residual is left to estimate one from. Either all samples that \
                     decide it are met exactly, as that of a level of one sample is, or their residuals add up to 0 in \
                     each cluster, as those of a level that lies in one cluster do";
        }
        text
    }
}

/// A p-value as every table prints it: four decimals, an exponent below 1e-4, and `<1e-300` for what
/// is too small to be told from 0.
///
/// ```
/// let found = [0.031_96, 3e-5, 0.0].map(models::inference::p_value_text);
/// assert_eq!(found, ["0.0320", "3.0e-5", "<1e-300"]);
/// ```
#[must_use]
pub fn p_value_text(p: f64) -> String {
    if p < SMALLEST {
        format!("<{SMALLEST:e}")
    } else if p < 1e-4 {
        format!("{p:.1e}")
    } else {
        format!("{p:.4}")
    }
}

/// `p = 0.0320`, or `p <1e-300`.
fn p_equals(p: f64) -> String {
    let text = p_value_text(p);
    if text.starts_with('<') { format!("p {text}") } else { format!("p = {text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let of = [0.0, 15.042_901, -0.232_162, 123_456.7, 1.5e-7, -2.5e12, f64::INFINITY];
        let found = of.map(significant);
        assert_eq!(found, ["0", "15.043", "-0.23216", "123457", "1.5000e-7", "-2.5000e12", "inf"]);
    }

    #[test]
    fn p_values_keep_their_size() {
        let of = [1.0, 0.5, 0.031_96, 3e-5, 1.04e-300, 9.99e-301, 0.0, f64::NAN];
        let found = of.map(p_value_text);
        let expected =
            ["1.0000", "0.5000", "0.0320", "3.0e-5", "1.0e-300", "<1e-300", "<1e-300", "NaN"];
        assert_eq!(found, expected);
        assert_eq!([0.5, 0.0].map(p_equals), ["p = 0.5000", "p <1e-300"]);
    }
}
