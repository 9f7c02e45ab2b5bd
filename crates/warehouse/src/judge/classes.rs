use super::{Counted, Judge};
use crate::sums::number;
use crate::{Error, Loss, Query};

/// What the scores of several classes add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassSums {
    /// The rows.
    pub counted: Counted,
    /// `counts[actual][called]`, by weight.
    pub counts: Vec<Vec<f64>>,
    /// `sum w l`, from the logits.
    pub loss: f64,
}

impl Judge<'_> {
    /// Which classes are called which, in two questions.
    ///
    /// # Errors
    /// As [`two_classes`](Self::two_classes).
    pub fn classes(&self) -> Result<ClassSums, Error> {
        let classes = self.logits.len();
        let (dialect, w) = (self.frame.dialect, self.weight());
        let rows = self.rows_of_classes()?;
        let (counted, answer) = self.sums(&rows, &["SUM(b.l)".to_owned()])?;
        let weight = dialect.shown(&format!("SUM({w})"));
        let [y, c] = ["b.y", "b.c"].map(|sql| dialect.shown(sql));
        let text = format!("SELECT {y}, {c}, {weight} FROM ({rows}) AS b GROUP BY b.y, b.c");
        let mut counts = vec![vec![0.0; classes]; classes];
        for row in self.engine.select(&Query { text, columns: 3 })? {
            let (y, c) = (number(&row[0])? as usize, number(&row[1])? as usize);
            if let Some(count) = counts.get_mut(y).and_then(|counts| counts.get_mut(c)) {
                *count += number(&row[2])?;
            }
        }
        Ok(ClassSums { counted, counts, loss: answer[0] })
    }

    /// The rows with their losses and the class called, `c`: logits count from that of the first class.
    fn rows_of_classes(&self) -> Result<String, Error> {
        let classes = self.logits.len();
        let dialect = self.frame.dialect;
        let (first, intercept) = self.logits.first().copied().unwrap_or_default();
        let others = self.logits.iter().skip(1);
        let ahead = others.clone().map(|(w, _)| w.iter().zip(first).map(|(w, f)| w - f).collect());
        let ahead: Vec<Vec<f64>> = ahead.collect();
        let intercepts = others.map(|(_, b)| b - intercept).collect();
        let mut steps = Loss::Softmax { classes }.steps(dialect, self.frame.weights.is_some());
        let cases = (0..classes - 1).rev().map(|a| {
            let best = if a == 0 { dialect.double(0.0) } else { format!("b.m{}", a - 1) };
            format!(" WHEN b.z{a} > {best} THEN {}", a + 1)
        });
        steps.push(vec![format!("CASE{} ELSE 0 END AS c", cases.collect::<String>())]);
        self.rows(&ahead, intercepts, &steps)
    }
}
