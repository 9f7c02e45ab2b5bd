use anyhow::{Result, ensure};
use datasets::{EncodedColumn, Encoding, Value};
use linalg_lite::{ln, sigmoid};
use models::effects::Figure as Mean;
use pictures::{Figure, Ink, Point, Shape, shown};

use super::columns::{Asked, PARTS};
use super::table::Rows;
use crate::format::FormatArgs;
use crate::judged::Files;
use crate::model_file::{ModelFile, TargetColumn};

const LEVEL: f64 = 0.95;

/// A mean prediction and its interval.
type Band = [f64; 3];

/// The mean prediction where a column has one value in all rows, over the values that it has, with a band.
pub(crate) fn picture(
    model: &ModelFile,
    files: &Files<'_>,
    format: &FormatArgs,
    column: &str,
    quiet: bool,
) -> Result<Figure> {
    const STEPS: u8 = 50;
    let covariance = model.covariance_of(files.model)?;
    let rows = Rows::read(model, files, format, quiet)?;
    let asked = Asked { model, covariance: &covariance, rows: &rows };
    asked.column(column)?;
    let bands = |value: Value| -> Result<Vec<Band>> {
        asked.means(&rows.rows, column, value)?.iter().map(|mean| band(&asked, mean)).collect()
    };
    let y = match &model.target {
        TargetColumn::Binary { positive, .. } => format!("mean probability of {}", shown(positive)),
        TargetColumn::Classes { .. } => "mean probability".to_owned(),
        other => format!("mean {}", shown(other.name())),
    };
    let title = format!("{} by {}", shown(model.target.name()), shown(column));
    let names = match &model.target {
        TargetColumn::Classes { .. } => model.target.shown_names(),
        _ => vec!["mean, with its 95% band".to_owned()],
    };
    let Some([low, high]) = rows.rows.range(column)? else {
        let levels = model.encoder.levels_of(column);
        ensure!(!levels.is_empty(), "{PARTS}");
        let found = (0..levels.len()).map(|code| bands(Value::Level(code)));
        let found = found.collect::<Result<Vec<Vec<Band>>>>()?;
        return Ok(of_levels(Figure::new(title, y, ""), &names, &levels, &found));
    };
    let at = |step: u8| low + (high - low) * f64::from(step) / f64::from(STEPS);
    let found = (0..=STEPS).map(|step| Ok((at(step), bands(Value::Number(at(step)))?)));
    let found = found.collect::<Result<Vec<(f64, Vec<Band>)>>>()?;
    let mut figure = Figure::new(title, axis(asked.column(column)?), y);
    for (k, name) in names.iter().enumerate() {
        let points = |of: usize| found.iter().map(|(x, bands)| (*x, bands[k][of])).collect();
        let top: Vec<f64> = found.iter().map(|(_, bands)| bands[k][2]).collect();
        let ink = Ink::of_class(k);
        figure.add(Shape::Area(top, 0.2), points(1), ink, "");
        figure.line(points(0), ink, name.clone());
    }
    Ok(figure)
}

/// What its numbers are.
fn axis(column: &EncodedColumn) -> String {
    let name = shown(&column.name);
    match &column.encoding {
        Encoding::Date { origin: Some(origin), .. } => format!("{name}, in days since {origin}"),
        Encoding::Date { origin: None, .. } => format!("{name}, in hours"),
        _ => name,
    }
}

/// A row for each level, of each class.
fn of_levels(
    mut figure: Figure,
    names: &[String],
    levels: &[String],
    found: &[Vec<Band>],
) -> Figure {
    let (mut rows, mut points, mut ends) = (Vec::new(), Vec::<Point>::new(), Vec::new());
    for (k, name) in names.iter().enumerate() {
        let own = if names.len() > 1 { format!("{name}: ") } else { String::new() };
        for (level, bands) in levels.iter().zip(found) {
            let [value, low, high] = bands[k];
            points.push((value, rows.len() as f64));
            rows.push(format!("{own}{}", shown(level)));
            ends.push((low, high));
        }
    }
    figure.add(Shape::Intervals(rows, ends), points, Ink::First, "");
    figure
}

/// Of a probability by its logit, so that the band stays between 0 and 1.
fn band(asked: &Asked<'_>, mean: &Mean) -> Result<Band> {
    let estimate = asked.library().estimate(mean)?;
    let (value, error) = (estimate.value, estimate.standard_error);
    let reach = asked.model.critical_value(LEVEL) * error;
    if let TargetColumn::Number { .. } = asked.model.target {
        return Ok([value, value - reach, value + reach]);
    }
    let spread = value * (1.0 - value);
    if spread <= 0.0 {
        return Ok([value; 3]);
    }
    let (logit, reach) = (ln(value / (1.0 - value)), reach / spread);
    Ok([value, sigmoid(logit - reach), sigmoid(logit + reach)])
}
