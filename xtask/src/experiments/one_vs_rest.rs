use anyhow::Result;
use datasets::real;
use linalg_lite::MatRef;
use metrics::MultiConfusion;
use models::{FittedOneVsRest, LogisticRegression, OneVsRest, StandardScaler, Status};
use serde_json::json;

use crate::text::{count, fixed, list, percent};
use crate::{Inputs, Report, Table};

/// The rows whose probabilities are shown: the first flower of each species.
const SHOWN: [usize; 3] = [0, 50, 100];

/// One model a class, with the penalty `l2 = 1/n`, under which every one has an optimum.
pub(super) fn penalised(
    x: MatRef<'_, f64>,
    labels: &[usize],
    classes: usize,
) -> Result<FittedOneVsRest> {
    let binary = LogisticRegression { l2: 1.0 / x.nrows() as f64, ..Default::default() };
    Ok(OneVsRest { binary }.fit(x, labels, classes)?)
}

pub(super) fn run(_: &Inputs) -> Result<Report> {
    let iris = real::iris()?.dataset;
    let (labels, species) = iris.classes()?;
    let n = iris.n_samples();
    let scaler = StandardScaler.fit(iris.features.as_ref())?;
    let scaled = scaler.transform(iris.features.as_ref())?;
    let x = scaled.as_ref();

    let free = OneVsRest::default().fit(x, labels, species.len())?;
    let mut endings = Table::new(["species against the rest", "loss", "ended"]).words(2);
    for (name, model) in species.iter().zip(&free.models) {
        endings.row([
            name.clone(),
            fixed(model.report.objective, 6),
            model.report.status.to_string(),
        ]);
    }
    let without_optimum: Vec<&String> = species
        .iter()
        .zip(&free.models)
        .filter(|(_, model)| matches!(model.report.status, Status::Separated(_)))
        .map(|(name, _)| name)
        .collect();

    let model = penalised(x, labels, species.len())?;
    let probabilities = model.probabilities(x)?;
    let chosen = model.classes(x)?;
    let confusion = MultiConfusion::new(labels, &chosen, species.len())?;
    let mut heads = vec!["flower".to_owned()];
    heads.extend(species.iter().map(|name| format!("p({name})")));
    heads.push("sum".to_owned());
    let mut flowers = Table::new(heads);
    for i in SHOWN {
        let p: Vec<f64> = probabilities.iter().map(|class| class[i]).collect();
        let mut row = vec![format!("no. {} ({})", i + 1, species[labels[i]])];
        row.extend(p.iter().map(|p| fixed(*p, 4)));
        row.push(fixed(p.iter().sum(), 4));
        flowers.row(row);
    }
    let accuracy = Table::of_confusion(&confusion, species);
    let (converged, total) = (
        model.models.iter().filter(|model| model.report.status == Status::Converged).count(),
        model.models.len(),
    );
    Ok(Report {
        title: "Three species, three yes-or-no questions",
        look_at: "Look at how each of the three models ended before looking at what they say."
            .to_owned(),
        parts: vec![
            format!("{n} irises, four measures, standardised. Without a penalty:").into(),
            endings.into(),
            format!(
                "With the penalty l2 = 1/{n} ({converged} of {total} converged), the first flower of \
                 each species:"
            )
            .into(),
            flowers.into(),
            "All flowers, true species by row, chosen species by column:".to_owned().into(),
            accuracy.into(),
        ],
        seen: format!(
            "{} of the {} no finite optimum without a penalty: {}, which the measures separate from \
             the rest. With the penalty the species with the highest logit is right for {} of {n} \
             flowers ({}); the three probabilities of a flower come from three models and need not \
             sum to 1.",
            without_optimum.len(),
            if without_optimum.len() == 1 {
                format!("{} has", count(total, "model"))
            } else {
                format!("{} have", count(total, "model"))
            },
            list(&without_optimum),
            confusion.correct(),
            percent(confusion.correct(), n),
        ),
        sizes: json!({ "flowers": n }),
        reference: None,
        figures: json!({ "probabilities": probabilities }),
    })
}
