//! Dates are days, however they are written and in whatever order.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use datasets::{CsvFormat, DateOrder, Declared, Encoding, Gaps, Unseen};

use super::common::{features, learn, read_later, read_texts, stored};
use super::random::Random;

const FORMATS: [(&str, Option<DateOrder>); 27] = {
    use DateOrder::{DayMonthYear as Dmy, MonthDayYear as Mdy, YearMonthDay as Ymd};
    [
        ("%Y-%m-%d", None),
        ("%Y/%m/%d", None),
        ("%Y.%m.%d", None),
        ("%Y%m%d", None),
        ("%d.%m.%Y", None),
        ("%d.%m.%y", None),
        ("%-d.%-m.%Y", None),
        ("%d/%m/%Y", Some(Dmy)),
        ("%m/%d/%Y", Some(Mdy)),
        ("%d-%m-%Y", Some(Dmy)),
        ("%m-%d-%Y", Some(Mdy)),
        ("%d/%m/%y", Some(Dmy)),
        ("%m/%d/%y", Some(Mdy)),
        ("%y/%m/%d", Some(Ymd)),
        ("%d-%b-%y", None),
        ("%d-%B-%Y", None),
        ("%-d %B %Y", None),
        ("%d%b%Y", None),
        ("%b %-d, %Y", None),
        ("%B %d %Y", None),
        ("%Y-%m-%d %H:%M", None),
        ("%Y-%m-%dT%H:%M:%S", None),
        ("%Y-%m-%dT%H:%M:%S%.3fZ", None),
        ("%d.%m.%Y %H:%M", None),
        ("%m/%d/%Y %I:%M %p", Some(Mdy)),
        ("%d/%m/%y %H:%M:%S", Some(Dmy)),
        ("%Y/%m/%d %I:%M:%S %p", None),
    ]
};

/// Days since the first of January 1970, by the rule for leap years.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month) } else { (year - 1, month + 12) };
    365 * year + year / 4 - year / 100 + year / 400 + (153 * month - 457) / 5 + day - 719_469
}

/// A date, and its days since 1970 with a fraction.
fn date(r: &mut Random, has_time: bool) -> (NaiveDateTime, f64) {
    let (year, month, day) = (1970 + r.below(90), 1 + r.below(12), 1 + r.below(28));
    let (hour, minute) = if has_time { (r.below(24), r.below(60)) } else { (0, 0) };
    let time = NaiveTime::from_hms_opt(hour as u32, minute as u32, 0).unwrap();
    let date = NaiveDate::from_ymd_opt(year as i32, month as u32, day as u32).unwrap();
    let hours = (3600 * hour + 60 * minute) as f64 / 3600.0;
    (date.and_time(time), days(year as i64, month as i64, day as i64) as f64 + hours / 24.0)
}

fn csv<'a>(dates: impl Iterator<Item = &'a String>) -> String {
    dates.fold("d,y\n".to_owned(), |csv, date| format!("{csv}\"{date}\",0\n"))
}

#[test]
fn every_format_gives_the_same_days_whatever_the_order_of_rows() {
    let mut r = Random::new(3);
    for _ in 0..40 {
        for (format, date_order) in FORMATS {
            let n = 1 + r.below(12);
            let dates: Vec<(NaiveDateTime, f64)> =
                (0..n).map(|_| date(&mut r, format.contains(":%M"))).collect();
            let written: Vec<String> =
                dates.iter().map(|(date, _)| date.format(format).to_string()).collect();
            let declared = Declared { dates: &["d"], date_order, ..Declared::default() };
            let text = csv(written.iter());
            let table = read_texts(&text, &["d"]);
            let encoder =
                stored(&learn(&table, &declared).unwrap_or_else(|e| panic!("{e}\n{text}")));
            let first = dates.iter().map(|(_, days)| days.floor()).fold(f64::MAX, f64::min);
            let found = features(&encoder, &table, Unseen::Refuse);
            for ((_, days), found) in dates.iter().zip(&found) {
                let found = f64::from_bits(found[0]);
                assert!(
                    (found - (days - first)).abs() < 1e-9,
                    "{found} is not {days} - {first}\n{text}"
                );
            }
            permuted_alike(&mut r, &written, &declared, &found);
        }
    }
}

/// Other orders teach the same, and each part is read later as it was within the whole.
fn permuted_alike(r: &mut Random, written: &[String], declared: &Declared<'_>, found: &[Vec<u64>]) {
    let order = r.0.permutation(written.len());
    let table = read_texts(&csv(order.iter().map(|row| &written[*row])), &["d"]);
    let encoder = stored(&learn(&table, declared).unwrap());
    let again = features(&encoder, &table, Unseen::Refuse);
    assert!(order.iter().zip(&again).all(|(row, again)| found[*row] == *again), "{written:?}");
    let part = &order[..1 + r.below(order.len())];
    let text = csv(part.iter().map(|row| &written[*row]));
    let later = read_later(text.as_bytes(), &CsvFormat::default(), &encoder).unwrap();
    assert_eq!(features(&encoder, &later, Unseen::Refuse), again[..part.len()], "{text}");
}

#[test]
fn parts_of_dates_are_those_of_each_date_alone() {
    let mut r = Random::new(4);
    for _ in 0..300 {
        let (format, date_order) = r.one_of(&FORMATS);
        let dates: Vec<(NaiveDateTime, f64)> =
            (0..2 + r.below(20)).map(|_| date(&mut r, format.contains(":%M"))).collect();
        let written: Vec<String> =
            dates.iter().map(|(date, _)| date.format(format).to_string()).collect();
        let declared = Declared { date_parts: &["d"], date_order, ..Declared::default() };
        let table = read_texts(&csv(written.iter()), &["d"]);
        let encoder = learn(&table, &declared).unwrap();
        let found = features(&encoder, &table, Unseen::Refuse);
        for (j, name) in encoder.feature_names().iter().enumerate().filter(|(_, name)| *name != "y")
        {
            for ((date, _), found) in dates.iter().zip(&found) {
                let expected = match name.split_once('=') {
                    Some(("d.month", month)) => {
                        f64::from(u8::from(date.format("%b").to_string() == month))
                    }
                    Some((_, day)) => f64::from(u8::from(date.format("%a").to_string() == day)),
                    None if name == "d.year" => date.format("%Y").to_string().parse().unwrap(),
                    None => {
                        let part = |of: &str| date.format(of).to_string().parse::<f64>().unwrap();
                        part("%H") + part("%M") / 60.0
                    }
                };
                assert!((f64::from_bits(found[j]) - expected).abs() < 1e-12, "{name} of {date}");
            }
        }
        permuted_alike(&mut r, &written, &declared, &found);
    }
}

#[test]
fn every_encoding_comes_back_from_json() {
    let csv = "n,cost,rate,open,pet,day,part,time\n\
               0.1,\"$1,000.5\",5 %,yes,cat,2024-01-31 10:00,2024-01-31 10:00,09:30\n\
               ,$2,7 %,,dog,2025-02-28 11:30,2025-02-28 11:30,23:00\n\
               0.7,$3,9.1 %,no,cat,2026-03-01 12:45,2026-03-01 12:45,\n";
    let table = read_texts(csv, &["day", "part", "time"]);
    for gaps in [Gaps::Drop, Gaps::Mean, Gaps::Level] {
        let declared = Declared {
            dates: &["day", "time"],
            date_parts: &["part"],
            gaps,
            ..Declared::default()
        };
        let encoder = learn(&table, &declared).unwrap();
        let back = stored(&encoder);
        let bits = |encoder| features(encoder, &table, Unseen::Refuse);
        assert_eq!(bits(&encoder), bits(&back));
        let kind =
            |encoding: &Encoding| serde_json::to_value(encoding).unwrap()["type"].to_string();
        let kinds: Vec<String> = back.columns.iter().map(|c| kind(&c.encoding)).collect();
        let expected =
            ["number", "number", "number", "boolean", "category", "date", "date_parts", "date"];
        assert_eq!(kinds, expected.map(|kind| format!("\"{kind}\"")));
    }
}
