use anyhow::Result;
use datasets::{Dataset, real};
use metrics::MultiConfusion;
use models::{SoftmaxRegression, StandardScaler};
use pictures::numbers::{fixed, percent, short, weight};
use pictures::{Figure, TextTable};
use serde_json::json;

use super::one_vs_rest;
use crate::drawing::{ClassMap, plane};
use crate::{Chapter, Experiment, Inputs, Part, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "softmax",
    title: "Three species, one model",
    question: "How often is one model right, and how often does it choose the same class as three yes-or-no models?",
    chapter: Chapter::Classes,
    code: excerpt!("crates/models/src/loss/softmax.rs", "pub fn probabilities(", "    }"),
    docs: "models::SoftmaxRegression",
    reference: None,
    run,
};

/// What one softmax model says about one table.
struct Judged {
    picture: Figure,
    parts: Vec<Part>,
    right: f64,
    rest_right: f64,
    same: usize,
    n: usize,
    /// The largest distance of a sample's sum of probabilities from 1.
    worst_sum: f64,
}

fn judge(name: &str, data: &Dataset, shown: [&str; 2], unit: &'static str) -> Result<Judged> {
    let (labels, classes) = data.classes()?;
    let n = data.n_samples();
    let scaler = StandardScaler.fit(data.features.as_ref())?;
    let scaled = scaler.transform(data.features.as_ref())?;
    let l2 = 1.0 / n as f64;

    let model = SoftmaxRegression { l2, ..Default::default() };
    let model = model.fit(scaled.as_ref(), labels, classes.len())?;
    let chosen = model.classes(scaled.as_ref())?;
    let confusion = MultiConfusion::new(labels, &chosen, None, classes.len())?;
    let probabilities = model.probabilities(scaled.as_ref())?;
    let sum = |i: usize| probabilities.iter().map(|class| class[i]).sum::<f64>();
    let worst_sum = (0..n).map(|i| (sum(i) - 1.0).abs()).fold(0.0, f64::max);

    let by_rest =
        one_vs_rest::penalised(scaled.as_ref(), labels, classes.len())?.classes(scaled.as_ref())?;
    let rest_right = MultiConfusion::new(labels, &by_rest, None, classes.len())?.correct();
    let same = chosen.iter().zip(&by_rest).filter(|(a, b)| a == b).count();

    let heading = format!(
        "{name}: {n} rows, l2 = 1/{n}, loss {}, {}; true class by row, chosen class by column:",
        fixed(model.report.objective, 6),
        model.report.status,
    );
    let two = data.select_features(&shown)?;
    let of_two = of_two_measures(name, unit, &two)?;
    let alone =
        format!("On {} and {} alone: {} of {n} right.", shown[0], shown[1], of_two.right()?);
    let table = TextTable::of_classes(classes, |k, l| weight(confusion.count(k, l)));
    let parts = vec![heading.into(), table.into(), alone.into()];
    let picture = of_two.draw()?;
    Ok(Judged { picture, parts, right: confusion.correct(), rest_right, same, n, worst_sum })
}

/// The model of two measures: a picture has no more.
fn of_two_measures<'a>(name: &str, unit: &'static str, data: &'a Dataset) -> Result<ClassMap<'a>> {
    let (labels, classes) = data.classes()?;
    let scaler = StandardScaler.fit(data.features.as_ref())?;
    let scaled = scaler.transform(data.features.as_ref())?;
    let model = SoftmaxRegression { l2: 1.0 / data.n_samples() as f64, ..Default::default() };
    let model = model.fit(scaled.as_ref(), labels, classes.len())?;
    let weights = model.coefficients.iter().zip(&model.intercepts);
    Ok(ClassMap {
        title: format!("{name}: the regions of one model"),
        unit,
        data,
        planes: weights.map(|(c, b)| plane(c, *b, &scaler)).collect::<Result<_>>()?,
        chosen: model.classes(scaled.as_ref())?,
    })
}

fn run(_: &Inputs) -> Result<Report> {
    let iris = judge("Iris", &real::iris()?.dataset, ["petal_length", "petal_width"], "cm")?;
    let penguins = real::penguins()?;
    let dropped = penguins.dropped_rows;
    let penguins = judge("Penguins", &penguins.dataset, ["bill_length_mm", "bill_depth_mm"], "mm")?;

    let mut table = TextTable::new(["", "softmax right", "one-vs-rest right", "same class chosen"]);
    for (name, judged) in [("iris", &iris), ("penguins", &penguins)] {
        let share = |part| format!("{part} of {} ({})", judged.n, percent(part, judged.n as f64));
        table.row([
            name.to_owned(),
            share(judged.right),
            share(judged.rest_right),
            share(judged.same as f64),
        ]);
    }
    let worst_sum = iris.worst_sum.max(penguins.worst_sum);
    let differ = (iris.n - iris.same) + (penguins.n - penguins.same);
    let sizes = json!({ "flowers": iris.n, "penguins": penguins.n });
    let seen = format!(
        "one model gives all three probabilities, and they sum to 1 {}. It labels {} of {} irises and \
         {} of {} penguins correctly, and differs from one-vs-rest on {differ} of {} rows.",
        if worst_sum <= 4.0 * f64::EPSILON {
            "to the last digit".to_owned()
        } else {
            format!("within {}", short(worst_sum))
        },
        iris.right,
        iris.n,
        penguins.right,
        penguins.n,
        iris.n + penguins.n,
    );
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![iris.picture, penguins.picture],
        parts: iris
            .parts
            .into_iter()
            .chain(penguins.parts)
            .chain([
                format!("(Another {dropped} penguins have missing values and are left out.)")
                    .into(),
                table.into(),
            ])
            .collect(),
        seen,
        sizes,
        numbers: json!({}),
    })
}
