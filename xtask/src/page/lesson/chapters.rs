//! The order of the page: chapters, what they say before their experiments, formulas and code.

use super::{Block, Chapter, Excerpt, Section};

macro_rules! excerpt {
    ($file:literal, $first:literal, $last:literal) => {
        Excerpt {
            file: $file,
            source: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../", $file)),
            first: $first,
            last: $last,
        }
    };
}

pub(in crate::page) const CHAPTERS: [Chapter; 10] = [
    Chapter {
        id: "line",
        title: "Why a straight line fails",
        lead: &[
            Block::Text(
                "A filter is to tell spam from other mail by one number: how many exclamation marks an \
                 e-mail has. The simplest thing to try is a straight line through the labels, 0 for \
                 mail and 1 for spam, with everything above one half called spam.",
            ),
            Block::Formula(r"\min_{w,\,b}\;\frac1n\sum_{i=1}^n \tfrac12\,(w x_i + b - y_i)^2"),
            Block::Text(
                "Squared errors pull hard at the line wherever an e-mail is far from it, even if it is on \
                 the right side of one half.",
            ),
        ],
        sections: &[
            Section {
                experiment: "spam-line",
                code: excerpt!(
                    "xtask/src/experiments/spam_line.rs",
                    "pub(crate) fn fit(",
                    "Ok(Self {"
                ),
                docs: ("LinearRegression", "models/struct.LinearRegression.html"),
            },
            Section {
                experiment: "spam-outlier",
                code: excerpt!("xtask/src/experiments/spam_outlier.rs", "fn logistic(", "}"),
                docs: ("LogisticRegression", "models/struct.LogisticRegression.html"),
            },
        ],
    },
    Chapter {
        id: "sigmoid",
        title: "What the sigmoid does",
        lead: &[
            Block::Text(
                "A probability must stay between 0 and 1. The sigmoid takes any number z, the logit, \
                 and returns one that does.",
            ),
            Block::Formula(r"s(z) = \frac{1}{1 + e^{-z}},\qquad s'(z) = s(z)\,(1 - s(z))"),
        ],
        sections: &[
            Section {
                experiment: "sigmoid",
                code: excerpt!("crates/linalg-lite/src/functions.rs", "pub fn sigmoid(", "}"),
                docs: ("sigmoid", "linalg_lite/fn.sigmoid.html"),
            },
            Section {
                experiment: "squashed-line",
                code: excerpt!("xtask/src/experiments/squashed_line.rs", "fn squash(", "}"),
                docs: ("sigmoid", "linalg_lite/fn.sigmoid.html"),
            },
        ],
    },
    Chapter {
        id: "loss",
        title: "Why cross-entropy",
        lead: &[
            Block::Text(
                "Training needs a number that says how wrong a probability p is. Where the truth y is \
                 1, cross-entropy is the surprise at it, -ln p; where it is 0, -ln(1 - p).",
            ),
            Block::Formula(r"l(y, p) = -\,y \ln p - (1 - y) \ln (1 - p)"),
        ],
        sections: &[Section {
            experiment: "loss",
            code: excerpt!(
                "crates/models/src/loss.rs",
                "fn loss(y: bool, z: f64)",
                "sigmoid(z) * sigmoid(-z)"
            ),
            docs: ("CrossEntropy", "models/loss/struct.CrossEntropy.html"),
        }],
    },
    Chapter {
        id: "gradient",
        title: "Where the gradient comes from",
        lead: &[
            Block::Text("To lower the loss, see how it changes with each weight. Four steps:"),
            Block::Steps(&[
                (
                    "From the features to a logit, to a probability.",
                    r"z = \sum_j w_j x_j + b,\quad p = s(z)",
                ),
                (
                    "How the loss changes with the probability.",
                    r"\frac{\partial l}{\partial p} = \frac{p - y}{p\,(1 - p)}",
                ),
                (
                    "How the probability changes with the logit: by the slope of the sigmoid. It is what the \
                     fraction above is divided by, so that the product is short.",
                    r"\frac{\partial p}{\partial z} = p\,(1 - p)\qquad \frac{\partial l}{\partial z} = p - y",
                ),
                (
                    "How the logit changes with a weight, and the mean over all samples: prediction minus \
                     truth, times the feature.",
                    r"\frac{\partial J}{\partial w_j} = \frac1n \sum_{i=1}^n (p_i - y_i)\,x_{ij},\qquad \frac{\partial J}{\partial b} = \frac1n \sum_{i=1}^n (p_i - y_i)",
                ),
            ]),
            Block::Text(
                "In the code the same four steps are one sweep over the data, block by block:",
            ),
            Block::Code(excerpt!(
                "crates/models/src/objective.rs",
                "block.logits(w, z)",
                "                }"
            )),
        ],
        sections: &[Section {
            experiment: "gradient-check",
            code: excerpt!(
                "crates/models/src/gradient_check.rs",
                "let mut value_at",
                "        .collect()"
            ),
            docs: ("gradient_check", "models/fn.gradient_check.html"),
        }],
    },
    Chapter {
        id: "training",
        title: "How training goes, and when it is done",
        lead: &[
            Block::Text(
                "Gradient descent steps against the gradient, again and again. It is done where the \
                 gradient is zero; stopping after some number of steps is something else, and every fit \
                 here says which it was.",
            ),
            Block::Formula(r"w \leftarrow w - \eta\,\nabla J(w)"),
        ],
        sections: &[
            Section {
                experiment: "exam-training",
                code: excerpt!(
                    "crates/models/src/solver/gradient_descent.rs",
                    "while trace.len() <",
                    "        }"
                ),
                docs: ("GradientDescent", "models/solver/struct.GradientDescent.html"),
            },
            Section {
                experiment: "solvers",
                code: excerpt!("crates/models/src/solver/newton.rs", "fn newton_step(", "    }"),
                docs: ("Solver", "models/solver/enum.Solver.html"),
            },
        ],
    },
    Chapter {
        id: "boundary",
        title: "What the boundary is",
        lead: &[
            Block::Text(
                "The model is undecided where its probability is one half, that is where the logit is \
                 zero. With two features that is a straight line.",
            ),
            Block::Formula(r"w_1 x_1 + w_2 x_2 + b = 0"),
        ],
        sections: &[Section {
            experiment: "exam-boundary",
            code: excerpt!("crates/models/src/boundary.rs", "let mut others", "Ok(-others"),
            docs: ("Boundary", "models/struct.Boundary.html"),
        }],
    },
    Chapter {
        id: "probability",
        title: "What a probability is worth",
        lead: &[Block::Text(
            "A label says pass or fail. A probability also says how sure the model is, and it can be \
             checked: of the patients with a risk of 30%, three in ten should be at high risk.",
        )],
        sections: &[
            Section {
                experiment: "exam-predictions",
                code: excerpt!("crates/models/src/logistic.rs", "pub fn probabilities(", "    }"),
                docs: ("FittedLogistic", "models/struct.FittedLogistic.html"),
            },
            Section {
                experiment: "medical-screening",
                code: excerpt!("crates/models/src/scaler.rs", "fill_columns(scaled", "        });"),
                docs: ("StandardScaler", "models/struct.StandardScaler.html"),
            },
        ],
    },
    Chapter {
        id: "threshold",
        title: "What a threshold costs",
        lead: &[
            Block::Text(
                "One half is a choice. A lower threshold misses fewer and raises more false alarms. What \
                 is best depends on what either costs.",
            ),
            Block::Formula(r"t^* = \frac{c_{FP}}{c_{FP} + c_{FN}}"),
        ],
        sections: &[
            Section {
                experiment: "exam-thresholds",
                code: excerpt!(
                    "crates/metrics/src/confusion.rs",
                    "match (actual, predicted) {",
                    "        }"
                ),
                docs: ("Confusion", "metrics/struct.Confusion.html"),
            },
            Section {
                experiment: "costs",
                code: excerpt!("crates/metrics/src/cost.rs", "pub fn ideal_threshold(", "    }"),
                docs: ("Prices", "metrics/struct.Prices.html"),
            },
            Section {
                experiment: "majority",
                code: excerpt!("crates/metrics/src/rates.rs", "pub fn balanced_accuracy(", "    }"),
                docs: ("Confusion", "metrics/struct.Confusion.html"),
            },
        ],
    },
    Chapter {
        id: "classes",
        title: "What several classes change",
        lead: &[
            Block::Text(
                "With three species there are two ways: a yes-or-no model for each, or one model in which \
                 the classes share the probability among them. Between any two classes the boundary is \
                 still a straight line.",
            ),
            Block::Formula(r"p_k = \frac{e^{z_k}}{\sum_l e^{z_l}}"),
        ],
        sections: &[
            Section {
                experiment: "one-vs-rest",
                code: excerpt!(
                    "crates/models/src/one_vs_rest.rs",
                    "let fit = |class: usize|",
                    "        };"
                ),
                docs: ("OneVsRest", "models/struct.OneVsRest.html"),
            },
            Section {
                experiment: "softmax",
                code: excerpt!(
                    "crates/models/src/loss/softmax.rs",
                    "pub fn probabilities(",
                    "    }"
                ),
                docs: ("SoftmaxRegression", "models/struct.SoftmaxRegression.html"),
            },
        ],
    },
    Chapter {
        id: "trust",
        title: "Whether to trust a fit",
        lead: &[Block::Text(
            "A fit always returns numbers. Whether they mean anything is another question: how uncertain \
             they are, and whether there was an answer at all.",
        )],
        sections: &[
            Section {
                experiment: "inference",
                code: excerpt!(
                    "xtask/src/experiments/inference.rs",
                    "let logit = model.coefficients",
                    "Ok([logit"
                ),
                docs: ("LogisticInference", "models/inference/struct.LogisticInference.html"),
            },
            Section {
                experiment: "gallery",
                code: excerpt!("xtask/src/experiments/gallery.rs", "fn diagnosis(", "}"),
                docs: ("Finding", "models/enum.Finding.html"),
            },
        ],
    },
];
