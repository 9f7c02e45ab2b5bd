//! Features that tell the target alone.

use super::finding::{Finding, Kind};

/// The least and the greatest value of a feature in a class; none without rows.
pub(super) type Range = Option<(f64, f64)>;

/// Beyond such a correlation a feature is the target in another unit.
pub(super) const EQUAL: f64 = 0.999_999;

/// Features by which a class is told from the rest, from the range of each in each class.
pub(super) fn alone(
    ranges: &[Vec<Range>],
    names: &[String],
    classes: &[String],
) -> Vec<(usize, Finding)> {
    let of_feature = |(feature, ranges): (usize, &Vec<Range>)| {
        let tells = |class: &usize| {
            let Some((low, high)) = ranges[*class] else { return false };
            let others = || {
                let others = (0..ranges.len()).filter(|other| other != class);
                others.filter_map(|other| ranges[other])
            };
            others().all(|(least, _)| high < least) || others().all(|(_, most)| most < low)
        };
        let class = (0..ranges.len()).find(tells)?;
        let told = match classes.len() {
            2 => "the classes apart".to_owned(),
            _ => format!("{} from the rest", classes[class]),
        };
        let what = format!("\"{}\" alone tells {told} without a mistake", names[feature]);
        let remedy = "is it a copy of the target, or known only afterwards? then leave it out";
        Some((feature, Finding::new(Kind::GivesAway, what, remedy)))
    };
    ranges.iter().enumerate().filter_map(of_feature).collect()
}

/// A feature with a correlation of nearly 1.
pub(super) fn another_unit(name: &str) -> Finding {
    let what = format!("\"{name}\" is the target in another unit, or nearly so");
    let remedy = "is it known only after the target? then leave it out";
    Finding::new(Kind::GivesAway, what, remedy)
}
