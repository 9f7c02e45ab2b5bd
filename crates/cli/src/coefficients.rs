use models::inference::threshold_names;
use pictures::TextTable;
use pictures::numbers::significant;

use crate::model_file::Model;

/// The weights of a model, a column for each class.
pub(crate) fn coefficient_table(model: &Model, classes: &[String], names: &[String]) -> TextTable {
    let weights = model.weights();
    let heads = if weights.len() == 1 { vec!["coefficient".to_owned()] } else { classes.to_vec() };
    let mut table = TextTable::new([String::new()].into_iter().chain(heads));
    for (j, name) in names.iter().enumerate() {
        let cells = weights.iter().map(|(coefficients, _)| significant(coefficients[j]));
        table.row([name.clone()].into_iter().chain(cells));
    }
    if model.has_intercept() {
        let cells = weights.iter().map(|(_, intercept)| significant(*intercept));
        table.row(["intercept".to_owned()].into_iter().chain(cells));
    }
    for (name, threshold) in threshold_names(classes).into_iter().zip(model.thresholds()) {
        table.row([name, significant(*threshold)]);
    }
    table
}
