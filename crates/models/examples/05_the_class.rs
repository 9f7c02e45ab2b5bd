//! A logistic regression with `fit`, `predict_proba`, `predict` and a history, in forty lines: what the crate does,
//! as small as it can be.
//!
//! `cargo run -p regress-models --example 05_the_class`

#![allow(clippy::print_stdout, reason = "an example prints")]

use linalg_lite::{dot, log1p_exp, sigmoid};

struct LogisticRegression {
    rate: f64,
    epochs: usize,
    weights: Vec<f64>,
    bias: f64,
    history: Vec<f64>,
}

impl LogisticRegression {
    fn new(rate: f64, epochs: usize) -> Self {
        Self { rate, epochs, weights: Vec::new(), bias: 0.0, history: Vec::new() }
    }

    fn logits(&self, x: &[Vec<f64>]) -> Vec<f64> {
        x.iter().map(|row| dot(row, &self.weights) + self.bias).collect() // z = X w + b
    }

    fn predict_proba(&self, x: &[Vec<f64>]) -> Vec<f64> {
        self.logits(x).into_iter().map(sigmoid).collect()
    }

    fn predict(&self, x: &[Vec<f64>]) -> Vec<bool> {
        self.predict_proba(x).into_iter().map(|p| p >= 0.5).collect()
    }

    fn fit(&mut self, x: &[Vec<f64>], y: &[f64]) {
        let n = x.len() as f64;
        self.weights = vec![0.0; x[0].len()];
        for _ in 0..self.epochs {
            let z = self.logits(x);
            let losses = z.iter().zip(y).map(|(z, y)| log1p_exp(*z) - y * z);
            self.history.push(losses.sum::<f64>() / n);
            for (i, row) in x.iter().enumerate() {
                let step = self.rate / n * (sigmoid(z[i]) - y[i]); // dJ/dw = X' (p - y) / n
                self.weights.iter_mut().zip(row).for_each(|(w, x)| *w -= step * x);
                self.bias -= step;
            }
        }
    }
}

fn main() {
    let hours: Vec<Vec<f64>> = (1..=6).map(|h| vec![f64::from(h)]).collect();
    let passed = [0.0, 0.0, 1.0, 0.0, 1.0, 1.0];
    let mut model = LogisticRegression::new(0.5, 1000);
    model.fit(&hours, &passed);
    println!("loss {:.4} at first, {:.4} at last", model.history[0], model.history[999]);
    println!("probabilities {:.3?}", model.predict_proba(&hours));
    println!("labels {:?}", model.predict(&hours));
}
