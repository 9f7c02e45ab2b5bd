//! A model, in the words of an engine.

use anyhow::{Result, ensure};
use datasets::{Gaps, Unseen};
use warehouse::{Dialect, Engine, Frame, Judge, Score, Truth, absent};

use super::{ModelFile, TargetColumn};
use crate::offset::OffsetColumns;
use crate::place::There;

impl ModelFile {
    /// What a row scores.
    pub(crate) fn score(&self, dialect: &'static Dialect, unseen: Unseen) -> Score<'_> {
        let offsets = self.offset.as_ref().map_or(Vec::new(), OffsetColumns::by_logit);
        Score { dialect, encoder: &self.encoder, logits: self.model.weights(), offsets, unseen }
    }

    /// The rows of a table that have all that is needed to judge the model by them.
    pub(crate) fn frame<'a>(
        &'a self,
        there: &There<'a>,
        truth: &'a Truth,
        weights: Option<&'a str>,
        unseen: Unseen,
    ) -> Frame<'a> {
        Frame {
            weights,
            offset: self.offset.as_ref().and_then(OffsetColumns::one),
            unseen,
            ..Frame::of(there.dialect(), there.table, &self.encoder, truth)
        }
    }

    /// Why an engine scores no ordered classes.
    pub(crate) const ORDERED: &str =
        "models of ordered classes are judged on files: write the table of the engine to one";

    /// Refuses so many rows with gaps, if the model has seen none.
    pub(crate) fn refuse_gaps(&self, there: &There<'_>, rows: f64) -> Result<()> {
        ensure!(
            rows == 0.0 || self.encoder.gaps != Gaps::Refuse,
            "{}: {rows} rows have a gap, which the model does not know: leave them out in a subquery behind --table",
            there.table
        );
        Ok(())
    }

    /// Refuses rows with a level or a gap that the model does not know.
    pub(crate) fn refuse_unknown(&self, there: &There<'_>, engine: &dyn Engine) -> Result<()> {
        let truth = self.target.truth_there();
        let frame = Frame { truth: None, ..self.frame(there, &truth, None, Unseen::Refuse) };
        self.refuse_gaps(there, absent(engine, &frame)?.incomplete)?;
        Ok(Judge { engine, frame: &frame, logits: self.model.weights() }.refuse_unknown()?)
    }
}

impl TargetColumn {
    /// What an engine is told about it.
    pub(crate) fn truth_there(&self) -> Truth {
        let column = self.name().to_owned();
        let names = self.class_texts();
        let of_class = |class: &String| {
            let mut texts = spellings(class);
            texts.retain(|text| text == class || !names.contains(text));
            texts
        };
        let texts = |classes: &[String]| classes.iter().flat_map(of_class).collect();
        match self {
            Self::Number { .. } => Truth::Number { column },
            Self::Binary { negative, positive, .. } => {
                let positive = std::slice::from_ref(positive);
                Truth::Classes {
                    column,
                    classes: vec![texts(negative), texts(positive)],
                    are_numbers: false,
                }
            }
            Self::Classes { classes, .. } => {
                let classes = classes.iter().map(std::slice::from_ref).map(texts).collect();
                Truth::Classes { column, classes, are_numbers: false }
            }
        }
    }
}

impl TargetColumn {
    fn class_texts(&self) -> Vec<String> {
        match self {
            Self::Number { .. } => Vec::new(),
            Self::Binary { negative, positive, .. } => {
                negative.iter().chain([positive]).cloned().collect()
            }
            Self::Classes { classes, .. } => classes.clone(),
        }
    }
}

/// A text and how an engine may write it: 1 and 1.0, yes and true, for which many a one takes it.
fn spellings(class: &str) -> Vec<String> {
    const EXACT: f64 = 1e15;
    let mut texts = vec![class.to_owned()];
    match class.to_lowercase().as_str() {
        "yes" | "true" => texts.extend(["true", "yes"].map(str::to_owned)),
        "no" | "false" => texts.extend(["false", "no"].map(str::to_owned)),
        _ => (),
    }
    if let Ok(number) = class.parse::<f64>()
        && number.abs() < EXACT
        && number.fract() == 0.0
    {
        texts.extend([format!("{number}"), format!("{number}.0")]);
    }
    let is_first = |k: &usize| !texts[..*k].contains(&texts[*k]);
    (0..texts.len()).filter(is_first).map(|k| texts[k].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_write_whole_numbers_and_truths_their_way() {
        assert_eq!(spellings("1"), ["1", "1.0"]);
        assert_eq!(spellings("0.0"), ["0.0", "0"]);
        assert_eq!(spellings("Yes"), ["Yes", "true", "yes"]);
        assert_eq!(spellings("false"), ["false", "no"]);
        assert_eq!(spellings("ill"), ["ill"]);
    }
}
