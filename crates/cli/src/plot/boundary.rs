//! Where a model changes its mind.

use anyhow::{Context, Result, bail, ensure};
use datasets::{Target, did_you_mean};
use linalg_lite::{Columns, Mat};
use pictures::{Figure, Ink, Plane, shown, steps, thinned};

use super::PlotArgs;
use crate::exit::Usage;
use crate::judged::Judged;
use crate::model_file::{ModelFile, Scores};

/// Points of a curve, less one.
const STEPS: usize = 400;

/// Refuses axes that are no features, before the table is read.
pub(super) fn check(model: &ModelFile, args: &PlotArgs) -> Result<()> {
    let file = args.model.display();
    let chosen = [args.x.as_deref(), args.y.as_deref()];
    ensure!(!model.features.is_empty(), "{file} has no features to draw");
    if let ([only], true) = (model.features.as_slice(), chosen.iter().any(Option::is_some)) {
        let what = format!("{file} has one feature, \"{only}\": leave out --x and --y");
        bail!(Usage(what));
    }
    if model.features.len() > 1 {
        features(model, chosen).with_context(|| format!("{file}"))?;
    }
    Ok(())
}

pub(super) fn boundary(model: &ModelFile, judged: &Judged, args: &PlotArgs) -> Result<Figure> {
    let classes = match &judged.truth {
        Target::Binary(labels) => labels.iter().map(|label| usize::from(*label)).collect(),
        Target::Classes { labels: classes, .. } => classes.clone(),
        Target::Numbers(_) => bail!("a model of numbers has no boundary: draw residuals"),
    };
    let chosen = [args.x.as_deref(), args.y.as_deref()];
    if model.features.len() == 1 {
        return curve(model, judged, &classes);
    }
    let [x, y] = features(model, chosen)?;
    let (x_range, y_range) = (range(&judged.x, x), range(&judged.x, y));
    let others = if model.features.len() > 2 { ", other features at their means" } else { "" };
    let title =
        format!("Boundary of \"{}\"{others}{}", shown(model.target.name()), no_offset(model));
    let mut figure = Figure::new(title, shown(&model.features[x]), shown(&model.features[y]))
        .ranges(x_range, y_range);
    let names = model.target.shown_names();
    let (of_x, of_y) = (judged.x.feature(x), judged.x.feature(y));
    for (class, name) in names.iter().enumerate() {
        let rows = thinned(classes.len()).filter(|i| classes[*i] == class);
        let points = rows.map(|i| (of_x[i], of_y[i])).collect();
        figure.points(points, Ink::of_class(class), name);
    }
    figure.boundaries(&planes(model, [x, y]), [x_range, y_range]);
    Ok(figure)
}

/// The two features to draw: those asked for, or those that matter most, numbers first.
fn features(model: &ModelFile, chosen: [Option<&str>; 2]) -> Result<[usize; 2]> {
    let place = |name: &str| {
        let found = model.features.iter().position(|feature| feature == name);
        let hint = did_you_mean(name, model.features.iter().map(String::as_str));
        found.ok_or_else(|| {
            anyhow::anyhow!(
                "there is no feature \"{name}\"{hint}; there are: {}",
                model.features.join(", ")
            )
        })
    };
    let size = |j: &usize| {
        let weights = model.model.weights();
        let sizes = weights.iter().map(|(c, _)| (c[*j] * model.scaler.deviations[*j]).abs());
        sizes.fold(0.0, f64::max)
    };
    let [x, y] = chosen.map(|name| name.map(place).transpose());
    let (x, y) = (x?, y?);
    let mut rest: Vec<usize> =
        (0..model.features.len()).filter(|j| Some(*j) != x && Some(*j) != y).collect();
    let is_number = |j: &usize| model.numbers().contains(&model.features[*j].as_str());
    let rank = |j: &usize| (changes_alone(model, *j), is_number(j));
    rest.sort_by(|a, b| rank(b).cmp(&rank(a)).then(size(b).total_cmp(&size(a))));
    let mut rest = rest.into_iter();
    let x = x.or_else(|| rest.next()).unwrap_or(0);
    let chosen = [x, y.or_else(|| rest.next()).unwrap_or(1)];
    if let Some(j) = chosen.iter().find(|j| !changes_alone(model, **j)) {
        bail!(
            "no boundary can be drawn over \"{}\": other features change with it, so that it is no straight line; \
             `regress effects` says what its columns do",
            model.features[*j]
        );
    }
    Ok(chosen)
}

/// Whether no other feature is made of the columns of this one, the levels of a category aside.
fn changes_alone(model: &ModelFile, feature: usize) -> bool {
    let terms = model.encoder.features_of_terms();
    let Some((own, range)) = terms.iter().find(|(_, range)| range.contains(&feature)) else {
        return true; // of columns as they are
    };
    let needs = own.needs();
    let is_alone = range.len() == 1 || own.category_alone().is_some();
    let shares = |term: &datasets::Term| term.needs().iter().any(|column| needs.contains(column));
    is_alone && terms.iter().filter(|(term, _)| shares(term)).count() == 1
}

/// The values of a feature, and a little more.
fn range(x: &Columns, j: usize) -> [f64; 2] {
    const MARGIN: f64 = 0.03;
    let values = x.feature(j);
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let margin = if high > low { MARGIN * (high - low) } else { 1.0 };
    [low - margin, high + margin]
}

/// The logit of each class, the other features at their means; that of the negative one is 0.
fn planes(model: &ModelFile, [x, y]: [usize; 2]) -> Vec<Plane> {
    let plane = |(coefficients, intercept): &(&[f64], f64)| {
        let others = (0..coefficients.len()).filter(|j| *j != x && *j != y);
        let rest = others.map(|j| coefficients[j] * model.scaler.means[j]).sum::<f64>();
        Plane { rest: intercept + rest, slopes: [coefficients[x], coefficients[y]] }
    };
    let planes = model.model.weights().iter().map(plane).collect::<Vec<_>>();
    if planes.len() == 1 {
        let zero = Plane { rest: 0.0, slopes: [0.0, 0.0] };
        return [zero].into_iter().chain(planes).collect();
    }
    planes
}

/// What a picture of a model with an offset shows.
fn no_offset(model: &ModelFile) -> String {
    let names = model.offset_columns();
    names.iter().map(|name| format!(", \"{name}\" being 0")).collect()
}

/// Probabilities over the only feature there is.
fn curve(model: &ModelFile, judged: &Judged, classes: &[usize]) -> Result<Figure> {
    let [low, high] = range(&judged.x, 0);
    let at: Vec<f64> = steps(low, high, STEPS).collect();
    let grid = Mat::from_fn(at.len(), 1, |step, _| at[step]);
    let names = model.target.shown_names();
    let (curves, first) = match model.model.scores(grid.as_ref().into(), None)? {
        Scores::Positive { p, .. } => (vec![p], 1),
        Scores::Classes { p, .. } => (p, 0),
        Scores::Numbers(_) => (Vec::new(), 0),
    };
    let title = format!("Probabilities of \"{}\"{}", shown(model.target.name()), no_offset(model));
    let mut figure = Figure::new(title, shown(&model.features[0]), "probability")
        .ranges([low, high], [-0.05, 1.05]);
    for (k, p) in curves.into_iter().enumerate() {
        let points = at.iter().copied().zip(p).collect();
        figure.line(points, Ink::of_class(first + k), format!("p({})", names[first + k]));
    }
    let values = judged.x.feature(0);
    for (class, name) in names.iter().enumerate() {
        let rows = thinned(classes.len()).filter(|i| classes[*i] == class);
        let height = if first == 1 { class as f64 } else { 0.0 };
        let points = rows.map(|i| (values[i], height)).collect();
        figure.points(points, Ink::of_class(class), name);
    }
    Ok(figure)
}
