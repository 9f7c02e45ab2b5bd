use linalg_lite::{Combination, Features};

use crate::error::Error;
use crate::logistic::LogisticRegression;
use crate::report::Status;
use crate::separation::Separation;

/// Something to know about a table, or a fit to it, before trusting it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Finding {
    /// Some features separate the classes.
    Separated {
        /// How well.
        separation: Separation,
        /// The features that do it.
        features: Vec<usize>,
        /// All parameters that are infinite: coefficients by feature, and last the intercept.
        infinite: Vec<usize>,
    },
    /// A feature is a combination of others, or constant.
    Redundant(Combination),
    /// No optimum was found, for a reason that is not known.
    NoOptimum(Status),
    /// The rarer class makes up less than one in twenty samples, with fewer than ten for each parameter.
    FewEvents {
        /// Samples of the rarer class.
        events: usize,
        /// Parameters to learn.
        parameters: usize,
    },
    /// One sample has a leverage above one half, and more than three times the average.
    Influential {
        /// Row, counted from 0.
        row: usize,
        /// Its leverage.
        leverage: f64,
    },
}

impl Finding {
    /// The finding in words, with the names of the features.
    #[must_use]
    pub fn describe(&self, names: &[String]) -> String {
        let name = |j: usize| names.get(j).cloned().unwrap_or_else(|| format!("feature {j}"));
        match self {
            Self::Separated { separation, features, .. } => {
                let how = match separation {
                    Separation::Complete => "completely",
                    Separation::QuasiComplete => "quasi-completely",
                };
                let features: Vec<String> = features.iter().map(|j| name(*j)).collect();
                format!("{how} separated by {}", features.join(", "))
            }
            Self::Redundant(combination) => combination.describe(names),
            Self::NoOptimum(status) => status.to_string(),
            Self::FewEvents { events, parameters } => {
                let samples =
                    if *events == 1 { "1 sample".to_owned() } else { format!("{events} samples") };
                format!("the rarer class has only {samples} for {parameters} parameters")
            }
            Self::Influential { row, leverage } => {
                format!("row {row} determines a parameter almost alone (leverage {leverage:.2})")
            }
        }
    }

    /// [`FewEvents`](Self::FewEvents), if there are so few of the rarer class among the samples.
    ///
    /// # Source
    /// Ten samples per parameter: Peduzzi et al., *A simulation study of the number of events per variable in
    /// logistic regression analysis*, Journal of Clinical Epidemiology 49 (1996).
    #[must_use]
    pub fn few_events(events: usize, samples: usize, parameters: usize) -> Option<Self> {
        const RARE: f64 = 0.05;
        const EVENTS_PER_PARAMETER: usize = 10;
        let is_rare = (events as f64) < RARE * samples as f64;
        let are_few = is_rare && events < EVENTS_PER_PARAMETER * parameters;
        are_few.then_some(Self::FewEvents { events, parameters })
    }
}

impl LogisticRegression {
    /// What a fit reveals about its table; nothing if all is well.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    ///
    /// ```
    /// use linalg_lite::matrix_from_columns;
    /// use models::LogisticRegression;
    ///
    /// let x = matrix_from_columns(&[&[1.0, 2.0, 3.0, 4.0], &[2.2, 4.4, 6.6, 8.8]])?;
    /// let findings = LogisticRegression::default().diagnose(x.as_ref(), &[false, true, false, true])?;
    /// let names = ["kg".to_owned(), "lb".to_owned()];
    /// assert_eq!(findings[0].describe(&names), "lb = 2.2 * kg");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn diagnose<'a>(
        &self,
        features: impl Into<Features<'a>>,
        labels: &'a [bool],
    ) -> Result<Vec<Finding>, Error> {
        const ALONE: f64 = 0.5;
        const ITS_SHARE: f64 = 3.0;
        let features = features.into();
        let model = self.fit(features, labels)?;
        let report = &model.report;
        let mut findings = Vec::new();
        if let Status::Separated(separation) = report.status {
            let features = report.separating.clone();
            let infinite = report.infinite.clone();
            findings.push(Finding::Separated { separation, features, infinite });
        } else if !report.is_optimum() {
            findings.push(Finding::NoOptimum(report.status));
        }
        findings.extend(report.combinations.iter().cloned().map(Finding::Redundant));
        let positives = labels.iter().filter(|label| **label).count();
        let events = positives.min(labels.len() - positives);
        let parameters = features.n_features() + 1 - report.combinations.len();
        findings.extend(Finding::few_events(events, labels.len(), parameters));
        let leverages = match model.leverages(features, labels) {
            Err(Error::NoInference(_)) => Vec::new(),
            leverages => leverages?,
        };
        let most = (0..leverages.len()).max_by(|a, b| leverages[*a].total_cmp(&leverages[*b]));
        let share = ITS_SHARE * parameters as f64 / labels.len() as f64;
        if let Some(row) = most.filter(|row| leverages[*row] > share.max(ALONE)) {
            findings.push(Finding::Influential { row, leverage: leverages[row] });
        }
        Ok(findings)
    }
}
