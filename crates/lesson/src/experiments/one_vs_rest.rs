use anyhow::Result;
use datasets::{Dataset, real};
use linalg_lite::MatRef;
use metrics::MultiConfusion;
use models::{
    FittedLogistic, FittedOneVsRest, LogisticRegression, OneVsRest, Penalty, StandardScaler, Status,
};
use pictures::TextTable;
use pictures::numbers::{count, fixed, list, percent, weight};
use serde_json::json;

use crate::drawing::{ClassMap, plane};
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "one-vs-rest",
    title: "Three species, three yes-or-no questions",
    question: "Did each of the three models reach an optimum? Only then is it worth asking what they say.",
    chapter: Chapter::Classes,
    code: excerpt!("crates/models/src/one_vs_rest.rs", "let fit = |class: usize|", "        };"),
    docs: "models::OneVsRest",
    reference: None,
    run,
};

/// The rows whose probabilities are shown: the first flower of each species.
const SHOWN: [usize; 3] = [0, 50, 100];

/// One model a class, with the penalty `l2 = 1/n`, under which every one has an optimum.
pub(super) fn penalised(
    x: MatRef<'_, f64>,
    labels: &[usize],
    classes: usize,
) -> Result<FittedOneVsRest> {
    let binary =
        LogisticRegression { penalty: Penalty::l2(1.0 / x.nrows() as f64), ..Default::default() };
    Ok(OneVsRest { binary }.fit(x, labels, classes)?)
}

fn run(_: &Inputs) -> Result<Report> {
    let iris = real::iris()?.dataset;
    let (labels, species) = iris.classes()?;
    let n = iris.n_samples();
    let scaler = StandardScaler.fit(iris.features.as_ref())?;
    let scaled = scaler.transform(iris.features.as_ref())?;

    let free = OneVsRest::default().fit(scaled.as_ref(), labels, species.len())?;
    let model = penalised(scaled.as_ref(), labels, species.len())?;
    let probabilities = model.probabilities(scaled.as_ref())?;
    let chosen = model.classes(scaled.as_ref())?;
    let confusion = MultiConfusion::new(labels, &chosen, None, species.len())?;
    let petals = iris.select_features(&["petal_length", "petal_width"])?;
    let of_petals = of_two_measures(&petals)?;
    let converged = |model: &&FittedLogistic| model.report.status == Status::Converged;
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures: vec![of_petals.draw()?],
        parts: vec![
            format!("{n} irises, four standardised measurements. Without a penalty:").into(),
            table_of_endings(&free, species).into(),
            format!(
                "With the penalty l2 = 1/{n} ({} of {} converged), the first flower of each species:",
                model.models.iter().filter(converged).count(),
                model.models.len(),
            )
            .into(),
            table_of_flowers(&probabilities, labels, species).into(),
            "All flowers, true species by row, chosen species by column:".to_owned().into(),
            TextTable::of_classes(species, |k, l| weight(confusion.count(k, l))).into(),
            format!(
                "On the two measurements of the petals alone: {} of {n} right.",
                of_petals.right()?
            )
            .into(),
        ],
        seen: seen(&free, species, &confusion),
        sizes: json!({ "flowers": n }),
        numbers: json!({}),
    })
}

/// Three models of two measures: a picture has no more.
fn of_two_measures(data: &Dataset) -> Result<ClassMap<'_>> {
    let (labels, classes) = data.classes()?;
    let scaler = StandardScaler.fit(data.features.as_ref())?;
    let scaled = scaler.transform(data.features.as_ref())?;
    let model = penalised(scaled.as_ref(), labels, classes.len())?;
    let of = |model: &FittedLogistic| plane(&model.coefficients, model.intercept, &scaler);
    Ok(ClassMap {
        title: "Irises: the regions of three models".to_owned(),
        unit: "cm",
        data,
        planes: model.models.iter().map(of).collect::<Result<_>>()?,
        chosen: model.classes(scaled.as_ref())?,
    })
}

fn table_of_endings(model: &FittedOneVsRest, species: &[String]) -> TextTable {
    let mut table = TextTable::new(["species against the rest", "loss", "how it ended"]).words(2);
    for (name, model) in species.iter().zip(&model.models) {
        let report = &model.report;
        table.row([name.clone(), fixed(report.objective, 6), report.status.to_string()]);
    }
    table
}

fn table_of_flowers(probabilities: &[Vec<f64>], labels: &[usize], species: &[String]) -> TextTable {
    let mut heads = vec!["flower".to_owned()];
    heads.extend(species.iter().map(|name| format!("p({name})")));
    heads.push("sum".to_owned());
    let mut table = TextTable::new(heads);
    for i in SHOWN {
        let p: Vec<f64> = probabilities.iter().map(|class| class[i]).collect();
        let mut row = vec![format!("no. {} ({})", i + 1, species[labels[i]])];
        row.extend(p.iter().map(|p| fixed(*p, 4)));
        row.push(fixed(p.iter().sum(), 4));
        table.row(row);
    }
    table
}

fn seen(free: &FittedOneVsRest, species: &[String], confusion: &MultiConfusion) -> String {
    let is_separated = |model: &FittedLogistic| matches!(model.report.status, Status::Separated(_));
    let pairs = species.iter().zip(&free.models);
    let separated: Vec<&String> =
        pairs.filter(|(_, model)| is_separated(model)).map(|(name, _)| name).collect();
    format!(
        "{} of the {} {} no finite optimum without a penalty: {}, which the measurements separate \
         from the rest. With the penalty, the species with the highest logit is the right one for {} of {} \
         flowers ({}); the three probabilities of a flower come from three models and need not sum to 1.",
        separated.len(),
        count(free.models.len(), "model"),
        if separated.len() == 1 { "has" } else { "have" },
        list(&separated),
        confusion.correct(),
        confusion.total(),
        percent(confusion.correct(), confusion.total()),
    )
}
