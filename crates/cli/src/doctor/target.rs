//! The target, and what gives it away.

use anyhow::Result;
use datasets::{Table, Target};
use linalg_lite::{Column, Columns, Features};
use models::separation::{Separation, find_separation_of_classes};
use models::{Error as FitError, Finding as FitFinding, LogisticRegression, Problem};
use rayon::prelude::*;

use super::classes::{self, Classes, few_events, hopeless, one_class};
use super::finding::{Finding, Kind};
use super::gives_away::{EQUAL, Range, alone, another_unit};
use super::separated::{self, ALL, BUT_TIES, SOME, Separated};
use crate::fit;

/// A target in some rows of a table.
pub(super) struct Examined<'a> {
    pub(super) table: &'a Table,
    pub(super) name: &'a str,
    pub(super) rows: &'a [usize],
    pub(super) model: Option<fit::Kind>,
}

impl Examined<'_> {
    /// What the target is, and what is wrong with it.
    pub(super) fn findings(
        &self,
        x: &Columns,
        names: &[String],
    ) -> Result<(Option<String>, Vec<Finding>)> {
        let Self { table, name, rows, model } = self;
        let table = table.select(&[*name])?.select_rows(rows);
        let (classes, class_names) = classes_of(&table, name)?;
        if let [only] = class_names.as_slice() {
            return Ok((None, vec![one_class(name, only)]));
        }
        let are_numbers = matches!(table.target(name)?, Target::Numbers(_));
        match model {
            Some(fit::Kind::Linear) => self.numbers(&table, x, names),
            None if are_numbers => self.numbers(&table, x, names),
            _ => self.classes(&classes, &class_names, x, names),
        }
    }

    /// The model that the target needs, if nobody said it.
    pub(super) fn flag(&self) -> Result<Option<&'static str>> {
        let table = self.table.select(&[self.name])?.select_rows(self.rows);
        let classes = classes_of(&table, self.name)?.1.len();
        Ok(match self.model {
            None if matches!(table.target(self.name)?, Target::Numbers(_)) => Some("linear"),
            None if classes > 2 => Some("softmax"),
            _ => None,
        })
    }

    fn numbers(
        &self,
        table: &Table,
        x: &Columns,
        names: &[String],
    ) -> Result<(Option<String>, Vec<Finding>)> {
        let numbers = table.numbers(self.name)?;
        let different = super::distinct::distinct(&numbers);
        let told = classes::numbers(self.name, different, self.model);
        Ok((Some(told), equal_numbers(&numbers, x, names)))
    }

    fn classes(
        &self,
        classes: &[usize],
        class_names: &[String],
        x: &Columns,
        names: &[String],
    ) -> Result<(Option<String>, Vec<Finding>)> {
        let mut sizes = vec![0; class_names.len()];
        classes.iter().for_each(|class| sizes[*class] += 1);
        let of = Classes { target: self.name, names: class_names, sizes: &sizes };
        let told = of.told();
        if let Some(found) = hopeless(self.name, class_names.len(), self.model) {
            return Ok((Some(told), vec![found]));
        }
        let ranges = ranges_of_classes(classes, class_names.len(), x);
        let found = alone(&ranges, names, class_names);
        let mut findings: Vec<Finding> = found.into_iter().map(|(_, finding)| finding).collect();
        if x.n_features() == 0 || x.n_features() >= x.n_samples() {
            return Ok((Some(told), findings));
        }
        if class_names.len() == 2 {
            let labels: Vec<bool> = classes.iter().map(|class| *class == 1).collect();
            let found = LogisticRegression::default().diagnose(x, &labels)?;
            let of_fit = |found| of_fit(found, x, names, self.table, self.rows);
            findings.extend(found.iter().filter_map(of_fit));
        } else {
            let problem = Problem::new(x, classes)?;
            match find_separation_of_classes(&problem, class_names.len()) {
                Ok(Some(found)) => {
                    let told = if found.separation == Separation::Complete { ALL } else { SOME };
                    let separation = Separated { features: &found.features, infinite: &[], told };
                    findings.push(separation.finding(x, names, separated::HERE));
                }
                Ok(None) => (),
                Err(undecided @ FitError::Undecided(_)) => {
                    let remedy = "--l2 is safe either way";
                    findings.push(Finding::new(Kind::Separation, undecided.to_string(), remedy));
                }
                Err(other) => return Err(other.into()),
            }
        }
        Ok((Some(told), findings))
    }
}

/// The classes of a target; those of 0 and 1 without writing every number as a text.
fn classes_of(table: &Table, name: &str) -> Result<(Vec<usize>, Vec<String>)> {
    match table.target(name)? {
        Target::Binary(labels) if labels.contains(&true) && labels.contains(&false) => {
            let names = ["0", "1"].map(str::to_owned).to_vec();
            Ok((labels.into_iter().map(usize::from).collect(), names))
        }
        _ => Ok(table.classes(name)?),
    }
}

/// What a fit showed; what is known of the features already is left out.
fn of_fit(
    found: &FitFinding,
    x: &Columns,
    names: &[String],
    table: &Table,
    rows: &[usize],
) -> Option<Finding> {
    Some(match found {
        FitFinding::Separated { separation: Separation::Complete, features, .. }
            if features.len() == 1 =>
        {
            return None; // it tells the classes alone
        }
        FitFinding::Separated { separation, features, infinite } => {
            let told = if *separation == Separation::Complete { ALL } else { BUT_TIES };
            Separated { features, infinite, told }.finding(x, names, separated::HERE)
        }
        FitFinding::Redundant(_) => return None,
        FitFinding::FewEvents { .. } => {
            few_events(found, "use --firth, fewer columns, or more rows")
        }
        FitFinding::Influential { row, leverage } => Finding::new(
            Kind::Fit,
            format!(
                "line {} determines a coefficient almost alone (leverage {leverage:.2})",
                table.line(rows[*row])
            ),
            "check whether it is a mistake",
        ),
        other => {
            Finding::new(Kind::Fit, other.describe(names), "try another --solver, or a penalty")
        }
    })
}

/// For each feature and each class its lowest and highest value there.
fn ranges_of_classes(classes: &[usize], count: usize, x: &Columns) -> Vec<Vec<Range>> {
    let of_column = |column: &Column<'_>| match column {
        Column::Numbers(values) => {
            let mut ranges: Vec<Range> = vec![None; count];
            for (x, class) in values.iter().zip(classes) {
                let (low, high) = ranges[*class].get_or_insert((*x, *x));
                (*low, *high) = (low.min(*x), high.max(*x));
            }
            vec![ranges]
        }
        Column::Category(category) => {
            let mut sizes = vec![0_usize; count];
            classes.iter().for_each(|class| sizes[*class] += 1);
            let mut at_level = vec![vec![0_usize; count]; category.n_features()];
            category.for_each(|i, level| at_level[level][classes[i]] += 1);
            let range = |(ones, size): (&usize, &usize)| match (*ones, *size) {
                (_, 0) => None,
                (0, _) => Some((0.0, 0.0)),
                (ones, size) => Some((f64::from(u8::from(ones == size)), 1.0)),
            };
            let ranges = |ones: &Vec<usize>| ones.iter().zip(&sizes).map(range).collect();
            at_level.iter().map(ranges).collect()
        }
    };
    x.columns().par_iter().flat_map_iter(of_column).collect()
}

/// Features that are the target in another unit.
fn equal_numbers(target: &[f64], x: &Columns, names: &[String]) -> Vec<Finding> {
    let centred = |values: &[f64]| -> Vec<f64> {
        let mean = linalg_lite::mean(values);
        values.iter().map(|value| value - mean).collect()
    };
    let y = centred(target);
    let correlation = |j: usize| {
        let x = centred(&x.feature(j));
        let dot = linalg_lite::dot;
        dot(&x, &y) / (dot(&x, &x) * dot(&y, &y)).sqrt()
    };
    let levels: Vec<usize> = Features::from(x).categories().flatten().collect();
    let low = target.iter().copied().fold(f64::INFINITY, f64::min);
    let high = target.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let has_two_values = target.iter().all(|y| *y == low || *y == high);
    let may_be_equal = |j: &usize| has_two_values || levels.binary_search(j).is_err();
    let suspicious =
        (0..names.len()).filter(may_be_equal).filter(|j| correlation(*j).abs() > EQUAL);
    suspicious.map(|j| another_unit(&names[j])).collect()
}
