use super::{Counted, Judge};
use crate::{Error, Loss};

/// What probabilities of two classes add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoClassSums {
    /// The rows.
    pub counted: Counted,
    /// The weight of the positives.
    pub positives: f64,
    /// `sum w l`, from the logits.
    pub loss: f64,
    /// `sum w (p - y)^2`.
    pub squares: f64,
    /// For each threshold the weight of true positives, false positives, true negatives and false negatives.
    pub called: Vec<[f64; 4]>,
    /// For each bin the weight, `sum w p` and the weight of the positives.
    pub bins: Vec<[f64; 3]>,
}

impl Judge<'_> {
    /// What the probabilities of the positive class add up to, in one question.
    ///
    /// # Errors
    /// Those of the engine; [`Error::Table`] where a row has a class or a level that the model does not know.
    pub fn two_classes(&self, thresholds: &[f64], bins: usize) -> Result<TwoClassSums, Error> {
        let (dialect, w) = (self.frame.dialect, self.weight());
        let zero = dialect.double(0.0);
        let rows = self.rows_of_one(&self.probability())?;
        let if_so = |condition: &str, what: &str| {
            format!("SUM(CASE WHEN {condition} THEN {what} ELSE {zero} END)")
        };
        let off = "(b.p - b.y)";
        let mut sums = vec![format!("SUM({w} * b.y)"), "SUM(b.l)".to_owned()];
        sums.push(format!("SUM({w} * {off} * {off})"));
        for threshold in thresholds {
            let threshold = dialect.double(*threshold);
            let (called, not) = (format!("b.p >= {threshold}"), format!("b.p < {threshold}"));
            let [positive, negative] = [format!("{w} * b.y"), format!("{w} * (1 - b.y)")];
            sums.extend([(&called, &positive), (&called, &negative)].map(|(c, w)| if_so(c, w)));
            sums.extend([(&not, &negative), (&not, &positive)].map(|(c, w)| if_so(c, w)));
        }
        for k in 0..bins {
            let edge = |k: usize| dialect.double(k as f64 / bins as f64);
            let above = if k == 0 { String::new() } else { format!("b.p > {} AND ", edge(k)) };
            let inside = format!("{above}b.p <= {}", edge(k + 1));
            let of_bin = [w.clone(), format!("{w} * b.p"), format!("{w} * b.y")];
            sums.extend(of_bin.map(|what| if_so(&inside, &what)));
        }
        let (counted, answer) = self.sums(&rows, &sums)?;
        let (first, rest) = answer.split_at(3);
        let (called, bins) = rest.split_at(4 * thresholds.len());
        Ok(TwoClassSums {
            counted,
            positives: first[0],
            loss: first[1],
            squares: first[2],
            called: called.chunks_exact(4).map(|of| [of[0], of[1], of[2], of[3]]).collect(),
            bins: bins.chunks_exact(3).map(|bin| [bin[0], bin[1], bin[2]]).collect(),
        })
    }

    /// The steps to the probability `p`, from `e = exp(-|z|)`, and to the loss `l`.
    pub(super) fn probability(&self) -> Vec<Vec<String>> {
        let dialect = self.frame.dialect;
        let (zero, one) = (dialect.double(0.0), dialect.double(1.0));
        let p = format!(
            "CASE WHEN b.z0 > {zero} THEN {one} / ({one} + b.e0) ELSE b.e0 / ({one} + b.e0) END AS p"
        );
        let mut steps = Loss::CrossEntropy.steps(dialect, self.frame.weights.is_some());
        steps.push(vec![p]);
        steps
    }
}
