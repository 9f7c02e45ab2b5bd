//! A model as SQL.

use anyhow::Result;
use datasets::{Unseen, shortest};
use warehouse::Dialect;

use crate::model_file::{Model, ModelFile};

/// The prediction, or the probability of the positive class; of several classes the probability of each, with its
/// name.
pub(crate) fn expression(
    model: &ModelFile,
    dialect: &'static Dialect,
    unseen: Unseen,
) -> Result<String> {
    let score = model.score(dialect, unseen);
    Ok(match model.model {
        Model::Linear(_) => score.prediction()?,
        Model::Logistic(_) | Model::Firth(_) => score.probability()?,
        Model::Softmax(_) | Model::FirthSoftmax(_) | Model::Ordered(_) => {
            let names = model.target.class_names();
            let probabilities = match model.model.thresholds() {
                [] => score.probabilities()?,
                thresholds => score.probabilities_between(thresholds)?,
            };
            let named = |(name, sql): (String, String)| {
                format!("{sql} AS {}", dialect.name(&format!("p_{name}")))
            };
            let columns: Vec<String> = names.into_iter().zip(probabilities).map(named).collect();
            columns.join(",\n")
        }
    })
}

/// How to use it.
pub(super) fn usage(model: &ModelFile) -> String {
    let select = match (&model.model, model.target.class_names().as_slice()) {
        (Model::Softmax(_) | Model::FirthSoftmax(_) | Model::Ordered(_), _) => {
            "SELECT *, <these expressions> FROM …: the probability of each class".to_owned()
        }
        (Model::Linear(_), _) => "SELECT *, <this expression> AS prediction FROM …".to_owned(),
        (_, [.., positive]) => format!(
            "SELECT *, <this expression> AS p FROM …: the probability of \"{positive}\", called so from {} upwards",
            shortest(model.threshold)
        ),
        _ => "SELECT *, <this expression> AS p FROM …".to_owned(),
    };
    format!(
        "{select}; NULL for a row that lacks something, or has a level that the model does not know"
    )
}
