//! Where features lie and how far they reach: what has to be known before anything is fitted.

use datasets::{Encoder, Encoding};
use linalg_lite::DoubleDouble;

use crate::ask::numbers;
use crate::frame::{Item, Logits};
use crate::sums::number;
use crate::weights::{are_counts, check_countable};
use crate::{Engine, Error, Frame, Query, Truth};

/// Of the features of a frame, in rows that count by their weights, and of its target.
#[derive(Clone, Debug)]
pub struct Moments {
    /// Rows.
    pub rows: f64,
    /// Their weights.
    pub weight: f64,
    /// Near the means: what features count from in all sums. Levels count from 0.
    pub centres: Vec<f64>,
    /// Means.
    pub means: Vec<f64>,
    /// Mean squares of the distances from them.
    pub variances: Vec<f64>,
    /// How far each feature goes from its centre, at most.
    pub reaches: Vec<f64>,
    /// Of each class, or of the target less the offset and its centre: the sum of `w`, or of `w y` and `w y^2`.
    pub of_target: Vec<f64>,
    /// `sum w y^2` of the target itself.
    pub target_squares: f64,
    /// The largest `(|y| + |o|)^2` of a target and an offset.
    pub largest_square: f64,
    /// The largest weight.
    pub largest_weight: f64,
    /// `sum ln w`.
    pub log_weights: f64,
    /// Whether all weights are whole numbers.
    pub are_counts: bool,
}

impl Moments {
    /// Asks for them.
    ///
    /// # Errors
    /// Those of the engine; [`Error::Table`] where no row is left.
    pub fn of(engine: &dyn Engine, frame: &Frame<'_>) -> Result<Self, Error> {
        let features = frame.n_features();
        let near = near_means(frame.encoder);
        let centres = if frame.has_intercept { near.clone() } else { vec![0.0; features] };
        let mut moments = Self {
            rows: 0.0,
            weight: 0.0,
            centres, // none where no intercept makes up for them
            means: vec![0.0; features],
            variances: vec![0.0; features],
            reaches: vec![1.0; features],
            of_target: Vec::new(),
            target_squares: 0.0,
            largest_square: 0.0,
            largest_weight: 1.0,
            log_weights: 0.0,
            are_counts: true,
        };
        let none = Logits { coefficients: Vec::new(), intercepts: Vec::new() };
        let rows = frame.rows(&near, &none)?;
        moments.ask_of_rows(engine, frame, &rows)?;
        let (mut asked, mut category) = (Vec::new(), 0);
        for item in frame.items()? {
            match item {
                Item::Number { feature, .. } => asked.push(feature),
                Item::Category(levels) => {
                    moments.ask_of_levels(engine, frame, &rows, (category, levels.first))?;
                    category += 1;
                }
            }
        }
        moments.ask_of_numbers(engine, frame, (&rows, &near), &asked)?;
        Ok(moments)
    }

    fn ask_of_rows(
        &mut self,
        engine: &dyn Engine,
        frame: &Frame<'_>,
        rows: &str,
    ) -> Result<(), Error> {
        let dialect = frame.dialect;
        let w = weight(frame);
        let mut sums = vec![w.clone()];
        let fraction = format!(
            "CASE WHEN {w} = FLOOR({w}) THEN {} ELSE {} END",
            dialect.double(0.0),
            dialect.double(1.0)
        );
        sums.push(if frame.weights.is_some() { fraction } else { dialect.double(0.0) });
        sums.push(if frame.weights.is_some() { format!("LN({w})") } else { dialect.double(0.0) });
        match frame.truth {
            Some(Truth::Number { .. }) => {
                let (less_offset, y) = target_of(frame);
                sums.extend([
                    format!("{w} * {less_offset}"),
                    format!("{w} * {less_offset} * {less_offset}"),
                    format!("{w} * {y} * {y}"),
                ]);
            }
            Some(Truth::Classes { classes, .. }) => sums.extend((0..classes.len()).map(|k| {
                format!(
                    "CASE WHEN b.y = {} THEN {w} ELSE {} END",
                    dialect.double(k as f64),
                    dialect.double(0.0)
                )
            })),
            None => (),
        }
        let sums = sums.iter().map(|sql| dialect.shown(&format!("SUM({sql})")));
        let y = target_of(frame).1;
        let size = match (frame.truth, frame.offset) {
            (Some(Truth::Number { .. }), Some(_)) => format!("ABS({y}) + ABS(b.o)"),
            (Some(Truth::Number { .. }), None) => format!("ABS({y})"),
            _ => dialect.double(0.0),
        };
        let most = [size, w.clone()].map(|sql| dialect.shown(&format!("MAX({sql})")));
        let count = std::iter::once("COUNT(*)".to_owned());
        let selected: Vec<String> = count.chain(most).chain(sums).collect();
        let text = format!("SELECT {} FROM ({rows}) AS b", selected.join(", "));
        let answer = numbers(engine, text, selected.len())?;
        check_countable(frame.table, answer[0])?;
        self.rows = answer[0];
        (self.largest_square, self.largest_weight) = (answer[1] * answer[1], answer[2]);
        (self.weight, self.are_counts, self.log_weights) =
            (answer[3], are_counts(answer[3], answer[4]), answer[5]);
        self.of_target = answer[6..].to_vec();
        if let Some(Truth::Number { .. }) = frame.truth {
            self.target_squares = self.of_target.pop().unwrap_or(0.0);
        }
        match self.rows > 0.0 {
            true => Ok(()),
            false => Err(Error::Table(format!("{}: no row is left to learn from", frame.table))),
        }
    }

    fn ask_of_numbers(
        &mut self,
        engine: &dyn Engine,
        frame: &Frame<'_>,
        (rows, near): (&str, &[f64]),
        features: &[usize],
    ) -> Result<(), Error> {
        const SUMS: usize = 4;
        let (dialect, w) = (frame.dialect, weight(frame));
        let all: Vec<(usize, &usize)> = features.iter().enumerate().collect();
        for some in all.chunks(dialect.sums / SUMS) {
            let of_number = |(x, _): &(usize, &usize)| {
                let x = format!("b.x{x}");
                [
                    format!("SUM({w} * {x})"),
                    format!("SUM({w} * {x} * {x})"),
                    format!("MIN({x})"),
                    format!("MAX({x})"),
                ]
            };
            let selected: Vec<String> =
                some.iter().flat_map(of_number).map(|sql| dialect.shown(&sql)).collect();
            let text = format!("SELECT {} FROM ({rows}) AS b", selected.join(", "));
            let answer = numbers(engine, text, selected.len())?;
            for ((_, feature), of_number) in some.iter().zip(answer.chunks(SUMS)) {
                let [sum, squares, low, high] = of_number else { continue };
                let moved = sum / self.weight;
                self.means[**feature] = near[**feature] + moved;
                let variance = (squares / self.weight - moved * moved).max(0.0);
                self.variances[**feature] = if low == high { 0.0 } else { variance };
                let away = near[**feature] - self.centres[**feature];
                self.reaches[**feature] = (low + away).abs().max((high + away).abs());
            }
        }
        Ok(())
    }

    fn ask_of_levels(
        &mut self,
        engine: &dyn Engine,
        frame: &Frame<'_>,
        rows: &str,
        (category, first): (usize, usize),
    ) -> Result<(), Error> {
        let sum = frame.dialect.shown(&format!("SUM({})", weight(frame)));
        let text = format!("SELECT b.k{category}, {sum} FROM ({rows}) AS b GROUP BY b.k{category}");
        for row in engine.select(&Query { text, columns: 2 })? {
            let (code, of_level) = (number(&row[0])? as usize, number(&row[1])?);
            let Some(place) = code.checked_sub(2) else { continue };
            let share = of_level / self.weight;
            if let Some(mean) = self.means.get_mut(first + place) {
                *mean = share;
                self.variances[first + place] = share * (1.0 - share);
            }
        }
        Ok(())
    }

    /// Near the mean of the target less its offset: what it counts from in [`Frame::target_centre`]; 0 where no
    /// intercept makes up for it.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn centre_of_target(engine: &dyn Engine, frame: &Frame<'_>) -> Result<f64, Error> {
        if !frame.has_intercept {
            return Ok(0.0);
        }
        let frame = Frame { without_features: true, target_centre: Some(0.0), ..frame.clone() };
        let rows = frame.rows(&[], &Logits { coefficients: Vec::new(), intercepts: Vec::new() })?;
        let mean = frame.dialect.shown("AVG(b.y)");
        Ok(numbers(engine, format!("SELECT {mean} FROM ({rows}) AS b"), 1)?[0])
    }

    /// The mean square of each feature from its centre.
    #[must_use]
    pub fn squares(&self) -> Vec<f64> {
        let square = |j: usize| {
            let moved = self.means[j] - self.centres[j];
            self.variances[j] + moved * moved
        };
        (0..self.means.len()).map(square).collect()
    }
}

/// The target less its offset, and less its centre if there is one, and the target itself.
fn target_of(frame: &Frame<'_>) -> (&'static str, String) {
    match (frame.target_centre, frame.offset) {
        (None, None) => ("b.y", "b.y".to_owned()),
        (None, Some(_)) => ("(b.y - b.o)", "b.y".to_owned()),
        (Some(centre), None) => ("b.y", format!("(b.y + {})", frame.dialect.double(centre))),
        (Some(centre), Some(_)) => {
            ("b.y", format!("(b.y + b.o + {})", frame.dialect.double(centre)))
        }
    }
}

/// What a row of the frame's rows counts.
fn weight(frame: &Frame<'_>) -> String {
    if frame.weights.is_some() { "b.w".to_owned() } else { frame.dialect.double(1.0) }
}

/// The intercept of features that count from there: `b + m'w`, with twice the digits and rounded once.
pub(crate) fn intercept_from_means(means: &[f64], coefficients: &[f64], intercept: f64) -> f64 {
    let terms = means.iter().zip(coefficients).map(|(m, w)| DoubleDouble::of_product(*m, *w));
    terms.fold(DoubleDouble::from(intercept), |sum, term| sum + term).to_f64()
}

/// The means that the encoder knows; 0 for levels, gaps, and what terms make of columns.
pub(crate) fn near_means(encoder: &Encoder) -> Vec<f64> {
    let mut centres = Vec::new();
    if let Some(terms) = &encoder.terms {
        let mean = |name: &str| encoder.columns.iter().find(|c| c.name == name)?.encoding.mean();
        for term in &terms.terms {
            let features = term.feature_names(&encoder.columns).len();
            let near = term.column_alone().and_then(mean).filter(|_| features == 1);
            centres.extend(vec![near.unwrap_or(0.0); features]);
        }
        return centres;
    }
    for column in &encoder.columns {
        match &column.encoding {
            Encoding::Category { levels, .. } => centres.extend(levels.iter().map(|_| 0.0)),
            number => centres.extend(number.mean()), // (what a date becomes is no item)
        }
        centres.extend(column.gap_feature.then_some(0.0));
    }
    centres
}
