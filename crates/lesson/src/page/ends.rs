//! What stands before the first chapter and after the last: the questions, the recap, the words.

use maud::{Markup, html};

use crate::Chapter;

/// The questions that the lesson answers.
pub(super) fn opening() -> Markup {
    html! {
        section #questions aria-labelledby="questions-title" {
            h2 id="questions-title" { "Yes or no?" }
            p {
                "Is this e-mail spam? Is this tumour malignant? Will this customer leave? Is this payment a fraud? \
                 Each question has two answers, and a wrong one costs something. A classifier answers from \
                 numbers that are known: marks in an e-mail, the size of a cell, months without a call."
            }
            p {
                "This lesson builds one from scratch. It begins with a straight line and shows where that fails; \
                 it ends with a model that gives probabilities, says how sure it is of its own weights, and \
                 says so where there is no answer."
            }
        }
    }
}

/// What was learned, as one neuron, and what comes next.
pub(super) fn recap() -> Markup {
    html! {
        section #recap aria-labelledby="recap-title" {
            h2 id="recap-title" { "One neuron, and what comes next" }
            ol {
                li { "A straight line through labels gives no probabilities, and one far point turns it." }
                li { "A linear score passed through a sigmoid gives probabilities: that is logistic regression." }
                li { "Cross-entropy pulls hardest where the model is sure and wrong; squared error lets go there." }
                li { "The chain rule makes the gradient short: prediction minus truth, times the feature." }
                li { "Gradient descent follows it down; a fit is done when the gradient is zero, and says so." }
                li { "The boundary is flat, the probability says how sure, the threshold follows from the costs." }
                li { "Several classes share one probability by softmax." }
            }
            p {
                "A weighted sum, a sigmoid, a loss, a gradient: this is also one neuron of a neural network. A network \
                 feeds the outputs of many such neurons into the next, and trains them all with the same loss and \
                 the same chain rule, carried from layer to layer."
            }
            (neuron())
            p { "Where a class in Python has these methods, the crates have:" }
            div.scroll tabindex="0" role="region" aria-label="Table: methods in Python and in Rust" { table {
                thead { tr { th scope="col" { "Python" } th.words scope="col" { "Rust, crate " code { "models" } } } }
                tbody {
                    @for (python, rust) in METHODS {
                        tr { th scope="row" { code { (python) } } td.words { code { (rust) } } }
                    }
                }
            } }
            p {
                "What comes next: judging models properly, with rows that were never looked at, with cross-validation, \
                 and with the metrics that a question deserves; and networks, which reuse all of the above."
            }
        }
    }
}

/// Features, weights, a sum, a sigmoid, a probability.
fn neuron() -> Markup {
    html! {
        figure {
            svg.neuron viewBox="0 0 520 180" role="img"
                aria-label="Three features, each times its weight, and the intercept flow into a sum; the sum goes through a sigmoid and becomes a probability." {
                @for (i, (x, w)) in [("x₁", "w₁"), ("x₂", "w₂"), ("1", "b")].into_iter().enumerate() {
                    @let y = 35 + 55 * i;
                    circle cx="40" cy=(y) r="20" {}
                    text x="40" y=(y + 6) { (x) }
                    path d={ "M60 " (y) "L196 90" } {}
                    text x="118" y=(y + 22 - 13 * i) { (w) }
                }
                circle cx="220" cy="90" r="26" {}
                text x="220" y="97" { "Σ" }
                path d="M246 90H306" {}
                text x="276" y="80" { "z" }
                rect x="306" y="62" width="84" height="56" rx="8" {}
                path d="M316 108C345 108 350 72 380 72" {}
                path d="M390 90H456" {}
                text x="482" y="97" { "p" }
            }
        }
    }
}

const METHODS: [(&str, &str); 4] = [
    ("fit(X, y)", "LogisticRegression::default().fit(x, labels)?"),
    ("predict_proba(X)", "model.probabilities(x)?"),
    ("predict(X)", "model.labels(x, 0.5)?"),
    ("history", "model.report.objectives()"),
];

/// A word, what it means, and where it is explained.
type Word = (&'static str, &'static str, Chapter);

const WORDS: [Word; 27] = [
    (
        "AUC",
        "the area under the ROC curve: how often a positive is ranked above a negative",
        Chapter::Threshold,
    ),
    (
        "boundary, hyperplane",
        "where the probability is one half: a point, a line, a plane",
        Chapter::Boundary,
    ),
    ("Brier score", "the mean of (probability - truth) squared", Chapter::Probability),
    ("calibration", "whether three in ten come true of those given 30%", Chapter::Probability),
    (
        "chain rule",
        "the slope of a function of a function is the product of their slopes",
        Chapter::Gradient,
    ),
    (
        "confusion matrix",
        "how many of each class were called what: TP, FP, TN, FN",
        Chapter::Threshold,
    ),
    (
        "cross-entropy, log loss, BCE",
        "minus the logarithm of the probability given to the truth",
        Chapter::Loss,
    ),
    ("deviance", "twice the log loss, summed over the samples", Chapter::Trust),
    (
        "digest",
        "sixteen digits that depend on every bit of a result, to compare two of them",
        Chapter::Training,
    ),
    (
        "epoch",
        "a step of gradient descent, for which it looks at every sample once",
        Chapter::Training,
    ),
    ("false positive (FP)", "a false alarm: called yes, in truth no", Chapter::Threshold),
    ("false negative (FN)", "a miss: called no, in truth yes", Chapter::Threshold),
    ("Firth's correction", "a small change of the loss that keeps weights finite", Chapter::Trust),
    ("gradient", "how the objective changes with each weight", Chapter::Gradient),
    ("Hessian", "the second derivatives of the objective: its curvature", Chapter::Training),
    ("learning rate", "how far a step of gradient descent goes", Chapter::Training),
    ("logit", "the linear score; the logarithm of the odds", Chapter::Sigmoid),
    (
        "MSE, squared error",
        "the mean of (prediction - truth) squared: the loss of the line",
        Chapter::Line,
    ),
    ("objective", "the mean loss as a function of the weights", Chapter::Loss),
    ("penalty, l2", "what large coefficients cost", Chapter::Training),
    ("precision", "of those called yes, how many are", Chapter::Threshold),
    ("recall", "of those that are yes, how many are called so", Chapter::Threshold),
    ("ROC curve", "recall against false alarms, at every threshold", Chapter::Threshold),
    (
        "separated",
        "a line has all samples of a class on its side, and the best weights are infinite",
        Chapter::Trust,
    ),
    ("sigmoid", "1 / (1 + e^-z): any number as a probability", Chapter::Sigmoid),
    ("softmax", "the sigmoid of several classes", Chapter::Classes),
    (
        "standard error",
        "how far a weight would vary over many samples like this one",
        Chapter::Trust,
    ),
];

/// The words that people search by.
pub(super) fn glossary() -> Markup {
    html! {
        section #glossary aria-labelledby="glossary-title" {
            h2 id="glossary-title" { "The words" }
            dl.words {
                @for (word, meaning, chapter) in WORDS {
                    dt { a href={ "#chapter-" (chapter.id()) } { (word) } }
                    dd { (meaning) }
                }
            }
        }
    }
}
