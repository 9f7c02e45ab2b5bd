//! The chapters of the lesson, and what each says before its experiments: words, formulas and code.

use crate::excerpt::{Excerpt, excerpt};

/// A question and the experiments that answer it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chapter {
    /// Why a straight line fails.
    Line,
    /// What the sigmoid does.
    Sigmoid,
    /// Why cross-entropy.
    Loss,
    /// Where the gradient comes from.
    Gradient,
    /// How training goes, and when it is done.
    Training,
    /// What the boundary is.
    Boundary,
    /// What a probability is worth.
    Probability,
    /// What a threshold costs.
    Threshold,
    /// What several classes change.
    Classes,
    /// Whether to trust a fit.
    Trust,
}

/// A piece of a chapter's beginning.
#[derive(Clone, Copy, Debug)]
pub enum Block {
    /// A paragraph.
    Text(&'static str),
    /// In LaTeX.
    Formula(&'static str),
    /// A derivation: in each step words and a formula.
    Steps(&'static [(&'static str, &'static str)]),
    /// Lines of a source.
    Code(Excerpt),
}

impl Chapter {
    /// In the order of the lesson.
    pub const ALL: [Self; 10] = [
        Self::Line,
        Self::Sigmoid,
        Self::Loss,
        Self::Gradient,
        Self::Training,
        Self::Boundary,
        Self::Probability,
        Self::Threshold,
        Self::Classes,
        Self::Trust,
    ];

    /// Its place in the page's address.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Sigmoid => "sigmoid",
            Self::Loss => "loss",
            Self::Gradient => "gradient",
            Self::Training => "training",
            Self::Boundary => "boundary",
            Self::Probability => "probability",
            Self::Threshold => "threshold",
            Self::Classes => "classes",
            Self::Trust => "trust",
        }
    }

    /// Its heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Line => "Why a straight line fails",
            Self::Sigmoid => "What the sigmoid does",
            Self::Loss => "Why cross-entropy",
            Self::Gradient => "Where the gradient comes from",
            Self::Training => "How training goes, and when it is done",
            Self::Boundary => "What the boundary is",
            Self::Probability => "What a probability is worth",
            Self::Threshold => "What a threshold costs",
            Self::Classes => "What several classes change",
            Self::Trust => "Whether to trust a fit",
        }
    }

    /// What it says before its experiments.
    #[must_use]
    pub fn lead(self) -> &'static [Block] {
        LEADS[self as usize]
    }
}

/// In the order of the chapters.
const LEADS: [&[Block]; Chapter::ALL.len()] = [
    &[
        Block::Text(
            "A filter has to tell spam from other mail by a single number: how many exclamation marks an \
             e-mail has. The simplest thing to try is a straight line through the labels, 0 for \
             other mail and 1 for spam, with everything above one half called spam. Of all lines it is the \
             one with the smallest mean squared error (MSE).",
        ),
        Block::Formula(r"\min_{w,\,b}\;\frac1n\sum_{i=1}^n (w x_i + b - y_i)^2"),
        Block::Text(
            "Squared errors pull hard at the line wherever an e-mail is far from it, even where the line is \
             on the right side of one half.",
        ),
    ],
    &[
        Block::Text(
            "The line has a good idea in it: a weighted sum of the features, z = w x + b, is a score, and \
             a higher score makes yes likelier. What is missing is the step from a score to a probability, \
             which must lie between 0 and 1. The sigmoid takes any number and returns one that does.",
        ),
        Block::Formula(r"s(z) = \frac{1}{1 + e^{-z}},\qquad s'(z) = s(z)\,(1 - s(z))"),
        Block::Text(
            "That is all: logistic regression is the linear score, put into a sigmoid. Its name comes from \
             the curve, which Verhulst called logistic when he fitted the growth of populations by it in the \
             1840s, and from regression, because what it fits is a number: a probability. It becomes \
             a classifier with a threshold. The score z is also called the logit; it is the logarithm of \
             the odds, p / (1 - p).",
        ),
    ],
    &[
        Block::Text(
            "Training needs a number that says how wrong a probability p is. Where the truth y is \
             1, the cross-entropy is -ln p, the surprise at it; where y is 0, it is -ln(1 - p). It is also \
             called log loss, or binary cross-entropy (BCE).",
        ),
        Block::Formula(r"l(y, p) = -\,y \ln p - (1 - y) \ln (1 - p)"),
        Block::Text(
            "To learn is to make the mean loss over all samples small. That mean, as a function of the \
             weights, is the objective J.",
        ),
        Block::Formula(r"J(w) = \frac1n \sum_{i=1}^n l(y_i, p_i),\qquad p_i = s(z_i)"),
        Block::Text(
            "The code below computes the loss from z and never from p. For z = 800 the sigmoid is rounded to 1, \
             and ln(1 - p) would be the logarithm of 0; ln(1 + e^z) - y z is the same number, and has all its \
             digits.",
        ),
    ],
    &[
        Block::Text(
            "To lower the loss, we need to know how it changes with each weight: the gradient. The chain rule \
             leads there in four steps:",
        ),
        Block::Steps(&[
            (
                "From the features to a logit, and from there to a probability.",
                r"z = \sum_j w_j x_j + b,\quad p = s(z)",
            ),
            (
                "How the loss changes with the probability.",
                r"\frac{\partial l}{\partial p} = \frac{p - y}{p\,(1 - p)}",
            ),
            (
                "How the probability changes with the logit: by the slope of the sigmoid. This is the \
                     denominator of the fraction above, so that the product is short.",
                r"\frac{\partial p}{\partial z} = p\,(1 - p)\qquad \frac{\partial l}{\partial z} = p - y",
            ),
            (
                "How the logit changes with a weight, and the mean over all samples: prediction minus \
                     truth, times the feature.",
                r"\frac{\partial J}{\partial w_j} = \frac1n \sum_{i=1}^n (p_i - y_i)\,x_{ij},\qquad \frac{\partial J}{\partial b} = \frac1n \sum_{i=1}^n (p_i - y_i)",
            ),
        ]),
        Block::Text("In the code the same four steps are one sweep over the data, block by block:"),
        Block::Code(excerpt!(
            "crates/models/src/objective.rs",
            "block.logits(w, z)",
            "                }"
        )),
    ],
    &[
        Block::Text(
            "Gradient descent steps against the gradient, again and again; a pass over all samples is an \
             epoch. How far a step goes is set by the learning rate: too small, and it takes for ever; too \
             large, and it leaps over the valley.",
        ),
        Block::Formula(r"w \leftarrow w - \eta\,\nabla J(w)"),
        Block::Text(
            "It is done when the gradient is zero; to stop after a fixed number of steps is something else, \
             and every fit here says which it was. A large feature needs a small rate and a small one a large \
             rate, so both are first brought to one scale: standardised, by their mean and their standard \
             deviation on the training rows.",
        ),
        Block::Text(
            "The data are simulated exam results. For each of 200 students, hours of study are drawn between 0 and 10 \
             and hours of sleep between 3 and 10; a student passes if 0.6 study + 0.4 sleep + 0.8 noise exceeds 5, \
             where the noise is normal. 160 of them train the model, and the other 40 test it.",
        ),
        Block::Text(
            "There are quicker ways down. Newton's method also computes the second derivatives of the loss (the \
             Hessian), and steps to the lowest point of the bowl that they describe. L-BFGS guesses that \
             bowl from how the gradient changed over its last steps.",
        ),
        Block::Text(
            "Where a line separates the classes, twice the weights fit better, for ever. A penalty ends that: l2 / 2 \
             times the sum of the squared coefficients is added to J, so that large weights cost something.",
        ),
    ],
    &[
        Block::Text(
            "The model is undecided where its probability is one half, that is, where the logit is \
             zero. With one feature that is a point, with two a straight line, with more a plane or a hyperplane: \
             however the sigmoid bends, the boundary is flat.",
        ),
        Block::Formula(r"w_1 x_1 + w_2 x_2 + b = 0"),
    ],
    &[
        Block::Text(
            "A label says pass or fail. A probability also says how sure the model is, and that can be \
             checked: of the patients given a probability of 30%, three in ten should turn out to be at high risk. \
             Where that holds, the model is called calibrated.",
        ),
        Block::Text(
            "The patients are simulated, too, 300 of them, with age, blood pressure, cholesterol and hours of \
             exercise. Each adds to a noisy score: 0.04 per year of age, 0.02 per unit of blood pressure, 0.01 per \
             unit of cholesterol; each hour of exercise subtracts 0.5. A score above 5 is a high risk.",
        ),
    ],
    &[
        Block::Text(
            "One half is only one choice. A lower threshold misses fewer positives but raises more false \
             alarms: the confusion matrix counts both. Which threshold is best depends on what each mistake costs. \
             A spam filter that hides a genuine message does more harm than one that lets spam through, so its \
             threshold is high. A bank loses money on each fraud that it misses, so its threshold is low; in \
             cancer screening it is lower still, since a second test finds the false alarms.",
        ),
        Block::Formula(r"t^* = \frac{c_{FP}}{c_{FP} + c_{FN}}"),
        Block::Text(
            "Recall is the share of the positives that are found, precision the share of those called positive \
             that are. To see a model at all thresholds at once, draw the ROC curve, recall against false alarms; the \
             area under it (AUC) is the probability that a positive is ranked above a negative.",
        ),
    ],
    &[
        Block::Text(
            "With three species there are two ways: a yes-or-no model for each, or a single model in which \
             the classes share the probability among them. Between any two classes the boundary is \
             still a straight line.",
        ),
        Block::Formula(r"p_k = \frac{e^{z_k}}{\sum_l e^{z_l}}"),
    ],
    &[Block::Text(
        "A fit always returns numbers. Whether they mean anything is another question: how uncertain \
             they are, and whether there was an answer at all.",
    )],
];
