use super::ranking::running;
use super::{Counted, Judge};
use crate::Error;

/// How far predicted numbers are off.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberSums {
    /// The rows.
    pub counted: Counted,
    /// `sum w (y - z)^2`.
    pub squares: f64,
    /// `sum w |y - z|`.
    pub distances: f64,
    /// `sum w (y - mean y)^2`; none where all `y` are equal.
    pub squares_of_target: Option<f64>,
    /// For each share that was asked for the residual `y - z` below which it lies.
    pub quantiles: Vec<f64>,
}

impl Judge<'_> {
    /// Residuals, in three questions.
    ///
    /// # Errors
    /// As [`two_classes`](Self::two_classes).
    pub fn numbers(&self, shares: &[f64]) -> Result<NumberSums, Error> {
        let w = self.weight();
        let rows = self.rows_of_one(&[vec!["b.y - b.z0 AS d".to_owned()]])?;
        let (counted, answer) = self.sums(
            &rows,
            &[
                format!("SUM({w} * b.d * b.d)"),
                format!("SUM({w} * ABS(b.d))"),
                format!("SUM({w} * b.y)"),
                "MIN(b.y)".to_owned(),
                "MAX(b.y)".to_owned(),
            ],
        )?;
        let off = format!("(b.y - {})", self.frame.dialect.double(answer[2] / counted.weight));
        let squares_of_target = match answer[3] < answer[4] {
            true => Some(self.sums(&rows, &[format!("SUM({w} * {off} * {off})")])?.1[0]),
            false => None,
        };
        Ok(NumberSums {
            counted,
            squares: answer[0],
            distances: answer[1],
            squares_of_target,
            quantiles: self.quantiles(&rows, &counted, shares)?,
        })
    }

    /// The residuals lie one behind the other, each as long as its weight, and a quantile is their mean over one unit
    /// of that length, as in `metrics::quantiles`.
    fn quantiles(&self, rows: &str, counted: &Counted, shares: &[f64]) -> Result<Vec<f64>, Error> {
        let (dialect, w) = (self.frame.dialect, self.weight());
        let unit = if counted.are_counts { 1.0 } else { counted.weight / counted.rows };
        let ends = format!(
            "SELECT b.d AS d, {w} AS w, {} FROM ({rows}) AS b",
            running(&w, &format!("b.d, {w}"), "upto")
        );
        let zero = dialect.double(0.0);
        let sums = shares.iter().flat_map(|share| {
            let start = share * (counted.weight - unit);
            let [start, end] = [start, start + unit].map(|place| dialect.double(place));
            let shared = format!(
                "CASE WHEN g.upto > {start} AND g.upto - g.w < {end} \
                 THEN CASE WHEN g.upto < {end} THEN g.upto ELSE {end} END \
                 - CASE WHEN g.upto - g.w > {start} THEN g.upto - g.w ELSE {start} END ELSE {zero} END"
            );
            [format!("SUM(g.d * ({shared}))"), format!("SUM({shared})")]
        });
        let mut selected: Vec<String> = sums.collect();
        selected.push("MAX(g.d)".to_owned());
        let shown: Vec<String> = selected.iter().map(|sql| dialect.shown(sql)).collect();
        let text = format!("SELECT {} FROM ({ends}) AS g", shown.join(", "));
        let answer = crate::ask::numbers(self.engine, text, selected.len())?;
        let (largest, pairs) = answer.split_last().map_or((0.0, &[][..]), |(l, p)| (*l, p));
        let mean = |pair: &[f64]| if pair[1] > 0.0 { pair[0] / pair[1] } else { largest };
        Ok(pairs.chunks_exact(2).map(mean).collect())
    }
}
