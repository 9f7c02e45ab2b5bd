//! The target, and what gives it away.

use anyhow::Result;
use datasets::{Table, Target};
use linalg_lite::{Column, Columns, Features, names_with_sets};
use models::separation::{Separation, find_separation_of_classes};
use models::{Error as FitError, Finding as FitFinding, LogisticRegression, Problem};
use rayon::prelude::*;

use super::finding::{Finding, Kind};
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
            let what = format!("\"{name}\" is \"{only}\" in every row");
            return Ok((None, vec![Finding::new(Kind::Target, what, "there is nothing to learn")]));
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
        let else_classes = match self.model {
            None => ", taken as numbers; --model softmax takes them as classes",
            Some(_) => "",
        };
        let told = format!("target \"{}\": {different} different numbers{else_classes}", self.name);
        Ok((Some(told), equal_numbers(&numbers, x, names)))
    }

    fn classes(
        &self,
        classes: &[usize],
        class_names: &[String],
        x: &Columns,
        names: &[String],
    ) -> Result<(Option<String>, Vec<Finding>)> {
        const MOST_CLASSES: usize = 100;
        let mut sizes = vec![0; class_names.len()];
        classes.iter().for_each(|class| sizes[*class] += 1);
        let share = |size: usize| 100.0 * size as f64 / classes.len() as f64;
        let shown = class_names.iter().zip(&sizes).take(20);
        let shown: Vec<String> =
            shown.map(|(name, size)| format!("{name} {size} ({:.1}%)", share(*size))).collect();
        let more = if class_names.len() > shown.len() { ", …" } else { "" };
        let told = format!("target \"{}\": {}{more}", self.name, shown.join(", "));
        if class_names.len() > 2 && self.model == Some(fit::Kind::Logistic) {
            let what = format!("\"{}\" has {} classes", self.name, class_names.len());
            let remedy =
                "--positive tells one of them from all others, --model softmax tells all apart";
            return Ok((Some(told), vec![Finding::new(Kind::Target, what, remedy)]));
        }
        if class_names.len() > MOST_CLASSES {
            let what = format!("\"{}\" has {} classes", self.name, class_names.len());
            let remedy = "is it the right column? --model linear if these are numbers";
            return Ok((Some(told), vec![Finding::new(Kind::Target, what, remedy)]));
        }
        let mut findings = alone(classes, class_names.len(), x, names, class_names);
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
                    let remedy =
                        "--l2 makes them finite; ask whether a column gives the answer away";
                    findings.push(separation.finding(x, names, remedy));
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

/// Features that tell classes apart.
struct Separated<'a> {
    features: &'a [usize],
    infinite: &'a [usize],
    /// What they tell apart.
    told: &'a str,
}

impl Separated<'_> {
    fn finding(&self, x: &Columns, names: &[String], remedy: &str) -> Finding {
        let Self { features, infinite, told } = *self;
        let categories: Vec<_> = Features::from(x).categories().collect();
        let names = [names, &["the intercept".to_owned()]].concat();
        let named = |of: &[usize]| names_with_sets(of, &names, &categories).join(", ");
        let verb = if features.len() == 1 { "tells" } else { "together tell" };
        let others = infinite.iter().any(|j| !features.contains(j));
        let all = if others { format!(" (infinite: {})", named(infinite)) } else { String::new() };
        let what =
            format!("{} {verb} {told}: no finite coefficients are best{all}", named(features));
        Finding::new(Kind::Separation, what, remedy)
    }
}

const ALL: &str = "the classes apart without a mistake";
const BUT_TIES: &str = "the classes apart without a mistake, except for rows on the boundary";
const SOME: &str = "some of the classes apart without a mistake, except for rows on the boundary";

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
            let remedy =
                "--l2 or --firth makes them finite; ask whether a column gives the answer away";
            Separated { features, infinite, told }.finding(x, names, remedy)
        }
        FitFinding::Redundant(_) => return None,
        FitFinding::FewEvents { .. } => {
            let remedy = "use --firth, fewer columns, or more rows";
            Finding::new(Kind::Fit, found.describe(names), remedy)
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

/// Single features that tell a class from the rest.
fn alone(
    classes: &[usize],
    count: usize,
    x: &Columns,
    names: &[String],
    class_names: &[String],
) -> Vec<Finding> {
    let of_feature = |(ranges, name): (Vec<(f64, f64)>, &String)| {
        let tells = |class: &usize| {
            let (low, high) = ranges[*class];
            let others = (0..count).filter(|other| other != class);
            let is_below = others.clone().all(|other| high < ranges[other].0);
            low <= high && (is_below || others.clone().all(|other| ranges[other].1 < low))
        };
        let class = (0..count).find(tells)?;
        let told = match count {
            2 => "the classes apart".to_owned(),
            _ => format!("{} from the rest", class_names[class]),
        };
        Some(Finding::new(
            Kind::GivesAway,
            format!("\"{name}\" alone tells {told} without a mistake"),
            "is it a copy of the target, or known only afterwards? then leave it out",
        ))
    };
    ranges_of_classes(classes, count, x).into_iter().zip(names).filter_map(of_feature).collect()
}

/// For each feature and each class its lowest and highest value there.
fn ranges_of_classes(classes: &[usize], count: usize, x: &Columns) -> Vec<Vec<(f64, f64)>> {
    const NONE: (f64, f64) = (f64::INFINITY, f64::NEG_INFINITY);
    let of_column = |column: &Column<'_>| match column {
        Column::Numbers(values) => {
            let mut ranges = vec![NONE; count];
            for (x, class) in values.iter().zip(classes) {
                let (low, high) = &mut ranges[*class];
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
                (_, 0) => NONE,
                (0, _) => (0.0, 0.0),
                (ones, size) => (f64::from(u8::from(ones == size)), 1.0),
            };
            let ranges = |ones: &Vec<usize>| ones.iter().zip(&sizes).map(range).collect();
            at_level.iter().map(ranges).collect()
        }
    };
    x.columns().par_iter().flat_map_iter(of_column).collect()
}

/// Features that are the target in another unit.
fn equal_numbers(target: &[f64], x: &Columns, names: &[String]) -> Vec<Finding> {
    const EQUAL: f64 = 0.999_999;
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
    suspicious
        .map(|j| {
            let what = format!("\"{}\" is the target in another unit, or nearly so", names[j]);
            let remedy = "is it known only after the target? then leave it out";
            Finding::new(Kind::GivesAway, what, remedy)
        })
        .collect()
}
