//! What depends on the order of the rows: a window over their different scores.

use super::Judge;
use crate::sums::number;
use crate::{Error, Query};

/// How well positives and negatives are told apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankingSums {
    /// The weight of pairs of a positive and a negative in order, a tie counting one half.
    pub pairs: f64,
    /// The sum of the precision at each threshold, by the weight of the positives that it adds.
    pub precisions: f64,
}

/// What calls positive from a probability upwards, and what it gets wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cheapest {
    /// The largest probability that is called negative.
    pub below: f64,
    /// The least that is called positive, if any is.
    pub from: Option<f64>,
    /// The weight of the positives called negative.
    pub misses: f64,
    /// The weight of the negatives called negative.
    pub true_negatives: f64,
}

impl Judge<'_> {
    /// Areas of the curves, by logits, of which equal ones are one point. Unless they are to be exact, logits in the same
    /// 65,536th of their deviation are equal, so that no engine has to sort many millions: that changes an area in its
    /// sixth digit or beyond.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn ranking(&self, is_exact: bool) -> Result<RankingSums, Error> {
        const STEPS: f64 = 65_536.0;
        let dialect = self.frame.dialect;
        let deviation = if is_exact { 0.0 } else { self.deviation_of_logits()? };
        let score = match deviation > 0.0 {
            true => format!("FLOOR(b.z0 * {})", dialect.double(STEPS / deviation)),
            false => "b.z0".to_owned(),
        };
        let ordered = format!(
            "SELECT h.a AS a, h.b AS b, {}, {} FROM ({}) AS h",
            running("h.a", "h.z DESC", "tp"),
            running("h.b", "h.z DESC", "fp"),
            self.groups(&self.rows_of_one(&[])?, &score)
        );
        let half = dialect.double(0.5);
        let pairs = dialect.shown(&format!("SUM(g.b * (g.tp - g.a * {half}))"));
        let precisions = dialect.shown("SUM(g.a * (g.tp / (g.tp + g.fp)))");
        let text = format!("SELECT {pairs}, {precisions} FROM ({ordered}) AS g");
        let answer = crate::ask::numbers(self.engine, text, 2)?;
        Ok(RankingSums { pairs: answer[0], precisions: answer[1] })
    }

    fn deviation_of_logits(&self) -> Result<f64, Error> {
        let (rows, w) = (self.rows_of_one(&[])?, self.weight());
        let (counted, sum) = self.sums(&rows, &[format!("SUM({w} * b.z0)")])?;
        let off = format!("(b.z0 - {})", self.frame.dialect.double(sum[0] / counted.weight));
        let squares = self.sums(&rows, &[format!("SUM({w} * {off} * {off})")])?.1[0];
        Ok((squares / counted.weight).sqrt())
    }

    /// The cheapest way to call some rows negative, by a price for a false alarm and for a miss; among equals the one
    /// that calls fewest so. None where all probabilities are 1.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn cheapest(
        &self,
        negatives: f64,
        false_alarm: f64,
        miss: f64,
    ) -> Result<Option<Cheapest>, Error> {
        let dialect = self.frame.dialect;
        let [one, negatives, false_alarm, miss] =
            [1.0, negatives, false_alarm, miss].map(|number| dialect.double(number));
        let ordered = format!(
            "SELECT h.z AS p, LEAD(h.z) OVER (ORDER BY h.z) AS upper, {}, {} FROM ({}) AS h",
            running("h.a", "h.z", "misses"),
            running("h.b", "h.z", "tn"),
            self.groups(&self.rows_of_one(&self.probability())?, "b.p")
        );
        let shown = ["g.p", "g.misses", "g.tn"].map(|sql| dialect.shown(sql)).join(", ");
        let upper = dialect.shown("g.upper");
        let text = format!(
            "SELECT {shown}, CASE WHEN g.upper IS NOT NULL THEN {upper} END FROM ({ordered}) AS g \
             WHERE g.upper IS NOT NULL OR g.p < {one} \
             ORDER BY {false_alarm} * ({negatives} - g.tn) + {miss} * g.misses, g.p LIMIT 1"
        );
        let rows = self.engine.select(&Query { text, columns: 4 })?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(Cheapest {
            below: number(&row[0])?,
            misses: number(&row[1])?,
            true_negatives: number(&row[2])?,
            from: if row[3].is_empty() { None } else { Some(number(&row[3])?) },
        }))
    }

    /// For each score `z` the weight `a` of the positives and `b` of the negatives.
    fn groups(&self, rows: &str, score: &str) -> String {
        let w = self.weight();
        format!(
            "SELECT {score} AS z, SUM({w} * b.y) AS a, SUM({w} * (1 - b.y)) AS b FROM ({rows}) AS b GROUP BY {score}"
        )
    }
}

/// A sum over all rows up to one.
pub(super) fn running(what: &str, order: &str, name: &str) -> String {
    format!("SUM({what}) OVER (ORDER BY {order} ROWS UNBOUNDED PRECEDING) AS {name}")
}
