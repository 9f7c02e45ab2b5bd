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
    let e = format!("{} AS e", exponential(dialect, "ABS(b.z0)"));
    let (near, far) = (format!("{one} / ({one} + b.e)"), format!("b.e / ({one} + b.e)"));
    let is_positive = format!("b.y > {half}");
    let wrong = format!(
        "CASE WHEN {is_positive} AND b.z0 < {zero} THEN -b.z0 \
         WHEN {is_positive} OR b.z0 < {zero} THEN {zero} ELSE b.z0 END"
    );
    let r = format!(
        "CASE WHEN {is_positive} THEN -(CASE WHEN b.z0 > {zero} THEN {far} ELSE {near} END) \
         WHEN b.z0 > {zero} THEN {near} ELSE {far} END"
    );
    vec![
        vec![e],
        vec![
            format!("{} AS l", weighted(format!("{wrong} + LN({one} + b.e)"))),
            format!("{} AS r0", weighted(r)),
            format!("{} AS s0", weighted(format!("b.e / (({one} + b.e) * ({one} + b.e))"))),
        ],
    ]
}

/// `exp(-distance)`, 0 where an engine would make an error of it.
fn exponential(dialect: &Dialect, distance: &str) -> String {
    let (most, zero) = (dialect.double(dialect.largest_exponent), dialect.double(0.0));
    format!("CASE WHEN {distance} < {most} THEN EXP(-{distance}) ELSE {zero} END")
}
