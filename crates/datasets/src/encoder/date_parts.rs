use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::dates::Moment;
use super::guess::mean;

/// What a date has besides its place in time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum DatePart {
    /// The year, a number.
    Year {
        /// Its mean.
        mean: f64,
    },
    /// The month, a category.
    Month {
        /// The most frequent.
        baseline: String,
        /// The others that occurred, in their order.
        levels: Vec<String>,
    },
    /// The day of the week, a category.
    Weekday {
        /// The most frequent.
        baseline: String,
        /// The others that occurred, in their order.
        levels: Vec<String>,
    },
    /// The time of day in hours, a number.
    Hour {
        /// Its mean.
        mean: f64,
    },
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The parts in which some dates differ, from the dates and their weights.
pub(super) fn date_parts(moments: &[(Moment, f64)], has_days: bool) -> Vec<DatePart> {
    let dates = || moments.iter().filter_map(|(moment, weight)| Some((moment.date()?, *weight)));
    let years: Vec<(f64, f64)> = dates().map(|(d, weight)| (f64::from(d.year()), weight)).collect();
    let hours: Vec<(f64, f64)> = moments.iter().map(|(m, weight)| (m.hour(), *weight)).collect();
    let months = occurring(dates().map(|(date, weight)| (month(date), weight)), &MONTHS);
    let weekdays = occurring(dates().map(|(date, weight)| (weekday(date), weight)), &WEEKDAYS);
    let year = varying_mean(&years).map(|mean| DatePart::Year { mean });
    let month = months.map(|(baseline, levels)| DatePart::Month { baseline, levels });
    let weekdays = weekdays.filter(|_| has_days);
    let weekday = weekdays.map(|(baseline, levels)| DatePart::Weekday { baseline, levels });
    let hour = varying_mean(&hours).map(|mean| DatePart::Hour { mean });
    [year, month, weekday, hour].into_iter().flatten().collect()
}

impl DatePart {
    /// `d.year`, or `d.month=Feb` for each level but the baseline.
    pub(super) fn feature_names(&self, column: &str) -> Vec<String> {
        let of_levels = |part: &str, levels: &[String]| {
            levels.iter().map(|level| format!("{column}.{part}={level}")).collect()
        };
        match self {
            Self::Year { .. } => vec![format!("{column}.year")],
            Self::Hour { .. } => vec![format!("{column}.hour")],
            Self::Month { levels, .. } => of_levels("month", levels),
            Self::Weekday { levels, .. } => of_levels("weekday", levels),
        }
    }

    /// Its features of a date, those of the baseline for a level that did not occur, and whether it did.
    pub(super) fn values(&self, moment: Moment) -> Option<(Vec<f64>, bool)> {
        let one_of = |found: &str, baseline: &String, levels: &[String]| {
            let is_known = found == baseline || levels.iter().any(|level| level == found);
            let is = |level: &String| f64::from(u8::from(level == found));
            Some((levels.iter().map(is).collect(), is_known))
        };
        match self {
            Self::Year { .. } => Some((vec![f64::from(moment.date()?.year())], true)),
            Self::Hour { .. } => Some((vec![moment.hour()], true)),
            Self::Month { baseline, levels } => {
                one_of(MONTHS[month(moment.date()?)], baseline, levels)
            }
            Self::Weekday { baseline, levels } => {
                one_of(WEEKDAYS[weekday(moment.date()?)], baseline, levels)
            }
        }
    }

    /// The levels that occurred.
    pub(super) fn levels(&self) -> Vec<&str> {
        match self {
            Self::Year { .. } | Self::Hour { .. } => Vec::new(),
            Self::Month { baseline, levels } | Self::Weekday { baseline, levels } => {
                std::iter::once(baseline).chain(levels).map(String::as_str).collect()
            }
        }
    }

    /// Its features where the date is missing.
    pub(super) fn fill(&self) -> Vec<f64> {
        match self {
            Self::Year { mean } | Self::Hour { mean } => vec![*mean],
            Self::Month { levels, .. } | Self::Weekday { levels, .. } => vec![0.0; levels.len()],
        }
    }
}

fn month(date: NaiveDate) -> usize {
    date.month0() as usize
}

fn weekday(date: NaiveDate) -> usize {
    date.weekday().num_days_from_monday() as usize
}

/// The mean of numbers that are not all the same.
fn varying_mean(numbers: &[(f64, f64)]) -> Option<f64> {
    let varies = numbers.iter().any(|(x, _)| *x != numbers[0].0);
    if varies { mean(numbers.iter().copied()) } else { None }
}

/// Of several names that occur the heaviest, and the others.
fn occurring(
    places: impl Iterator<Item = (usize, f64)>,
    names: &[&str],
) -> Option<(String, Vec<String>)> {
    let mut weights = vec![0.0; names.len()];
    places.for_each(|(place, weight)| weights[place] += weight);
    let there: Vec<usize> = (0..names.len()).filter(|place| weights[*place] > 0.0).collect();
    let heavier =
        |most: usize, place: usize| if weights[place] > weights[most] { place } else { most };
    let baseline = there.iter().copied().reduce(heavier)?;
    let others = there.iter().filter(|place| **place != baseline);
    let others: Vec<String> = others.map(|place| names[*place].to_owned()).collect();
    (!others.is_empty()).then(|| (names[baseline].to_owned(), others))
}
