//! Profile-likelihood intervals of all parameters.

use models::Error;
use models::inference::{Estimate, Estimates};
use pictures::shown;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::words::Words;

/// An interval for each parameter, or why there is none; none for one that others replace.
pub(super) struct Profiles(Vec<Option<Result<[f64; 2], String>>>);

impl Profiles {
    /// Those of the parameters that have an estimate.
    pub(super) fn of(
        estimates: &Estimates,
        interval: impl Fn(usize) -> Result<[f64; 2], Error> + Sync,
    ) -> Self {
        let of_parameter = |(j, estimate): (usize, &Option<Estimate>)| {
            estimate.as_ref().map(|_| interval(j).map_err(|error| error.to_string()))
        };
        Self(estimates.estimates.par_iter().enumerate().map(of_parameter).collect())
    }

    /// The table of the estimates with these intervals, and what is to be said about them.
    pub(super) fn table(&self, estimates: &Estimates, names: &[String], level: f64) -> String {
        let intervals: Vec<Option<[f64; 2]>> =
            self.0.iter().map(|found| found.as_ref()?.as_ref().ok().copied()).collect();
        let head = format!("{}% profile interval", level * 100.0);
        let mut text = estimates.table_of_intervals(names, &head, &intervals);
        let mut notes = Vec::new();
        for j in 0..self.0.len() {
            if let Some(note) = self.note(j) {
                let name = names.get(j).map_or("intercept".to_owned(), |name| shown(name));
                notes.push(format!("{name}: {note}"));
            }
        }
        let contradicts = |(estimate, interval): (&Option<Estimate>, &Option<[f64; 2]>)| {
            let (Some(e), Some([low, high])) = (estimate, interval) else { return false };
            (*low > 0.0 || *high < 0.0) != (e.p_value < 1.0 - level)
        };
        if estimates.estimates.iter().zip(&intervals).any(contradicts) {
            notes.push(
                "where a p-value and a profile interval disagree about 0, the interval is to be trusted more"
                    .to_owned(),
            );
        }
        if !notes.is_empty() {
            text += &format!("\n\n{}", notes.join("\n"));
        }
        text
    }

    /// The interval of a parameter, and what is to be said about it.
    pub(super) fn to_json(&self, j: usize) -> Value {
        let (low, high) = match self.0.get(j) {
            Some(Some(Ok([low, high]))) => (Some(*low), Some(*high)),
            _ => (None, None),
        };
        json!({ "low": Words(low), "high": Words(high), "note": self.note(j) })
    }

    /// Why an end is infinite, or not there at all.
    fn note(&self, j: usize) -> Option<String> {
        match self.0.get(j)?.as_ref()? {
            Err(reason) => Some(format!("no profile interval: {reason}")),
            Ok([low, high]) => {
                let side = match (low.is_finite(), high.is_finite()) {
                    (true, true) => return None,
                    (false, true) => "below",
                    (true, false) => "above",
                    (false, false) => "on either side",
                };
                Some(format!(
                    "the interval has no end {side}: the likelihood never falls far enough there"
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use linalg_lite::matrix_from_columns;
    use models::{LogisticRegression, Problem};

    use super::*;

    #[test]
    fn an_end_that_is_not_there_is_said_and_why() {
        let x = matrix_from_columns(&[&[1.0, 2.0, 3.0, 4.0], &[1.0, 0.0, 0.0, 1.0]]).unwrap();
        let problem = Problem::new(x.as_ref(), &[false, true, false, true]).unwrap();
        let model = LogisticRegression::default().fit_problem(&problem).unwrap();
        let estimates = model.inference_of(&problem).unwrap().estimates;
        let found = |j: usize| match j {
            0 => Ok([f64::NEG_INFINITY, 2.5]),
            1 => Ok([-1.0, f64::INFINITY]),
            _ => Err(Error::NoInference("it was not found")),
        };
        let profiles = Profiles::of(&estimates, found);
        let text = profiles.table(&estimates, &["a".to_owned(), "b".to_owned()], 0.95);
        for part in [
            "  95% profile interval\n",
            "  -inf to 2.5000\n",
            "  -1.0000 to inf\n",
            "\na: the interval has no end below: the likelihood never falls far enough there\n",
            "\nb: the interval has no end above: ",
            "\nintercept: no profile interval: no standard errors can be given: it was not found",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let json = profiles.to_json(0);
        assert!(json["low"] == "-inf" && json["high"] == 2.5, "{json}");
        assert!(json["note"].as_str().unwrap().contains("no end below"));
        assert!(profiles.to_json(2)["low"].is_null());
    }
}
