//! The target, and what gives it away.

use std::io::Write;

use anyhow::Result;
use datasets::{Table, Target};
use linalg_lite::Columns;
use metrics::Ranking;
use models::separation::{Separation, find_separation_of_classes};
use models::{Error as FitError, Finding as FitFinding, LogisticRegression, Problem};
use rayon::prelude::*;

use super::Finding;
use crate::model_file::TargetColumn;

/// Nobody trains a classifier on so many classes by mistake.
const MOST_CLASSES: usize = 20;

pub(super) fn findings(
    table: &Table,
    name: &str,
    rows: &[usize],
    x: &Columns,
    names: &[String],
    out: &mut impl Write,
) -> Result<Vec<Finding>> {
    let (classes, _) = table.select_rows(rows).classes(name)?;
    let count = classes.iter().max().map_or(0, |class| class + 1);
    if let Ok(numbers) = table.select_rows(rows).numbers(name)
        && count > 2
    {
        writeln!(out, "target \"{name}\": {count} different numbers\n")?;
        if count > MOST_CLASSES {
            return Ok(equal_numbers(&numbers, x, names));
        }
    }
    if count == 1 {
        let what = format!("\"{name}\" is the same in every row");
        return Ok(vec![Finding::new(what, "there is nothing to learn")]);
    }
    let target = TargetColumn::classes(table, name, rows)?;
    let Target::Classes { labels: classes, .. } = target.truth(table, rows)? else {
        return Ok(Vec::new());
    };
    let class_names = target.class_names();
    let sizes: Vec<usize> = (0..class_names.len())
        .map(|k| classes.iter().filter(|class| **class == k).count())
        .collect();
    let shown = class_names.iter().zip(&sizes).map(|(name, size)| {
        format!("{name} {size} ({:.1}%)", 100.0 * *size as f64 / rows.len() as f64)
    });
    writeln!(out, "target \"{name}\": {}\n", shown.collect::<Vec<_>>().join(", "))?;

    let mut findings = alone(&classes, class_names.len(), x, names, &class_names);
    if sizes.contains(&0) {
        return Ok(findings);
    }
    if class_names.len() == 2 {
        let labels: Vec<bool> = classes.iter().map(|class| *class == 1).collect();
        let found = LogisticRegression::default().diagnose(x.as_ref(), &labels)?;
        findings.extend(found.iter().filter_map(|found| of_fit(found, names, table, rows)));
    } else {
        let problem = Problem::new(x.as_ref(), &classes)?;
        match find_separation_of_classes(&problem, class_names.len()) {
            Ok(Some(found)) => {
                let told = if found.separation == Separation::Complete { ALL } else { SOME };
                findings.push(separated(&found.features, &[], names, told));
            }
            Ok(None) => (),
            Err(undecided @ FitError::Undecided(_)) => {
                findings.push(Finding::new(undecided.to_string(), "--l2 is safe either way"));
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(findings)
}

/// `told` says what the features tell apart.
fn separated(features: &[usize], infinite: &[usize], names: &[String], told: &str) -> Finding {
    let named = |of: &[usize]| -> Vec<&str> {
        of.iter().map(|j| names.get(*j).map_or("the intercept", String::as_str)).collect()
    };
    let verb = if features.len() == 1 { "tells" } else { "together tell" };
    let others = infinite.iter().any(|j| !features.contains(j));
    let all = match others {
        true => format!(" (infinite: {})", named(infinite).join(", ")),
        false => String::new(),
    };
    Finding::new(
        format!(
            "{} {verb} {told}: no finite coefficients are best{all}",
            named(features).join(", ")
        ),
        "--l2 or --firth makes them finite; ask whether a column gives the answer away",
    )
}

const ALL: &str = "the classes apart without a mistake";
const BUT_TIES: &str = "the classes apart without a mistake, except for rows on the boundary";
const SOME: &str = "one class from the others without a mistake";

/// What a fit showed; what is known of the features already is left out.
fn of_fit(found: &FitFinding, names: &[String], table: &Table, rows: &[usize]) -> Option<Finding> {
    Some(match found {
        FitFinding::Separated { separation: Separation::Complete, features, .. }
            if features.len() == 1 =>
        {
            return None; // it tells the classes alone
        }
        FitFinding::Separated { separation, features, infinite } => {
            let told = if *separation == Separation::Complete { ALL } else { BUT_TIES };
            separated(features, infinite, names, told)
        }
        FitFinding::Redundant(_) => return None,
        FitFinding::FewEvents { .. } => {
            Finding::new(found.describe(names), "use --firth, fewer columns, or more rows")
        }
        FitFinding::Influential { row, leverage } => Finding::new(
            format!(
                "line {} determines a coefficient almost alone (leverage {leverage:.2})",
                table.line(rows[*row])
            ),
            "check whether it is a mistake",
        ),
        other => Finding::new(other.describe(names), "try another --solver, or a penalty"),
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
    let of_feature = |(j, name): (usize, &String)| {
        let tells = |class: &usize| {
            let is: Vec<bool> = classes.iter().map(|other| other == class).collect();
            let ranking = Ranking::new(&is, x.column(j), None).ok();
            let area = ranking.and_then(|ranking| ranking.roc_auc());
            area.is_some_and(|area| area == 1.0 || area == 0.0)
        };
        let class = (0..count).find(tells)?;
        let told = match count {
            2 => "the classes apart".to_owned(),
            _ => format!("{} from the rest", class_names[class]),
        };
        Some(Finding::new(
            format!("\"{name}\" alone tells {told} without a mistake"),
            "is it a copy of the target, or known only afterwards? then leave it out",
        ))
    };
    names.par_iter().enumerate().filter_map(of_feature).collect()
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
        let values = x.column(j);
        let x = centred(values);
        let dot = linalg_lite::dot;
        dot(&x, &y) / (dot(&x, &x) * dot(&y, &y)).sqrt()
    };
    let suspicious = (0..names.len()).filter(|j| correlation(*j).abs() > EQUAL);
    suspicious
        .map(|j| {
            let what = format!("\"{}\" is the target in another unit, or nearly so", names[j]);
            Finding::new(what, "is it known only after the target? then leave it out")
        })
        .collect()
}
