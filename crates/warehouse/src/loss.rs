//! The loss of a row and its derivatives, from its logits: the formulas of `models::loss`, in SQL.

use crate::Dialect;

/// What is minimised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Half the square of what a line misses.
    SquaredError,
    /// The cross-entropy of two classes.
    CrossEntropy,
    /// The cross-entropy of several classes, of which the first has the logit 0.
    Softmax {
        /// How many.
        classes: usize,
    },
}

impl Loss {
    /// How many logits a row has.
    pub(crate) fn logits(self) -> usize {
        match self {
            Self::SquaredError | Self::CrossEntropy => 1,
            Self::Softmax { classes } => classes.saturating_sub(1),
        }
    }

    /// Pairs of logits: for each there is a second derivative.
    pub(crate) fn pairs(self) -> Vec<(usize, usize)> {
        let logits = self.logits();
        (0..logits).flat_map(|a| (a..logits).map(move |b| (a, b))).collect()
    }

    /// What is added to rows with y, z0, z1, ... so that they have, times the weight w, the loss `l`, its
    /// derivatives `r0, r1, ...` and, for each pair of logits, the second `s0, s1, ...`: step by step.
    pub(crate) fn steps(self, dialect: &Dialect, is_weighted: bool) -> Vec<Vec<String>> {
        let weighted = |sql: String| if is_weighted { format!("b.w * ({sql})") } else { sql };
        match self {
            Self::SquaredError => {
                let half = dialect.double(0.5);
                let (one, r) = (dialect.double(1.0), "(b.z0 - b.y)");
                vec![vec![
                    format!("{} AS l", weighted(format!("{r} * {r} * {half}"))),
                    format!("{} AS r0", weighted(r.to_owned())),
                    format!("{} AS s0", if is_weighted { "b.w".to_owned() } else { one }),
                ]]
            }
            Self::CrossEntropy => cross_entropy(dialect, weighted),
            Self::Softmax { .. } => self.softmax(dialect, weighted),
        }
    }

    fn softmax(self, dialect: &Dialect, weighted: impl Fn(String) -> String) -> Vec<Vec<String>> {
        let logits = self.logits();
        let (zero, one) = (dialect.double(0.0), dialect.double(1.0));
        // m = max(0, z), by which no exponent is positive
        let larger = |m: String, a| format!("CASE WHEN b.z{a} > {m} THEN b.z{a} ELSE {m} END");
        let mut steps = vec![vec![format!("{} AS m0", larger(zero.clone(), 0))]];
        steps.extend(
            (1..logits).map(|a| vec![format!("{} AS m{a}", larger(format!("b.m{}", a - 1), a))]),
        );
        let m = format!("b.m{}", logits - 1);
        let mut exponentials = vec![format!("{} AS e", exponential(dialect, &m))];
        let e = |a| format!("{} AS e{a}", exponential(dialect, &format!("({m} - b.z{a})")));
        exponentials.extend((0..logits).map(e));
        steps.push(exponentials);
        let all: Vec<String> = (0..logits).map(|a| format!(" + b.e{a}")).collect();
        steps.push(vec![format!("b.e{} AS d", all.concat())]);
        steps.push((0..logits).map(|a| format!("b.e{a} / b.d AS p{a}")).collect());

        let is = |a: usize| format!("WHEN b.y = {}", dialect.double((a + 1) as f64));
        let of_target: Vec<String> =
            (0..logits).map(|a| format!(" {} THEN b.z{a}", is(a))).collect();
        let loss = format!("{m} + LN(b.d) - CASE{} ELSE {zero} END", of_target.concat());
        let mut last = vec![format!("{} AS l", weighted(loss))];
        for a in 0..logits {
            let r = format!("b.p{a} - CASE {} THEN {one} ELSE {zero} END", is(a));
            last.push(format!("{} AS r{a}", weighted(r)));
        }
        for (c, (a, b)) in self.pairs().into_iter().enumerate() {
            let s = match a == b {
                true => format!("b.p{a} * ({one} - b.p{a})"),
                false => format!("-b.p{a} * b.p{b}"),
            };
            last.push(format!("{} AS s{c}", weighted(s)));
        }
        steps.push(last);
        steps
    }
}

/// With e = exp(-|z|): `ln(1 + exp(z)) - y z`, `p - y` and `p (1 - p)`, none of which loses digits at either end.
fn cross_entropy(dialect: &Dialect, weighted: impl Fn(String) -> String) -> Vec<Vec<String>> {
    let (zero, half, one) = (dialect.double(0.0), dialect.double(0.5), dialect.double(1.0));
    let (near, far) = (format!("{one} / ({one} + b.e0)"), format!("b.e0 / ({one} + b.e0)"));
    let r = format!(
        "CASE WHEN b.y > {half} THEN -(CASE WHEN b.z0 > {zero} THEN {far} ELSE {near} END) \
         WHEN b.z0 > {zero} THEN {near} ELSE {far} END"
    );
    vec![
        vec![decay(dialect, 0)],
        vec![
            format!("{} AS l", weighted(log_loss(dialect, 0))),
            format!("{} AS r0", weighted(r)),
            format!("{} AS s0", weighted(format!("b.e0 / (({one} + b.e0) * ({one} + b.e0))"))),
        ],
    ]
}

/// `e = exp(-|z|)` of a logit.
pub(crate) fn decay(dialect: &Dialect, logit: usize) -> String {
    format!("{} AS e{logit}", exponential(dialect, &format!("ABS(b.z{logit})")))
}

/// `ln(1 + exp(z)) - y z` of a logit, from e.
pub(crate) fn log_loss(dialect: &Dialect, logit: usize) -> String {
    let (zero, half, one) = (dialect.double(0.0), dialect.double(0.5), dialect.double(1.0));
    let (z, is_positive) = (format!("b.z{logit}"), format!("b.y > {half}"));
    format!(
        "CASE WHEN {is_positive} AND {z} < {zero} THEN -{z} \
         WHEN {is_positive} OR {z} < {zero} THEN {zero} ELSE {z} END + LN({one} + b.e{logit})"
    )
}

/// `exp(-distance)`, 0 where an engine would make an error of it.
fn exponential(dialect: &Dialect, distance: &str) -> String {
    let (most, zero) = (dialect.double(dialect.largest_exponent), dialect.double(0.0));
    format!("CASE WHEN {distance} < {most} THEN EXP(-{distance}) ELSE {zero} END")
}
