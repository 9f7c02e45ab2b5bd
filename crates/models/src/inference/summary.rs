use std::fmt::Write;

use super::tails::SMALLEST;
use super::{Distribution, Estimates, LinearInference, LogisticInference};
use crate::Error;

impl LogisticInference {
    /// The table that statistics programs print, with names for the features and intervals of the
    /// given level.
    ///
    /// # Errors
    /// [`Error::Level`] outside (0, 1).
    pub fn summary(&self, names: &[String], level: f64) -> Result<String, Error> {
        let mut text = format!(
            "{} samples, {} parameters; log-likelihood {:.6}\n\
             deviance {:.6} (without features {:.6}), AIC {:.4}, BIC {:.4}, McFadden R2 {:.4}\n",
            self.likelihood.samples,
            self.likelihood.parameters,
            self.likelihood.log_likelihood,
            self.likelihood.deviance(),
            self.likelihood.null_deviance(),
            self.likelihood.aic(),
            self.likelihood.bic(),
            self.likelihood.mcfadden_r2(),
        );
        if self.dispersion != 1.0 {
            let _ = writeln!(text, "dispersion {:.6}", self.dispersion);
        }
        if self.likelihood.parameters > self.likelihood.null_parameters {
            let test = self.likelihood.test_of_all_features();
            let _ = writeln!(
                text,
                "all features together: chi2 = {:.4} on {} degrees of freedom, {}",
                test.statistic,
                test.degrees_of_freedom,
                p_equals(test.p_value),
            );
        }
        Ok(text + "\n" + &self.estimates.table(names, level)?)
    }
}

impl LinearInference {
    /// As [`LogisticInference::summary`].
    ///
    /// # Errors
    /// [`Error::Level`] outside (0, 1).
    pub fn summary(&self, names: &[String], level: f64) -> Result<String, Error> {
        let mut text = format!(
            "{} samples, {} parameters; residual standard error {:.6} on {} degrees of freedom\n\
             R2 {:.6}, adjusted R2 {:.6}, AIC {:.4}, BIC {:.4}\n",
            self.likelihood.samples,
            self.likelihood.parameters,
            self.residual_standard_error,
            self.degrees_of_freedom,
            self.r_squared,
            self.adjusted_r_squared,
            self.likelihood.aic(),
            self.likelihood.bic(),
        );
        if self.f_test.degrees_of_freedom > 0.0 {
            let _ = writeln!(
                text,
                "all features together: F = {:.4} on {} and {} degrees of freedom, {}",
                self.f_test.statistic,
                self.f_test.degrees_of_freedom,
                self.degrees_of_freedom,
                p_equals(self.f_test.p_value),
            );
        }
        Ok(text + "\n" + &self.estimates.table(names, level)?)
    }
}

impl Estimates {
    /// One line a weight: its error, its test, and its interval of the given level.
    ///
    /// # Errors
    /// [`Error::Level`] outside (0, 1).
    pub fn table(&self, names: &[String], level: f64) -> Result<String, Error> {
        let intervals = self.intervals(level)?;
        let letter = match self.distribution {
            Distribution::Normal => "z",
            Distribution::Student(_) => "t",
        };
        let interval = format!("{}% interval", level * 100.0);
        let head = ["", "weight", "std. error", letter, &format!("P>|{letter}|"), &interval];
        let mut rows: Vec<[String; 6]> = vec![head.map(str::to_owned)];
        for (j, (estimate, interval)) in self.estimates.iter().zip(&intervals).enumerate() {
            let name = names.get(j).map_or("intercept", String::as_str).to_owned();
            rows.push(match (estimate, interval) {
                (Some(e), Some([low, high])) => [
                    name,
                    significant(e.value),
                    significant(e.standard_error),
                    format!("{:.3}", e.statistic),
                    p_value_text(e.p_value),
                    format!("{} to {}", significant(*low), significant(*high)),
                ],
                _ => [name, "redundant".into(), "-".into(), "-".into(), "-".into(), "-".into()],
            });
        }
        let width = |k: usize| rows.iter().map(|row| row[k].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..6).map(width).collect();
        let lines = rows.iter().map(|row| {
            let name = format!("{:<width$}", row[0], width = widths[0]);
            let cells = (1..6).map(|k| format!("{:>width$}", row[k], width = widths[k]));
            std::iter::once(name).chain(cells).collect::<Vec<_>>().join("  ").trim_end().to_owned()
        });
        Ok(lines.collect::<Vec<_>>().join("\n"))
    }
}

/// Five significant digits, without an exponent where that is readable.
///
/// ```
/// assert_eq!(models::significant(-0.232_162_7), "-0.23216");
/// ```
#[must_use]
pub fn significant(x: f64) -> String {
    const DIGITS: i32 = 5;
    if x == 0.0 || !x.is_finite() {
        return format!("{x}");
    }
    let rounded = format!("{x:.4e}");
    let exponent: i32 = rounded.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    if (-5..9).contains(&exponent) {
        format!("{x:.digits$}", digits = (DIGITS - 1 - exponent).max(0) as usize)
    } else {
        rounded
    }
}

/// A p-value as every table prints it: four decimals, an exponent below 1e-4, and `<1e-300` for what
/// is too small to be told from 0.
///
/// ```
/// let found = [0.031_96, 3e-5, 0.0].map(models::p_value_text);
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
