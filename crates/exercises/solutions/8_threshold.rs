//! From which probability on to call a patient positive, when mistakes have prices.
//!
//! What should hold: no other threshold costs less on these rows. Everyone with p at or above it is called
//! positive; each false alarm and each miss costs its own price.
//!
//! What goes wrong: a miss may cost ten times as much as a false alarm, and the threshold stays where it was.

/// The cheapest threshold for these rows, from 0 to 1.
#[must_use]
pub fn threshold(p: &[f64], positive: &[bool], false_alarm: f64, miss: f64) -> f64 {
    let mut cheapest = (f64::INFINITY, 1.0);
    for threshold in p.iter().copied().chain([1.0]) {
        let mut cost = 0.0;
        for (p, positive) in p.iter().zip(positive) {
            let called = *p >= threshold;
            if called != *positive {
                cost += if called { false_alarm } else { miss };
            }
        }
        if cost < cheapest.0 {
            cheapest = (cost, threshold);
        }
    }
    cheapest.1
}
