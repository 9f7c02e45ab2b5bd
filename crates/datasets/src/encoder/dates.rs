//! Dates and times in texts, as numbers.

use std::fmt::Write;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

use super::declared::DateOrder;

/// How the dates of a column are written, as `strftime` has it: `%d.%m.%Y`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateFormat(pub String);

/// Why texts have no format of dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoDates {
    /// Days and months may be exchanged.
    Ambiguous,
    /// They are no dates.
    Other,
}

/// A date, a time, or both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Moment {
    Date(NaiveDateTime),
    TimeOfDay(NaiveTime),
}

const DATES: [(&str, Option<DateOrder>); 24] = {
    use DateOrder::{DayMonthYear as Dmy, MonthDayYear as Mdy, YearMonthDay as Ymd};
    [
        ("%Y-%m-%d", None),
        ("%Y/%m/%d", None),
        ("%Y.%m.%d", None),
        ("%Y%m%d", None),
        ("%d.%m.%Y", None),
        ("%d.%m.%y", None),
        ("%d/%m/%Y", Some(Dmy)),
        ("%m/%d/%Y", Some(Mdy)),
        ("%d-%m-%Y", Some(Dmy)),
        ("%m-%d-%Y", Some(Mdy)),
        ("%d/%m/%y", Some(Dmy)),
        ("%m/%d/%y", Some(Mdy)),
        ("%y/%m/%d", Some(Ymd)),
        ("%d-%m-%y", Some(Dmy)),
        ("%m-%d-%y", Some(Mdy)),
        ("%y-%m-%d", Some(Ymd)),
        ("%d-%B-%Y", None),
        ("%d-%B-%y", None),
        ("%d %B %Y", None),
        ("%d%B%Y", None),
        ("%B %d, %Y", None),
        ("%B %d %Y", None),
        ("%Y-%m", None),
        ("%B %Y", None),
    ]
};
const TIMES: [&str; 5] = ["%H:%M", "%H:%M:%S%.f", "%I:%M %p", "%H:%M:%S%.fZ", "%I:%M:%S %p"];

impl DateFormat {
    /// The format in which all texts are dates.
    pub(super) fn of<'a>(
        mut texts: impl Iterator<Item = &'a str> + Clone,
        order: Option<DateOrder>,
    ) -> Result<Self, NoDates> {
        let mut fitting: Vec<(Self, Option<DateOrder>)> = Self::all().collect();
        for text in texts.clone() {
            fitting.retain(|(format, _)| format.moment(text).is_some());
            if fitting.is_empty() {
                return Err(NoDates::Other);
            }
        }
        let Some((first, _)) = fitting.first() else { return Err(NoDates::Other) };
        if let Some((told, _)) =
            fitting.iter().find(|(_, other)| order.is_some() && *other == order)
        {
            return Ok(told.clone());
        }
        let is_settled = |text: &str| {
            let moment = first.moment(text);
            fitting.iter().all(|(format, _)| format.moment(text) == moment)
        };
        let is_any = texts.clone().next().is_some() && texts.all(is_settled);
        if is_any { Ok(first.clone()) } else { Err(NoDates::Ambiguous) }
    }

    fn all() -> impl Iterator<Item = (Self, Option<DateOrder>)> {
        let of_date = |(date, order): (&'static str, Option<DateOrder>)| {
            let with_time = move |time: &str| {
                [" ", "T"].map(move |gap| (Self(format!("{date}{gap}{time}")), order))
            };
            let times = TIMES.into_iter().flat_map(with_time);
            std::iter::once((Self(date.to_owned()), order)).chain(times)
        };
        let times = TIMES.into_iter().map(|time| (Self(time.to_owned()), None));
        DATES.into_iter().flat_map(of_date).chain(times)
    }

    /// A date, or a time, as it writes it.
    ///
    /// ```
    /// assert_eq!(datasets::DateFormat("%d.%m.%Y".to_owned()).example(), "31.12.2024");
    /// ```
    #[must_use]
    pub fn example(&self) -> String {
        let date = NaiveDate::from_ymd_opt(2024, 12, 31).unwrap_or_default();
        let time = NaiveTime::from_hms_opt(18, 30, 0).unwrap_or_default();
        let mut text = String::new();
        match write!(text, "{}", date.and_time(time).format(&self.0)) {
            Ok(()) => text,
            Err(_) => self.0.clone(), // no format at all
        }
    }

    /// Whether it names days, or months alone.
    pub(super) fn has_days(&self) -> bool {
        self.0.contains("%d")
    }

    /// A text as a date; a year has four digits, or two where the format says so.
    pub(super) fn moment(&self, text: &str) -> Option<Moment> {
        const LONGEST: usize = 100;
        let format = self.0.as_str();
        if text.len() > LONGEST {
            return None;
        }
        let has_year = format.contains("%Y") || format.contains("%y");
        if !has_year {
            return NaiveTime::parse_from_str(text, format).ok().map(Moment::TimeOfDay);
        }
        let date = match text.find(':').and_then(|colon| text[..colon].rfind([' ', 'T'])) {
            Some(end) => &text[..end],
            None => text,
        };
        let digits = date.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|n| *n > 0);
        let digits: Vec<usize> = digits.collect();
        let year = match format {
            _ if format.starts_with("%Y%m%d") => (digits.first(), 8),
            _ if format.starts_with("%y") => (digits.first(), 2),
            _ if format.starts_with("%Y") => (digits.first(), 4),
            _ if format.contains("%y") => (digits.last(), 2),
            _ => (digits.last(), 4),
        };
        let is_number = |letter: &str| usize::from(format.contains(letter));
        let numbers = match format {
            _ if format.starts_with("%Y%m%d") => 1,
            _ => ["%Y", "%y", "%m", "%d"].into_iter().map(is_number).sum(),
        };
        if digits.len() != numbers || year.0 != Some(&year.1) || digits.iter().any(|n| *n > year.1)
        {
            return None;
        }
        let moment = if format.contains("%H") || format.contains("%I") {
            NaiveDateTime::parse_from_str(text, format).ok()?
        } else if self.has_days() {
            NaiveDate::parse_from_str(text, format).ok()?.and_time(NaiveTime::MIN)
        } else {
            let (text, format) = (format!("{text} 1"), format!("{format} %d"));
            NaiveDate::parse_from_str(&text, &format).ok()?.and_time(NaiveTime::MIN)
        };
        Some(Moment::Date(moment))
    }
}

impl Moment {
    /// Days since a date such as 2024-12-31 (without one, since the first of January 1970), or hours of the day.
    pub(super) fn since(self, origin: Option<&str>) -> f64 {
        match self {
            Self::Date(moment) => {
                let origin = origin.and_then(|text| text.parse().ok()).unwrap_or_default();
                let days = moment.date().signed_duration_since(origin).num_days();
                days as f64 + hours(moment.time()) / 24.0
            }
            Self::TimeOfDay(time) => hours(time),
        }
    }

    pub(super) fn date(self) -> Option<NaiveDate> {
        match self {
            Self::Date(moment) => Some(moment.date()),
            Self::TimeOfDay(_) => None,
        }
    }

    pub(super) fn hour(self) -> f64 {
        match self {
            Self::Date(moment) => hours(moment.time()),
            Self::TimeOfDay(time) => hours(time),
        }
    }
}

fn hours(time: NaiveTime) -> f64 {
    let seconds = f64::from(time.num_seconds_from_midnight()) + f64::from(time.nanosecond()) / 1e9;
    seconds / 3600.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(texts: &[&str]) -> Result<String, NoDates> {
        DateFormat::of(texts.iter().copied(), None).map(|format| format.0)
    }

    #[test]
    fn formats_are_those_of_all_dates() {
        for (texts, expected) in [
            (&["2026-11-24", "2025-01-31"][..], "%Y-%m-%d"),
            (&["24.11.2026", "1.2.2026"], "%d.%m.%Y"),
            (&["12/31/2024", "01/02/2024"], "%m/%d/%Y"),
            (&["31/12/2024", "01/02/2024"], "%d/%m/%Y"),
            (&["1-JUN-11", "12-jul-12"], "%d-%B-%y"),
            (&["1 June 2011"], "%d %B %Y"),
            (&["Jun 1, 2011"], "%B %d, %Y"),
            (&["2024-01", "2023-12"], "%Y-%m"),
            (&["Jan 2011", "Feb 2012"], "%B %Y"),
            (&["20241231", "20240101"], "%Y%m%d"),
            (&["2026-11-24T10:00:00.5Z"], "%Y-%m-%dT%H:%M:%S%.fZ"),
            (&["1.1.26 9:30"], "%d.%m.%y %H:%M"),
            (&["1/11/23", "23/5/23"], "%d/%m/%y"),
            (&["00:00", "18:09"], "%H:%M"),
            (&["9:05 PM"], "%I:%M %p"),
        ] {
            assert_eq!(format(texts).as_deref(), Ok(expected), "{texts:?}");
        }
        assert_eq!(format(&["01/02/2024", "03/04/2024"]), Err(NoDates::Ambiguous));
        assert_eq!(format(&["01/01/2024", "02/02/2024"]), Ok("%d/%m/%Y".to_owned()));
        for other in [
            "1.5",
            "v1.2.x",
            "a-b-c",
            "10-20",
            "192.168.0.1",
            "",
            "1.0.0",
            "2.1.0",
            "101-17-6199",
            "100-10-4000",
            "2024-13-01",
            "31.02.2024",
            "1-1-1",
            "12345678",
            "25:00",
        ] {
            assert_eq!(format(&[other]), Err(NoDates::Other), "{other}");
        }
        assert_eq!(format(&[]), Err(NoDates::Ambiguous));
    }

    #[test]
    fn dates_are_days_and_times_are_hours() {
        let number = |text: &str| {
            let format = DateFormat::of([text].into_iter(), Some(DateOrder::MonthDayYear)).unwrap();
            format.moment(text).unwrap().since(None)
        };
        assert_eq!(number("1970-01-02"), 1.0);
        assert_eq!(number("02/01/1970"), 31.0);
        assert_eq!(number("1970-01-01 18:00"), 0.75);
        assert_eq!(number("18:30"), 18.5);
        assert_eq!(number("1969-12-31"), -1.0);
    }
}
