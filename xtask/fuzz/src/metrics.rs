//! Numbers to every metric: a count is so many rows, whatever the figures are.

#![no_main]

#[path = "../../../crates/metrics/tests/laws/figures.rs"]
#[allow(dead_code)]
mod figures;
#[path = "../../../crates/metrics/tests/laws/samples.rs"]
#[allow(dead_code)]
mod samples;

use figures::figures;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use samples::{CLASSES, Samples};

/// A number between two others, ties included.
fn between(u: &mut Unstructured<'_>, low: f64, high: f64) -> Result<f64> {
    let steps = [4.0, 255.0, 65_535.0][u.int_in_range(0..=2)?];
    Ok(low + (high - low) * (f64::from(u.arbitrary::<u16>()?) % (steps + 1.0)) / steps)
}

fn drawn(u: &mut Unstructured<'_>) -> Result<(Samples, Vec<f64>)> {
    let mut all = Samples { logits_by_class: vec![Vec::new(); CLASSES], ..Samples::default() };
    all.probabilities_by_class = vec![Vec::new(); CLASSES];
    let mut counts = vec![f64::from(u.int_in_range(1..=3)?)];
    let farthest = [3.0, 800.0, 1e300][u.int_in_range(0..=2)?];
    for i in 0..u.int_in_range(1..=20)? {
        all.labels.push(u.arbitrary()?);
        all.called.push(u.arbitrary()?);
        all.logits.push(between(u, -farthest, farthest)?);
        all.probabilities.push(between(u, 0.0, 1.0)?);
        all.classes.push(u.int_in_range(0..=CLASSES - 1)?);
        all.called_classes.push(u.int_in_range(0..=CLASSES - 1)?);
        let parts = [between(u, 0.0, 1.0)?, between(u, 0.0, 1.0)? + 0.01, between(u, 0.0, 1.0)?];
        for (class, part) in parts.iter().enumerate() {
            all.logits_by_class[class].push(farthest * part);
            all.probabilities_by_class[class].push(part / parts.iter().sum::<f64>());
        }
        all.targets.push(between(u, -8.0, 8.0)?);
        all.predicted.push(between(u, -8.0, 8.0)?);
        if i > 0 {
            counts.push(f64::from(u.int_in_range(0..=3)?));
        }
    }
    Ok((all, counts))
}

fuzz_target!(|bytes: &[u8]| {
    let Ok((samples, counts)) = drawn(&mut Unstructured::new(bytes)) else { return };
    let counted = figures(&samples, Some(&counts));
    let repeated = figures(&samples.repeated(&counts), None);
    assert_eq!(counted.len(), repeated.len());
    for (k, (one, two)) in counted.iter().zip(&repeated).enumerate() {
        let are_close = (one - two).abs() <= 1e-9 * two.abs().max(1.0);
        assert!(are_close || one == two || (one.is_nan() && two.is_nan()), "{k}: {one}, {two}");
    }
});
