//! Programs that a learner may try on the way, and that must not pass; and some that end the wrong way without
//! ending the check.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use exercises::checks::{gradient, intercept, loss, report, scaling, sigmoid, step, threshold};
use exercises::{Checked, solutions};
use linalg_lite::{exp, ln};

const SEEDS: u64 = 20;

/// None of them passes at any seed, and all of them can be drawn.
fn all_fail<P: Copy>(check: fn(P, u64) -> anyhow::Result<Checked>, programs: &[P]) {
    for (k, program) in programs.iter().enumerate() {
        for seed in 0..SEEDS {
            let checked = check(*program, seed).unwrap();
            assert!(!checked.passed, "program {k} at seed {seed}: {}", checked.found);
            assert!(!checked.found.contains("NaN"), "program {k}: {}", checked.found);
            if seed == 0 {
                checked.figure.draw(&mut Vec::new()).unwrap();
            }
        }
    }
}

#[test]
fn sigmoids() {
    all_fail::<sigmoid::Sigmoid>(
        sigmoid::check,
        &[
            |_| 0.5,
            |_| f64::NAN,
            |z| if z > 0.0 { 1.0 } else { 0.0 },
            |z| exp(z.min(30.0)) / (1.0 + exp(z.min(30.0))) - 1e-13,
            |z| 1.0 / (1.0 + exp(-z.clamp(-30.0, 30.0))),
            |z| 1.0 - 1.0 / (1.0 + exp(z)), // no digits left of small ones
        ],
    );
    let same_on_paper: sigmoid::Sigmoid = |z| 1.0 / (1.0 + exp(-z));
    assert!((0..SEEDS).all(|seed| sigmoid::check(same_on_paper, seed).unwrap().passed));
}

#[test]
fn losses() {
    all_fail::<loss::Loss>(
        loss::check,
        &[
            |_, _| 0.0,
            |_, _| f64::INFINITY,
            |y, p| {
                let p = p.clamp(1e-15, 1.0 - 1e-15); // who is sure and wrong pays too little
                if y { -ln(p) } else { -ln(1.0 - p) }
            },
            |y, p| {
                let loss = if y { -ln(p) } else { -ln(1.0 - p) };
                if loss.is_finite() { loss } else { 0.0 }
            },
            |y, p| if y { -ln(1.0 - p) } else { -ln(p) },
        ],
    );
}

#[test]
fn gradients() {
    all_fail::<gradient::Gradient>(
        gradient::check,
        &[
            |_, _, _, _| [0.0, 0.0],
            |_, _, _, _| [f64::NAN, f64::INFINITY],
            |x, y, w, b| {
                let slopes = solutions::gradient::gradient(x, y, w, b);
                slopes.map(|slope| slope * x.len() as f64) // the right sign, but a sum
            },
            |x, y, w, b| solutions::gradient::gradient(x, y, w, b).map(|slope| -slope),
            |x, y, w, b| [solutions::gradient::gradient(x, y, w, b)[0], 0.0],
        ],
    );
}

#[test]
fn gradients_with_a_penalty() {
    all_fail::<intercept::Gradient>(
        intercept::check,
        &[
            |_, _, _, _| [0.0; 3],
            |_, _, _, _| [f64::INFINITY; 3],
            |x, y, w, l2| {
                let mut slopes = solutions::intercept::gradient(x, y, w, l2);
                slopes[2] += l2 * w[2]; // in the logit, but still penalised
                slopes
            },
            |x, y, w, l2| solutions::intercept::gradient(x, y, [w[0], w[1], 0.0], l2),
            |x, y, w, _| solutions::intercept::gradient(x, y, w, 0.0),
        ],
    );
}

#[test]
fn steps() {
    all_fail::<step::Step>(
        step::check,
        &[
            |w, _, _| w,
            |_, _, _| [f64::NAN; 2],
            |w, rate, slope| {
                let second = w[1] - rate * slope(w, 1); // the same fault from the other end
                [w[0] - rate * slope([w[0], second], 0), second]
            },
            |w, rate, slope| [w[0] + rate * slope(w, 0), w[1] + rate * slope(w, 1)],
            |w, _, slope| [w[0] - slope(w, 0), w[1] - slope(w, 2)],
        ],
    );
}

#[test]
fn scales() {
    all_fail::<scaling::Scale>(
        scaling::check,
        &[
            |train, test| [train.to_vec(), test.to_vec()],
            |_, _| [Vec::new(), Vec::new()],
            |train, test| [vec![f64::NAN; train.len()], vec![f64::NAN; test.len()]],
            |train, test| {
                let alone = |rows: &[f64]| solutions::scaling::scale(rows, &[])[0].clone();
                [alone(train), alone(test)] // each by its own mean
            },
            |train, test| {
                let n = train.len() as f64;
                let shrunk = |x: f64| x * ((n - 1.0) / n).sqrt(); // squares divided by n - 1
                let scaled = solutions::scaling::scale(train, test);
                scaled.map(|rows| rows.into_iter().map(shrunk).collect())
            },
        ],
    );
}

#[test]
fn reports() {
    let right = report::Report {
        sleep_needed: solutions::report::sleep_needed,
        counts: solutions::report::counts,
    };
    all_fail(
        report::check,
        &[
            report::Report { sleep_needed: |_, _, _, _| 6.5, ..right },
            report::Report { sleep_needed: |_, _, _, _| f64::NAN, ..right },
            report::Report {
                sleep_needed: |_, weights, intercept, study| {
                    -(weights[0] * study + intercept) / weights[1] // hours go in, too
                },
                ..right
            },
            report::Report { counts: |_, _| [15; 4], ..right },
            report::Report {
                counts: |passed, called| {
                    let [tp, fp, tn, false_negatives] = solutions::report::counts(passed, called);
                    [tp, false_negatives, tn, fp]
                },
                ..right
            },
        ],
    );
}

#[test]
fn thresholds() {
    all_fail::<threshold::Threshold>(
        threshold::check,
        &[
            |_, _, _, _| 0.5,
            |_, _, _, _| 1.0 / 11.0,
            |_, _, _, _| f64::NAN,
            |_, _, _, _| 2.0,
            |_, _, false_alarm, miss| miss / (false_alarm + miss), // the wrong way round
            |p, positive, false_alarm, miss| {
                solutions::threshold::threshold(p, positive, miss, false_alarm)
            },
        ],
    );
}
