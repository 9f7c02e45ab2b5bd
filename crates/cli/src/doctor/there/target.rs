//! The target, and what gives it away.

use anyhow::Result;
use datasets::Encoder;
use models::Finding as FitFinding;
use warehouse::{
    Apart, Frame, Holds, Level, Lone, Surveyed, Together, Truth, classes, truth_of_classes,
};

use super::Examined;
use crate::doctor::classes::{Classes, few_events, hopeless, numbers, one_class};
use crate::doctor::finding::Finding;
use crate::doctor::gives_away::{EQUAL, alone, another_unit};
use crate::doctor::separated::{BUT_TIES, SOME, THERE, separation};
use crate::fit::Kind;

/// What is to be learned.
pub(super) struct Aim<'a> {
    name: &'a str,
    model: Option<Kind>,
    /// How many values are different, those in rows with a gap among them.
    different: f64,
    /// None of a number.
    classes: Option<Vec<Level>>,
    are_numbers: bool,
}

/// More classes are not counted.
const MOST: f64 = 1000.0;

type Told = (Option<String>, Vec<Finding>);

impl Examined<'_> {
    /// A target of which no more is known than its column.
    pub(super) fn any_truth(&self) -> Result<Option<Truth>> {
        let Some(target) = self.target()? else { return Ok(None) };
        let column = target.name.clone();
        Ok(Some(match self.is_number(target) {
            true => Truth::Number { column },
            false => Truth::Classes { column, classes: Vec::new(), are_numbers: false },
        }))
    }

    /// Whether a target is learned as a number: 0 and 1 are classes, and so is what is the same in every row.
    fn is_number(&self, target: &Surveyed) -> bool {
        let Some(spread) = &target.spread else { return false };
        let are_truths = target.different == 2.0 && spread.low == 0.0 && spread.high == 1.0;
        target.different > 1.0 && (self.args.model == Some(Kind::Linear) || !are_truths)
    }

    /// The target in the rows that a fit would see.
    pub(super) fn aim<'b>(
        &'b self,
        encoder: &Encoder,
        any: Option<&Truth>,
    ) -> Result<Option<Aim<'b>>> {
        let Some(target) = self.target()? else { return Ok(None) };
        let are_numbers =
            target.holds == Holds::Numbers && !self.there.dialect().type_of.is_empty();
        let classes = match self.is_number(target) {
            true => None,
            false if target.different > MOST => Some(Vec::new()),
            false => {
                let rows = self.frame(encoder, any);
                Some(classes(self.engine, &rows, &target.name, are_numbers)?)
            }
        };
        let Surveyed { name, different, .. } = target;
        let (model, different) = (self.args.model, *different);
        Ok(Some(Aim { name, model, different, classes, are_numbers }))
    }
}

impl Aim<'_> {
    /// So many classes that none of them is known.
    pub(super) fn beyond_counting(&self) -> Option<Finding> {
        let is_beyond = self.classes.as_ref().is_some_and(Vec::is_empty);
        let beyond = || hopeless(self.name, self.different as usize, self.model);
        is_beyond.then(beyond).flatten()
    }

    pub(super) fn truth(&self) -> Truth {
        match &self.classes {
            None => Truth::Number { column: self.name.to_owned() },
            Some(classes) => truth_of_classes(self.name, classes, self.are_numbers),
        }
    }

    /// The model that the target needs, if nobody said it.
    pub(super) fn flag(&self, model: Option<Kind>) -> Option<&'static str> {
        match (&self.classes, model) {
            (None, None) => Some("linear"),
            (Some(classes), None) if classes.len() > 2 => Some("softmax"),
            _ => None,
        }
    }

    /// What the target is, and what is wrong with it.
    pub(super) fn findings(
        &self,
        examined: &Examined<'_>,
        rows: &Frame<'_>,
        together: Option<&Together>,
        count: f64,
    ) -> Result<Told> {
        match &self.classes {
            None => self.of_numbers(examined, rows, together),
            Some(classes) => self.of_classes(examined, rows, together, (classes, count)),
        }
    }

    fn of_numbers(
        &self,
        examined: &Examined<'_>,
        rows: &Frame<'_>,
        together: Option<&Together>,
    ) -> Result<Told> {
        let different = rows.different(examined.engine, self.name)?;
        let levels = rows.categories()?;
        let is_level = |j: usize| levels.iter().any(|level| level.contains(&j));
        let is_equal = |(j, _): &(usize, String)| {
            let may_be = different == 2.0 || !is_level(*j);
            may_be && together.is_some_and(|together| together.correlation(*j).abs() > EQUAL)
        };
        let names = rows.encoder.feature_names().into_iter().enumerate();
        let found = names.filter(is_equal).map(|(_, name)| another_unit(&name)).collect();
        Ok((Some(numbers(self.name, different as usize, self.model)), found))
    }

    fn of_classes(
        &self,
        examined: &Examined<'_>,
        rows: &Frame<'_>,
        together: Option<&Together>,
        (classes, count): (&[Level], f64),
    ) -> Result<Told> {
        let names: Vec<String> = classes.iter().map(|class| class.text.clone()).collect();
        if let [only] = names.as_slice() {
            return Ok((None, vec![one_class(self.name, only)]));
        }
        let sizes: Vec<usize> = classes.iter().map(|class| class.rows as usize).collect();
        let told = Classes { target: self.name, names: &names, sizes: &sizes }.told();
        if let Some(found) = hopeless(self.name, names.len(), self.model) {
            return Ok((Some(told), vec![found]));
        }
        let features = rows.encoder.feature_names();
        if features.is_empty() {
            return Ok((Some(told), Vec::new()));
        }
        let apart = Apart::of(examined.engine, rows, names.len())?;
        let (alone, mut found): (Vec<usize>, Vec<Finding>) =
            alone(&apart.ranges, &features, &names).into_iter().unzip();
        if features.len() as f64 >= count {
            return Ok((Some(told), found));
        }
        let is_said = |lone: &&Lone| alone.iter().any(|j| lone.features.contains(j));
        let lone: Vec<&Lone> = apart.lone.iter().filter(|lone| !is_said(lone)).collect();
        found.extend(lone_levels(&lone, names.len()));
        if let ([one, other], Some(together)) = (sizes.as_slice(), together) {
            let parameters = features.len() + 1 - together.combinations()?.len();
            let few = FitFinding::few_events(*one.min(other), one + other, parameters);
            found.extend(few.iter().map(|few| few_events(few, "use fewer columns, or more rows")));
        }
        Ok((Some(told), found))
    }
}

/// Levels that some class has not separate it by themselves.
fn lone_levels(lone: &[&Lone], classes: usize) -> Option<Finding> {
    const SHOWN: usize = 10;
    let name = |Lone { column, level, .. }: &&Lone| format!("{column}={level}");
    let mut names: Vec<String> = lone.iter().take(SHOWN).map(name).collect();
    if lone.len() > SHOWN {
        names.push(format!("and {} more levels", lone.len() - SHOWN));
    }
    let told = if classes == 2 { BUT_TIES } else { SOME };
    (!names.is_empty()).then(|| separation(&names.join(", "), lone.len() == 1, told, "", THERE))
}
