use anyhow::Result;
use models::Error;
use models::influence::{Change, Influence, Measures};
use serde_json::{Value, json};

use super::subject::Subject;

/// How many rows are shown.
const MOST: usize = 20;

/// The changes by a fit without a row.
pub(super) type Refitted<'a> = dyn Fn(usize) -> Result<Option<Vec<Option<Change>>>, Error> + 'a;

/// What is said of a table.
pub(super) struct Answer {
    pub(super) target: String,
    pub(super) is_line: bool,
    pub(super) rows: usize,
    pub(super) samples: f64,
    pub(super) parameters: usize,
    pub(super) is_trained_on: Option<bool>,
    pub(super) is_refitted: bool,
    pub(super) hints: Vec<Hint>,
    /// The rows with the largest Cook's distances.
    pub(super) shown: Vec<Shown>,
    /// The lines of rows that determine a parameter alone.
    pub(super) alone: Vec<u64>,
}

/// A threshold that people use, and how many rows are above it.
pub(super) struct Hint {
    pub(super) what: &'static str,
    pub(super) rule: &'static str,
    pub(super) threshold: f64,
    pub(super) whose: &'static str,
    pub(super) rows: usize,
}

/// A row that is shown.
pub(super) struct Shown {
    pub(super) row: usize,
    pub(super) line: u64,
    pub(super) measures: Measures,
    pub(super) moves: Vec<Move>,
}

/// What a row does to a parameter.
pub(super) struct Move {
    pub(super) name: String,
    pub(super) is_intercept: bool,
    pub(super) by: Change,
    pub(super) refitted: Option<Change>,
}

impl Answer {
    pub(super) fn of<T: models::Target>(
        subject: &Subject<'_>,
        found: &Influence<'_, T>,
        refitted: Option<&Refitted<'_>>,
    ) -> Result<Self> {
        let lines = &subject.judged.lines;
        let shown = |row: usize| -> Result<Option<Shown>> {
            let (Some(measures), Some(changes)) = (found.measures(row), found.changes(row)?) else {
                return Ok(None);
            };
            let exact = refitted.map(|of| of(row)).transpose()?.flatten();
            let moves = moves(&subject.model.features, &changes, exact.as_deref());
            Ok(Some(Shown { row, line: lines[row], measures, moves }))
        };
        let shown = found.most_influential(MOST).into_iter().map(shown);
        let shown = shown.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        Ok(Self {
            target: subject.model.target.name().to_owned(),
            is_line: subject.model.target.class_names().is_empty(),
            rows: found.n_rows(),
            samples: found.samples(),
            parameters: found.parameters(),
            is_trained_on: subject.is_trained_on(),
            is_refitted: refitted.is_some(),
            hints: hints(found),
            shown,
            alone: found.alone().into_iter().map(|row| lines[row]).collect(),
        })
    }

    pub(super) fn to_json(&self) -> Value {
        let hint = |h: &Hint| {
            json!({
                "measure": h.what, "rule": h.rule, "threshold": h.threshold, "source": h.whose, "rows": h.rows,
            })
        };
        let of_move = |m: &Move| {
            let mut value = json!({
                "name": m.name, "change": m.by.value, "standard_errors": m.by.standard_errors,
            });
            if self.is_refitted {
                value["refitted"] = json!(m.refitted.map(|change| change.value));
            }
            value
        };
        let shown = |s: &Shown| {
            let of = s.measures;
            json!({
                "line": s.line, "leverage": of.leverage, "pearson": of.pearson, "deviance": of.deviance,
                "standardised": of.standardised, "studentised": of.studentised,
                "cooks_distance": of.cooks_distance, "dffits": of.dffits,
                "covariance_ratio": of.covariance_ratio,
                "parameters": s.moves.iter().map(of_move).collect::<Vec<Value>>(),
            })
        };
        json!({
            "target": self.target, "rows": self.rows, "samples": self.samples, "parameters": self.parameters,
            "trained_on_these_rows": self.is_trained_on,
            "hints": self.hints.iter().map(hint).collect::<Vec<Value>>(),
            "most_influential": self.shown.iter().map(shown).collect::<Vec<Value>>(),
            "alone": self.alone,
        })
    }
}

impl Shown {
    /// The coefficient that it moves by most of its standard errors; the intercept only if there is nothing else.
    pub(super) fn largest(&self) -> Option<&Move> {
        let size = |m: &Move| m.by.standard_errors.map_or(0.0, f64::abs);
        let has_features = self.moves.iter().any(|m| !m.is_intercept);
        let all = self.moves.iter().filter(|m| !(has_features && m.is_intercept));
        all.reduce(|most, other| if size(other) > size(most) { other } else { most })
    }
}

/// Of all parameters that the data determine.
fn moves(
    names: &[String],
    changes: &[Option<Change>],
    refitted: Option<&[Option<Change>]>,
) -> Vec<Move> {
    let of = |(j, change): (usize, &Option<Change>)| {
        let name = names.get(j).map_or("intercept", String::as_str).to_owned();
        let refitted = refitted.and_then(|all| all.get(j).copied().flatten());
        Some(Move { name, is_intercept: j >= names.len(), by: (*change)?, refitted })
    };
    changes.iter().enumerate().filter_map(of).collect()
}

/// Where people look; no verdict on a row.
fn hints<T: models::Target>(found: &Influence<'_, T>) -> Vec<Hint> {
    let (n, k) = (found.samples(), found.parameters() as f64);
    let leverage: fn(&Measures) -> f64 = |of| of.leverage;
    let distance: fn(&Measures) -> f64 = |of| of.cooks_distance.unwrap_or(0.0);
    let rules = [
        ("leverage", leverage, "2k/n", 2.0 * k / n, "Hoaglin and Welsch 1978"),
        ("Cook's distance", distance, "4/n", 4.0 / n, "Bollen and Jackman 1985"),
        ("Cook's distance", distance, "1", 1.0, "Cook and Weisberg 1982"),
    ];
    let mut above = [0; 3];
    for of in (0..found.n_rows()).filter_map(|row| found.measures(row)) {
        for (above, (_, figure, _, threshold, _)) in above.iter_mut().zip(&rules) {
            *above += usize::from(figure(&of) > *threshold);
        }
    }
    let hint =
        |((what, _, rule, threshold, whose), rows)| Hint { what, rule, threshold, whose, rows };
    rules.into_iter().zip(above).map(hint).collect()
}
