//! A model as an ONNX graph: `features -> MatMul -> Add -> Sigmoid or Softmax`, in doubles. An offset is a
//! second input, and another Add; terms are made of the features of columns first. Ordered classes have the sigmoids of
//! what is above and below their thresholds.

mod ordered;
mod terms;

use datasets::EncodedColumn;

use super::protobuf::Message;
use crate::model_file::{Model, ModelFile};

// The numbers of fields and types are those of onnx.proto.
const DOUBLE: i64 = 11;
const INT64: i64 = 7;
const OF_INT: i64 = 2;
const IR_VERSION: i64 = 8;
const OPERATOR_SET: i64 = 13;

/// The input `features` has a column for each feature, and `offset` one for each logit; the output is `prediction`,
/// `probability` (of the positive class) or `probabilities` (a column for each class).
pub(crate) fn onnx(file: &ModelFile) -> Vec<u8> {
    let weights = file.model.weights();
    let (features, outputs) = (file.features.len(), weights.len());
    let by_feature: Vec<f64> = (0..features)
        .flat_map(|j| weights.iter().map(move |(coefficients, _)| coefficients[j]))
        .collect();
    let intercepts: Vec<f64> = weights.iter().map(|(_, intercept)| *intercept).collect();
    let (operator, output) = match file.model {
        Model::Linear(_) => ("Identity", "prediction"),
        Model::Logistic(_) | Model::Firth(_) => ("Sigmoid", "probability"),
        Model::Softmax(_) | Model::FirthSoftmax(_) => ("Softmax", "probabilities"),
        Model::Ordered(_) => ("Mul", "probabilities"),
    };
    let (nodes, constants) = match file.encoder.expressions() {
        Some(expressions) => terms::nodes(&file.encoder, &expressions),
        None => (Vec::new(), Vec::new()),
    };
    let multiplied = if nodes.is_empty() { "features" } else { "terms" };
    let graph = nodes.iter().fold(Message::default(), |graph, node| graph.message(1, node));
    let mut graph = graph
        .message(1, &node("MatMul", &[multiplied, "coefficients"], "products"))
        .message(1, &node("Add", &["products", "intercepts"], "logits"));
    let mut logits = "logits";
    if file.offset.is_some() {
        logits = "logits_with_offset";
        graph = graph.message(1, &node("Add", &["logits", "offset"], logits));
    }
    graph = match file.model.thresholds() {
        [] => graph.message(1, &node(operator, &[logits], output)),
        thresholds => ordered::add(graph, logits, thresholds, output),
    };
    graph = graph
        .text(2, &file.heading())
        .message(5, &tensor("coefficients", &[features, outputs], &by_feature))
        .message(5, &tensor("intercepts", &[outputs], &intercepts));
    let inputs = inputs(file);
    graph = constants.iter().fold(graph, |graph, constant| graph.message(5, constant));
    graph = graph.message(11, &matrix("features", inputs.len()));
    if file.offset.is_some() {
        graph = graph.message(11, &matrix("offset", outputs));
    }
    let thresholds = file.model.thresholds().len();
    graph = graph.message(12, &matrix(output, outputs + thresholds));
    let entry = |key: &str, value: &str| Message::default().text(1, key).text(2, value);
    Message::default()
        .int(1, IR_VERSION)
        .text(2, "regress")
        .text(3, env!("CARGO_PKG_VERSION"))
        .message(7, &graph)
        .message(8, &Message::default().text(1, "").int(2, OPERATOR_SET))
        .message(14, &entry("features", &inputs.join("\n")))
        .message(14, &entry("classes", &file.target.class_names().join("\n")))
        .message(14, &entry("threshold", &file.threshold.to_string()))
        .into_bytes()
}

/// What the input `features` has a column for: the features that columns become, before any terms.
pub(super) fn inputs(file: &ModelFile) -> Vec<String> {
    file.encoder.columns.iter().flat_map(EncodedColumn::feature_names).collect()
}

fn node(operator: &str, inputs: &[&str], output: &str) -> Message {
    let node = inputs.iter().fold(Message::default(), |node, input| node.text(1, input));
    node.text(2, output).text(4, operator)
}

/// A node with an axis.
fn node_with(operator: &str, inputs: &[&str], output: &str, axis: i64) -> Message {
    let axis = Message::default().text(1, "axis").int(3, axis).int(20, OF_INT);
    node(operator, inputs, output).message(5, &axis)
}

fn indices(name: &str, values: &[i64]) -> Message {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    let tensor = Message::default().int(1, values.len() as i64);
    tensor.int(2, INT64).text(8, name).bytes(9, &bytes)
}

fn tensor(name: &str, shape: &[usize], values: &[f64]) -> Message {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    let tensor = shape.iter().fold(Message::default(), |tensor, size| tensor.int(1, *size as i64));
    tensor.int(2, DOUBLE).text(8, name).bytes(9, &bytes)
}

/// Any number of rows of doubles.
fn matrix(name: &str, columns: usize) -> Message {
    let rows = Message::default().text(2, "rows");
    let columns = Message::default().int(1, columns as i64);
    let shape = Message::default().message(1, &rows).message(1, &columns);
    let tensor = Message::default().int(1, DOUBLE).message(2, &shape);
    Message::default().text(1, name).message(2, &Message::default().message(1, &tensor))
}
