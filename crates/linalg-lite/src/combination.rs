use serde::{Deserialize, Serialize};

/// A feature that says nothing new: `feature = constant + sum_k factor_k * other_k`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Combination {
    /// The feature that others replace.
    pub feature: usize,
    /// The others, with their factors; none when the feature is constant.
    pub terms: Vec<(usize, f64)>,
    /// What has to be added; 0 without an intercept.
    pub constant: f64,
}

impl Combination {
    /// The equation, with the names of the features: `weight_kg = 0.453592 * weight_lb`.
    #[must_use]
    pub fn describe(&self, names: &[String]) -> String {
        let name = |j: usize| names.get(j).cloned().unwrap_or_else(|| format!("feature {j}"));
        let mut right = String::new();
        let begins_with_minus = self.terms.first().is_some_and(|(_, factor)| *factor < 0.0);
        let constant_first = begins_with_minus && self.constant > 0.0;
        if constant_first {
            append(&mut right, self.constant, None);
        }
        for (j, factor) in &self.terms {
            append(&mut right, *factor, Some(&name(*j)));
        }
        if (self.constant != 0.0 && !constant_first) || right.is_empty() {
            append(&mut right, self.constant, None);
        }
        format!("{} = {right}", name(self.feature))
    }
}

/// Appends `+ 2 * name`, `- name` or, without a name, `+ 2`.
fn append(right: &mut String, factor: f64, name: Option<&str>) {
    match (right.is_empty(), factor < 0.0) {
        (true, true) => right.push('-'),
        (true, false) => (),
        (false, true) => right.push_str(" - "),
        (false, false) => right.push_str(" + "),
    }
    let size = six_digits(factor.abs());
    match name {
        Some(name) if size == "1" => right.push_str(name),
        Some(name) => right.push_str(&format!("{size} * {name}")),
        None => right.push_str(&size),
    }
}

/// The shortest form of `x` to six digits.
fn six_digits(x: f64) -> String {
    let rounded: f64 = format!("{x:.5e}").parse().unwrap_or(x);
    if rounded != 0.0 && !(1e-4..1e9).contains(&rounded) {
        format!("{rounded:e}")
    } else {
        format!("{rounded}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_read_as_one_would_write_them() {
        let names: Vec<String> =
            ["kg", "lb", "ones"].iter().map(|name| (*name).to_owned()).collect();
        let of = |terms: &[(usize, f64)], constant| {
            Combination { feature: 0, terms: terms.to_vec(), constant }.describe(&names)
        };
        assert_eq!(of(&[(1, 0.453_592_37)], 0.0), "kg = 0.453592 * lb");
        assert_eq!(of(&[(1, 1.000_000_000_1), (2, -2.0)], -1.5), "kg = lb - 2 * ones - 1.5");
        assert_eq!(of(&[(1, -1.0), (7, 1e-9)], 0.0), "kg = -lb + 1e-9 * feature 7");
        assert_eq!(of(&[(1, -1.0)], 2024.0), "kg = 2024 - lb");
        assert_eq!(of(&[], 0.0), "kg = 0");
    }
}
