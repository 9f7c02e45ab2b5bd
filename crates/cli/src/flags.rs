//! What may stand behind a flag: whatever may not is wrong usage, and said before any file is read.

mod table;

use std::ffi::{OsStr, OsString};
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use datasets::{DateOrder, Decimal, Gaps, Source, Unseen};
use metrics::Costs;
use models::solver::GradientDescent;
use warehouse::{DIALECTS, Dialect};

pub(crate) use self::table::table;
use crate::input::{Names, names};

/// At least one, and no more than the trace keeps.
pub(crate) fn epochs() -> impl TypedValueParser<Value = u64> {
    whole(1..=GradientDescent::MOST_EPOCHS as u64)
}

/// Enough for the ends of an interval, and not more than anyone waits for.
pub(crate) fn resamples() -> impl TypedValueParser<Value = u32> {
    whole(100..=100_000)
}

/// Any seed is as good as any other.
pub(crate) fn seed() -> impl TypedValueParser<Value = u64> {
    whole(0..=u64::MAX)
}

/// A whole number of a range.
pub(crate) fn whole<T>(range: RangeInclusive<T>) -> impl TypedValueParser<Value = T>
where
    T: FromStr + PartialOrd + Display + Clone + Send + Sync + 'static,
{
    move |text: &str| {
        let found = text.parse().ok().filter(|number| range.contains(number));
        found.ok_or_else(|| {
            format!("a whole number from {} to {} is needed", range.start(), range.end())
        })
    }
}

pub(crate) fn penalty(text: &str) -> Result<f64, String> {
    number(text, "a number from 0 upwards", |x| x >= 0.0)
}

pub(crate) fn positive(text: &str) -> Result<f64, String> {
    number(text, "a number above 0", |x| x > 0.0)
}

/// A part of the rows that leaves something on both sides.
pub(crate) fn share(text: &str) -> Result<f64, String> {
    number(text, "a number between 0 and 1, both excluded,", |x| x > 0.0 && x < 1.0)
}

pub(crate) fn from_0_to_1(text: &str) -> Result<f64, String> {
    number(text, "a number from 0 to 1", |x| (0.0..=1.0).contains(&x))
}

fn number(text: &str, wanted: &str, is_wanted: impl Fn(f64) -> bool) -> Result<f64, String> {
    let found = text.parse().ok().filter(|x: &f64| x.is_finite() && is_wanted(*x));
    found.ok_or_else(|| format!("{wanted} is needed"))
}

/// `0.01:0.5`: a penalty and the share of l1.
pub(crate) fn elastic(text: &str) -> Result<(f64, f64), String> {
    let pair = text.split_once(':').ok_or("a penalty and a ratio are needed, as in 0.01:0.5")?;
    let x = penalty(pair.0).map_err(|reason| format!("for the penalty {reason}"))?;
    let ratio = from_0_to_1(pair.1).map_err(|reason| format!("for the ratio {reason}"))?;
    Ok((x, ratio))
}

/// `age=0`: a column and the factor of its penalty.
pub(crate) fn factor(text: &str) -> Result<(String, f64), String> {
    let wanted = "a column and a number from 0 upwards are needed, as in age=0";
    let (name, factor) = text.rsplit_once('=').filter(|pair| !pair.0.is_empty()).ok_or(wanted)?;
    Ok((name.to_owned(), penalty(factor).map_err(|_| wanted)?))
}

/// `sex=female`: a column and a value.
pub(crate) fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err("a column and a value are needed, as in sex=female".to_owned()),
    }
}

/// `1:10`: the costs of a false alarm and of a miss.
pub(crate) fn costs(text: &str) -> Result<Costs, String> {
    let wanted = || "two costs are needed, as in 1:10".to_owned();
    let (alarm, miss) = text.split_once(':').ok_or_else(wanted)?;
    match (alarm.parse(), miss.parse()) {
        (Ok(alarm), Ok(miss)) => Costs::new(alarm, miss).map_err(|error| error.to_string()),
        _ => Err(wanted()),
    }
}

/// The name of a dialect of SQL.
pub(crate) fn dialect() -> impl TypedValueParser<Value = &'static Dialect> {
    let names = DIALECTS.iter().map(|dialect| PossibleValue::new(dialect.name));
    PossibleValuesParser::new(names).try_map(|name| Dialect::named(&name))
}

pub(crate) fn gaps() -> impl TypedValueParser<Value = Gaps> {
    choice([
        ("error", Gaps::Refuse, "Stop, and name the columns"),
        ("drop", Gaps::Drop, "Leave out rows that have one"),
        (
            "mean",
            Gaps::Mean,
            "Put the mean of the column in its place, for categories the most frequent level",
        ),
        (
            "level",
            Gaps::Level,
            "As mean, with a feature of its own that is 1 where the cell is missing",
        ),
    ])
}

pub(crate) fn unseen() -> impl TypedValueParser<Value = Unseen> {
    choice([
        ("error", Unseen::Refuse, "Stop at the first"),
        ("baseline", Unseen::Baseline, "Treat it as the baseline"),
    ])
}

pub(crate) fn source() -> impl TypedValueParser<Value = Source> {
    choice([
        ("chacha", Source::ChaCha8, "ChaCha8, for any seed"),
        ("numpy", Source::NumPy, "That of numpy.random.seed"),
    ])
}

pub(crate) fn date_order() -> impl TypedValueParser<Value = DateOrder> {
    choice([
        ("dmy", DateOrder::DayMonthYear, "Day, month, year"),
        ("mdy", DateOrder::MonthDayYear, "Month, day, year"),
        ("ymd", DateOrder::YearMonthDay, "Year, month, day"),
    ])
}

/// Some words, each with what it means.
fn choice<T: Clone + Send + Sync + 'static, const N: usize>(
    words: [(&'static str, T, &'static str); N],
) -> impl TypedValueParser<Value = T> {
    let values: Vec<PossibleValue> =
        words.iter().map(|(word, _, help)| PossibleValue::new(*word).help(*help)).collect();
    PossibleValuesParser::new(values).try_map(move |found| {
        let meant = words.iter().find(|(word, ..)| *word == found);
        meant.map(|(_, value, _)| value.clone()).ok_or_else(|| format!("{found} is none of them"))
    })
}

/// Words separated by commas, of which each may be anything.
pub(crate) fn words(text: &str) -> Result<Names, String> {
    if text.is_empty() { Ok(Names::default()) } else { names(text) }
}

/// One character.
pub(crate) fn character(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii_graphic() => Ok(*byte),
        _ => Err("one character is needed".to_owned()),
    }
}

pub(crate) fn delimiter() -> impl TypedValueParser<Value = u8> {
    let words = [
        PossibleValue::new("comma").alias(","),
        PossibleValue::new("semicolon").alias(";"),
        PossibleValue::new("bar").alias("|"),
        PossibleValue::new("tab").aliases(["\t", "\\t"]),
        PossibleValue::new("space")
            .alias(" ")
            .help("Any number of them, as between aligned columns"),
    ];
    PossibleValuesParser::new(words).map(|word| match word.as_str() {
        "comma" | "," => b',',
        "semicolon" | ";" => b';',
        "bar" | "|" => b'|',
        "space" | " " => b' ',
        _ => b'\t',
    })
}

pub(crate) fn decimal() -> impl TypedValueParser<Value = Decimal> {
    let words = [PossibleValue::new("point").alias("."), PossibleValue::new("comma").alias(",")];
    PossibleValuesParser::new(words).map(|word| match word.as_str() {
        "comma" | "," => Decimal::Comma,
        _ => Decimal::Point,
    })
}

/// Writes `--cv 0.5` as `--cv=0.5`, and `--robust hc3` as `--robust=hc3`: clap takes a value that may be left out only
/// behind an equals sign, as it cannot know that a table is none.
pub(crate) fn with_ratios(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut args = args.into_iter().peekable();
    let mut joined = Vec::new();
    let is_number = |arg: &OsString| arg.to_str().is_some_and(|arg| arg.parse::<f64>().is_ok());
    let is_kind = |arg: &OsString| ["hc0", "hc1", "hc2", "hc3"].iter().any(|kind| arg == kind);
    while let Some(mut arg) = args.next() {
        if arg == OsStr::new("--") {
            joined.push(arg);
            break;
        }
        let value = match arg.to_str() {
            Some("--cv") => args.next_if(is_number),
            Some("--robust") => args.next_if(is_kind),
            _ => None,
        };
        if let Some(value) = value {
            arg.push("=");
            arg.push(value);
        }
        joined.push(arg);
    }
    joined.extend(args);
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_are_ratios() {
        let joined = |args: &[&str]| {
            let args = with_ratios(args.iter().map(OsString::from));
            args.into_iter().map(|arg| arg.into_string().unwrap()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(joined(&["--cv", "0.5", "t.csv"]), "--cv=0.5 t.csv");
        assert_eq!(joined(&["--cv", "-1"]), "--cv=-1");
        assert_eq!(joined(&["--cv", "t.csv"]), "--cv t.csv");
        assert_eq!(joined(&["t.csv", "--cv"]), "t.csv --cv");
        assert_eq!(joined(&["--robust", "hc3", "t.csv"]), "--robust=hc3 t.csv");
        assert_eq!(joined(&["--robust", "t.csv"]), "--robust t.csv");
        assert_eq!(joined(&["--", "--cv", "1"]), "-- --cv 1");
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        for text in ["-1", "nan", "inf", "-inf", "1e999", "", "one"] {
            for parser in [penalty, positive, share, from_0_to_1] {
                assert!(parser(text).is_err(), "{text}");
            }
            assert!(elastic(&format!("{text}:0.5")).is_err(), "{text}");
            assert!(elastic(&format!("1:{text}")).is_err() && costs(&format!("1:{text}")).is_err());
        }
        assert!(share("0").is_err() && share("1").is_err() && positive("0").is_err());
        assert_eq!(
            (penalty("0"), from_0_to_1("1"), elastic("2:0.25")),
            (Ok(0.0), Ok(1.0), Ok((2.0, 0.25)))
        );
    }
}
