use serde::{Deserialize, Serialize};

use crate::Formula;

/// What is told of columns before they are learned.
#[derive(Clone, Copy, Debug, Default)]
pub struct Declared<'a> {
    /// Columns that are categories in any case; they have to be read as [`ReadAs::Text`](crate::ReadAs::Text).
    pub categories: &'a [&'a str],
    /// Columns of dates that become days since the earliest, or of times of day that become hours; likewise.
    pub dates: &'a [&'a str],
    /// Columns of dates that become year, month and weekday; likewise.
    pub date_parts: &'a [&'a str],
    /// Which number of a date comes first, where no date tells.
    pub date_order: Option<DateOrder>,
    /// The baselines of categories, by their columns; else it is the most frequent level.
    pub baselines: &'a [(String, String)],
    /// What is done with missing cells.
    pub gaps: Gaps,
    /// Whether only ratios of the weights matter, as of those that are no counts: terms then do not depend on their sum.
    pub only_ratios: bool,
    /// What becomes of the columns together, if not a feature or a category each.
    pub terms: Option<&'a Formula>,
}

/// The order of day, month and year in dates of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// 31.12.2024
    DayMonthYear,
    /// 12/31/2024
    MonthDayYear,
    /// 24-12-31
    YearMonthDay,
}

/// What is done with a missing cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gaps {
    /// It is an error.
    #[default]
    Refuse,
    /// Its row is left out.
    Drop,
    /// The mean stands for it, or the baseline.
    Mean,
    /// As with the mean, and a feature of its own is 1 where the cell is missing.
    Level,
}

/// What to do with an unseen level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unseen {
    /// It is an error.
    #[default]
    Refuse,
    /// It counts as the baseline.
    Baseline,
}
