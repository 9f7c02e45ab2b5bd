//! From what was found to the fitted models of `models`, so that all else is as after any other fit.

use models::{
    FittedLinear, FittedLogistic, FittedSoftmax, LinearRegression, LogisticRegression, Penalty,
    Report, Samples, SoftmaxRegression,
};

/// What was found.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// For each logit the coefficients and the intercept of features that count from 0.
    pub logits: Vec<(Vec<f64>, f64)>,
    /// How the fit ended.
    pub report: Report,
    /// The samples it was minimised on.
    pub samples: Samples,
    /// What coefficients cost, and whether in units of deviations.
    pub penalty: (Penalty, bool),
    /// All parameters, of features that count from their centres, as they are handed out.
    pub parameters: Vec<f64>,
    /// The mean loss of the best model without features.
    pub null_loss: f64,
}

impl Fitted {
    fn one_logit(self) -> (Vec<f64>, f64, Penalty, bool, Samples, Report) {
        let (coefficients, intercept) = self.logits.into_iter().next().unwrap_or_default();
        let (penalty, standardise) = self.penalty;
        (coefficients, intercept, penalty, standardise, self.samples, self.report)
    }

    /// As a logistic regression.
    pub fn into_logistic(self) -> FittedLogistic {
        let (coefficients, intercept, penalty, standardise, samples, report) = self.one_logit();
        let config = LogisticRegression { penalty, standardise, ..Default::default() };
        FittedLogistic { coefficients, intercept, config, samples, report }
    }

    /// As a linear regression.
    pub fn into_linear(self) -> FittedLinear {
        let (coefficients, intercept, penalty, standardise, samples, report) = self.one_logit();
        let config = LinearRegression { penalty, standardise, ..Default::default() };
        FittedLinear { coefficients, intercept, config, samples, report }
    }

    /// As a softmax regression, whose first class had the logit 0 here and whose parameters have a sum of 0 over the
    /// classes there.
    pub fn into_softmax(self) -> FittedSoftmax {
        let features = self.logits.first().map_or(0, |(coefficients, _)| coefficients.len());
        let mut classes = vec![(vec![0.0; features], 0.0)];
        classes.extend(self.logits);
        let count = classes.len() as f64;
        for j in 0..features {
            let mean = classes.iter().map(|(c, _)| c[j]).sum::<f64>() / count;
            classes.iter_mut().for_each(|(c, _)| c[j] -= mean);
        }
        let mean = classes.iter().map(|(_, b)| b).sum::<f64>() / count;
        let (penalty, standardise) = self.penalty;
        let (coefficients, intercepts): (Vec<Vec<f64>>, Vec<f64>) =
            classes.into_iter().map(|(c, b)| (c, b - mean)).unzip();
        let config = SoftmaxRegression { l2: penalty.l2, standardise, ..Default::default() };
        FittedSoftmax {
            coefficients,
            intercepts,
            config,
            samples: self.samples,
            report: self.report,
        }
    }
}
