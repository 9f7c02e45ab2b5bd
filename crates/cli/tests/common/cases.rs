//! Fits of the tables in `tests/cases`, and what they are held against.

use std::path::Path;

use serde_json::Value;

use super::{ended, real, regress, text};

/// Those that do not depend on where a column begins, and how exactly they end.
pub(crate) const SOLVERS: [(&str, f64); 3] = [("auto", 1e-8), ("newton", 1e-8), ("lbfgs", 1e-6)];

/// A table of `tests/cases`.
pub(crate) fn case(name: &str) -> String {
    format!("{}/tests/cases/{name}.csv", env!("CARGO_MANIFEST_DIR"))
}

/// One fit from the shell, as JSON and as text.
pub(crate) struct Fit {
    pub(crate) code: i32,
    pub(crate) text: String,
    pub(crate) errors: String,
    json: Value,
}

/// Fits a table of `tests/cases`; `options` are separated by spaces.
pub(crate) fn fit(name: &str, options: &str) -> Fit {
    Fit::of(case(name), options)
}

/// Fits a table of `data/real`.
pub(crate) fn fit_real(name: &str, options: &str) -> Fit {
    Fit::of(real(&format!("{name}.csv")), options)
}

/// What `regress doctor` says of a table of `tests/cases`.
pub(crate) fn doctor(name: &str, target: &str) -> String {
    let mut command = regress();
    command.args(["doctor", &case(name), "--target", target]);
    text(&ended(command).stdout)
}

impl Fit {
    pub(crate) fn of(table: impl AsRef<Path>, options: &str) -> Self {
        let run = |json: bool| {
            let mut command = regress();
            command.arg("fit").arg(table.as_ref()).args(options.split(' '));
            if json {
                command.arg("--json");
            }
            ended(command)
        };
        let (json, printed) = (run(true), run(false));
        assert_eq!(json.status, printed.status, "--json makes a difference");
        Self {
            code: printed.status.code().unwrap(),
            text: text(&printed.stdout),
            errors: text(&printed.stderr),
            json: serde_json::from_slice(&json.stdout).unwrap_or(Value::Null),
        }
    }

    /// Part of the JSON: keys and indices separated by slashes.
    #[track_caller]
    pub(crate) fn at(&self, pointer: &str) -> &Value {
        let found = self.json.pointer(pointer);
        found.unwrap_or_else(|| panic!("no {pointer}: exit {}, {}", self.code, self.errors))
    }

    #[track_caller]
    pub(crate) fn number(&self, pointer: &str) -> f64 {
        let found = self.at(pointer);
        found.as_f64().unwrap_or_else(|| panic!("{pointer} is {found}"))
    }

    #[track_caller]
    pub(crate) fn report(&self, part: &str) -> &Value {
        self.at(&format!("/model/model/report/{part}"))
    }

    #[track_caller]
    pub(crate) fn features(&self) -> Vec<&str> {
        let names = self.at("/model/features").as_array().unwrap();
        names.iter().map(|name| name.as_str().unwrap()).collect()
    }

    #[track_caller]
    fn place(&self, name: &str) -> usize {
        let features = self.features();
        if name == "intercept" {
            return features.len();
        }
        features.iter().position(|feature| *feature == name).unwrap()
    }

    #[track_caller]
    pub(crate) fn weight(&self, name: &str) -> f64 {
        match name {
            "intercept" => self.number("/model/model/intercept"),
            _ => self.number(&format!("/model/model/coefficients/{}", self.place(name))),
        }
    }

    #[track_caller]
    pub(crate) fn error(&self, name: &str) -> f64 {
        let j = self.place(name);
        self.number(&format!("/model/covariance/{j}/{j}")).sqrt()
    }

    /// The fit has reached its optimum, and says so.
    #[track_caller]
    pub(crate) fn converged(&self) -> &Self {
        assert_eq!(self.code, 0, "{}{}", self.text, self.errors);
        assert_eq!(self.report("status"), "converged");
        self
    }

    /// The fit says that the classes are separated, how, and by which features: all of them.
    #[track_caller]
    pub(crate) fn separated(&self, how: &str, by: &[&str]) -> &Self {
        self.separated_somehow(how);
        let features = self.features();
        let places = self.report("infinite").as_array().unwrap();
        let found: Vec<&str> = places
            .iter()
            .filter_map(|j| features.get(usize::try_from(j.as_u64().unwrap()).unwrap()).copied())
            .collect();
        assert_eq!(found, by);
        let only_these = by.len() == self.report("separating").as_array().unwrap().len();
        let line = self.line(if only_these { "separated by" } else { "infinite" });
        assert!(by.iter().all(|name| line.contains(name)), "{line}");
        self
    }

    #[track_caller]
    pub(crate) fn separated_somehow(&self, how: &str) -> &Self {
        assert_eq!(self.code, 3, "{}{}", self.text, self.errors);
        assert_eq!(self.report("status"), &serde_json::json!({ "separated": how }));
        self
    }

    /// A weight and its error agree to eight digits.
    #[track_caller]
    pub(crate) fn is(&self, name: &str, weight: f64, error: f64) -> &Self {
        self.is_within(1e-8, name, weight, error)
    }

    #[track_caller]
    pub(crate) fn is_within(&self, tolerance: f64, name: &str, weight: f64, error: f64) -> &Self {
        close(self.weight(name), weight, tolerance);
        close(self.error(name), error, tolerance);
        self
    }

    #[track_caller]
    pub(crate) fn weighs(&self, name: &str, weight: f64, tolerance: f64) -> &Self {
        close(self.weight(name), weight, tolerance);
        self
    }

    /// The objective is at its minimum; who has converged has a certificate, and none is below what is left.
    #[track_caller]
    pub(crate) fn is_at(&self, minimum: f64) -> &Self {
        let above = self.number("/model/model/report/objective") - minimum;
        let size = 1.0 + minimum.abs();
        assert!((-1e-9 * size..=1e-6 * size).contains(&above), "{above:e} above {minimum}");
        let rounding = 1e-14 * size;
        let gap = self.report("certificate").get("gap").and_then(Value::as_f64);
        assert!(gap.is_none_or(|gap| above <= gap + rounding), "{above:e} above, said {gap:?}");
        assert!(gap.is_some() || self.report("status") != "converged", "{}", self.text);
        self
    }

    /// The printed line that begins with some words.
    #[track_caller]
    pub(crate) fn line(&self, words: &str) -> &str {
        let found = self.text.lines().find(|line| {
            let rest = line.trim_start().strip_prefix(words);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        });
        found.unwrap_or_else(|| panic!("no line {words:?} in\n{}{}", self.text, self.errors))
    }

    /// The printed weight and error of a feature, to the digits printed.
    #[track_caller]
    pub(crate) fn prints(&self, name: &str, weight: f64, error: f64) -> &Self {
        let line = self.line(name);
        let cells = line.split_whitespace().skip(1).take(2);
        let printed: Vec<f64> = cells.map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(printed.len(), 2, "{line}");
        close(printed[0], weight, 1e-4);
        close(printed[1], error, 1e-4);
        self
    }

    /// A line with a p-value that no `f64` of ordinary size can hold.
    #[track_caller]
    pub(crate) fn tiny_p(&self, words: &str) -> &Self {
        let line = self.line(words);
        assert!(line.contains("<1e-300") || line.contains("< 1e-300"), "{line}");
        self
    }

    /// Every number printed is one.
    #[track_caller]
    pub(crate) fn only_numbers(&self) -> &Self {
        let separators = |c: char| c.is_whitespace() || "(),;".contains(c);
        let mut words = self.text.split(separators);
        let odd = words.find(|w| ["inf", "-inf", "NaN", "-NaN"].contains(w));
        assert_eq!(odd, None, "{}", self.text);
        self
    }

    /// A column that others replace is reported as that, with the combination, and the fit stands.
    #[track_caller]
    pub(crate) fn aliased(&self, name: &str, combination: &str) -> &Self {
        assert_eq!(self.code, 0, "{}{}", self.text, self.errors);
        assert!(self.line(name).contains("aliased"), "{}", self.text);
        assert!(self.text.contains(combination), "{}", self.text);
        let found = self.report("combinations").as_array().unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["feature"], self.place(name));
        self
    }

    /// The command ended by an error of its own, which says what is wanted.
    #[track_caller]
    pub(crate) fn refused(&self, words: &str) -> &Self {
        assert!((1..=2).contains(&self.code), "exit {}\n{}{}", self.code, self.text, self.errors);
        assert!(self.errors.contains(words), "{}", self.errors);
        self
    }
}

/// Equal up to a share of the expected value.
#[track_caller]
pub(crate) fn close(found: f64, expected: f64, tolerance: f64) {
    let off = (found - expected).abs();
    assert!(off <= tolerance * expected.abs(), "{found:e} is not {expected:e} (to {tolerance:e})");
}
