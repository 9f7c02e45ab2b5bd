//! Ordered classes: `p = s(z - a) s(b - z) (1 - e^(a - b))` between the thresholds a and b.

use linalg_lite::exp;
use models::loss::OrderedCrossEntropy;

use super::{node, tensor};
use crate::export::protobuf::Message;

/// What no logit comes near, and no sum of it and a logit overflows.
const FAR: f64 = 1e300;

/// The probabilities of all classes, from one logit a row.
pub(super) fn add(graph: Message, logits: &str, thresholds: &[f64], output: &str) -> Message {
    let ends = [&[-FAR][..], thresholds, &[FAR]].concat();
    let (below, above) = (&ends[..ends.len() - 1], &ends[1..]);
    let share = |ends: &[f64]| exp(-OrderedCrossEntropy::of_gap(ends[1] - ends[0]));
    let shares: Vec<f64> = ends.windows(2).map(share).collect();
    let constant = |name: &str, values: &[f64]| tensor(name, &[values.len()], values);
    graph
        .message(1, &node("Sub", &[logits, "thresholds_below"], "logits_below"))
        .message(1, &node("Sub", &["thresholds_above", logits], "logits_above"))
        .message(1, &node("Sigmoid", &["logits_below"], "above_the_one_below"))
        .message(1, &node("Sigmoid", &["logits_above"], "below_the_one_above"))
        .message(1, &node("Mul", &["above_the_one_below", "below_the_one_above"], "between"))
        .message(1, &node("Mul", &["between", "shares"], output))
        .message(5, &constant("thresholds_below", below))
        .message(5, &constant("thresholds_above", above))
        .message(5, &constant("shares", &shares))
}
