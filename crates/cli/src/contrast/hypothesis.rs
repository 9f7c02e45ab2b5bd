use anyhow::{Result, anyhow, bail, ensure};
use datasets::did_you_mean;

use crate::model_file::ModelFile;

/// A sum of parameters, and what it is compared with.
pub(super) struct Hypothesis {
    pub(super) text: String,
    /// One for each parameter, the intercept last.
    pub(super) weights: Vec<f64>,
    pub(super) number: f64,
}

const INTERCEPT: &str = "intercept";

impl Hypothesis {
    /// `2 * age - sex=male + intercept = 1`: of the names that fit, the longest is meant, because names may have any
    /// character.
    pub(super) fn parse(text: &str, model: &ModelFile) -> Result<Self> {
        let mut names = names(model);
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let n_parameters = names.iter().filter(|(_, place)| place.is_some()).count();
        let mut hypothesis =
            Self { text: text.to_owned(), weights: vec![0.0; n_parameters], number: 0.0 };
        let (mut rest, mut side, mut sign) = (text.trim(), 1.0, 1.0);
        let mut is_first = true;
        loop {
            if let Some(after) = rest.strip_prefix(['+', '-']) {
                sign = if rest.starts_with('-') { -1.0 } else { 1.0 };
                rest = after.trim_start();
            } else if !is_first {
                bail!("\"{text}\": \"+\", \"-\" or \"=\" is needed before \"{rest}\"");
            }
            // (A name may begin with digits, as 1st does.)
            let is_name = |(name, _): &&(String, _)| {
                let behind = rest.strip_prefix(name.as_str());
                behind.is_some_and(|behind| !behind.trim_start().starts_with('*'))
            };
            let (factor, after) = match names.iter().find(is_name) {
                Some(_) => (None, rest),
                None => factor(rest),
            };
            let found = names.iter().find(|(name, _)| after.starts_with(name.as_str()));
            match (found, factor) {
                (Some((name, place)), factor) => {
                    if let Some(place) = place {
                        hypothesis.weights[*place] += side * sign * factor.unwrap_or(1.0);
                    }
                    rest = after[name.len()..].trim_start();
                }
                (None, Some(number)) if !rest[..rest.len() - after.len()].contains('*') => {
                    hypothesis.number -= side * sign * number;
                    rest = after;
                }
                _ => bail!("\"{text}\": {}", unknown(after, &names)),
            }
            (is_first, sign) = (false, 1.0);
            if let Some(after) = rest.strip_prefix('=') {
                ensure!(side > 0.0, "\"{text}\" has two equal signs");
                (rest, side, is_first) = (after.trim_start(), -1.0, true);
            } else if rest.is_empty() {
                break;
            }
        }
        ensure!(
            hypothesis.weights.iter().any(|weight| *weight != 0.0),
            "\"{text}\" says nothing of any coefficient"
        );
        Ok(hypothesis)
    }

    /// Refuses a sum that features which others replace could share out differently.
    pub(super) fn check_estimable(&self, model: &ModelFile) -> Result<()> {
        const ROUNDING: f64 = 1e-9;
        let group = model.features.len() + usize::from(model.model.has_intercept());
        let combinations = &model.model.report().combinations;
        let of_classes = self.weights.chunks(group.max(1));
        for (weights, combination) in
            of_classes.flat_map(|weights| combinations.iter().map(move |c| (weights, c)))
        {
            let of_intercept = weights.get(model.features.len()).copied().unwrap_or(0.0);
            let terms = combination.terms.iter().map(|(j, factor)| factor * weights[*j]);
            let parts: Vec<f64> = terms.chain([combination.constant * of_intercept]).collect();
            let own = weights[combination.feature];
            let size = parts.iter().fold(own.abs(), |size, part| size + part.abs());
            let left = own - parts.iter().sum::<f64>();
            ensure!(
                left.abs() <= ROUNDING * size,
                "it is not estimable: the data do not tell the coefficient of {} from others",
                model.features[combination.feature]
            );
        }
        Ok(())
    }
}

/// What parameters are called, and where they stand; those of the first of several classes and of baselines, which others
/// are compared with, are 0, and stand nowhere.
fn names(model: &ModelFile) -> Vec<(String, Option<usize>)> {
    let has_intercept = model.model.has_intercept();
    let of_logit: Vec<&str> = model
        .features
        .iter()
        .map(String::as_str)
        .chain(has_intercept.then_some(INTERCEPT))
        .collect();
    let baselines = model.encoder.baselines().map(|(column, level)| format!("{column}={level}"));
    let baselines: Vec<String> = baselines.collect();
    if !model.model.is_of_classes() {
        let of_baselines = baselines.into_iter().map(|name| (name, None));
        let of_logit = (0..).zip(of_logit).map(|(j, name)| (name.to_owned(), Some(j)));
        return of_logit.chain(of_baselines).collect();
    }
    let mut names = Vec::new();
    for (k, class) in model.target.class_names().iter().enumerate() {
        names.extend(baselines.iter().map(|name| (format!("{class}:{name}"), None)));
        for (j, name) in of_logit.iter().enumerate() {
            let place = k.checked_sub(1).map(|before| before * of_logit.len() + j);
            names.push((format!("{class}:{name}"), place));
        }
    }
    names
}

/// A number at the beginning, if there is one, and what comes behind it and a `*`.
fn factor(text: &str) -> (Option<f64>, &str) {
    let is_part = |(at, c): (usize, char)| {
        let before = text[..at].chars().last();
        c.is_ascii_digit()
            || c == '.'
            || matches!(c, 'e' | 'E') && before.is_some_and(|b| b.is_ascii_digit())
            || matches!(c, '+' | '-') && matches!(before, Some('e' | 'E'))
    };
    let end = text.char_indices().find(|part| !is_part(*part)).map_or(text.len(), |(at, _)| at);
    match text[..end].parse::<f64>() {
        Ok(number) if number.is_finite() => {
            let rest = text[end..].trim_start();
            (Some(number), rest.strip_prefix('*').map_or(rest, str::trim_start))
        }
        _ => (None, text),
    }
}

fn unknown(rest: &str, names: &[(String, Option<usize>)]) -> anyhow::Error {
    let word = rest.split([' ', '+', '*']).next().unwrap_or(rest);
    let all: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    let hint = did_you_mean(word, all.iter().copied());
    let mut sorted = all;
    sorted.sort_unstable();
    match word {
        "" => anyhow!("a feature is needed at the end"),
        word => anyhow!("there is no feature \"{word}\"{hint}; there are: {}", sorted.join(", ")),
    }
}
