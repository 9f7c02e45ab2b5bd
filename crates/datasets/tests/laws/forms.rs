//! However numbers are written, they are the same; one that is written otherwise is named.

use datasets::{CsvFormat, Decimal, Declared, Unseen};

use super::common::{cells, features, learn, read, read_later, stored};
use super::random::Random;

/// What stands around the numbers of a column, and within them.
struct Style {
    decimal: char,
    group: Option<char>,
    before: &'static str,
    after: &'static str,
    /// Between a number and what stands around it.
    gap: &'static str,
    /// On both sides of a cell.
    margin: &'static str,
}

fn style(r: &mut Random) -> Style {
    let decimal = r.one_of(&['.', ',']);
    let point = if decimal == '.' { ',' } else { '.' };
    let groups = [
        None,
        Some(point),
        Some(' '),
        Some('\u{a0}'),
        Some('\u{202f}'),
        Some('\u{2009}'),
        Some('\''),
        Some('\u{2019}'),
    ];
    let (before, after) = r.one_of(&[
        ("", ""),
        ("$", ""),
        ("€", ""),
        ("R$", ""),
        ("kr", ""),
        ("USD", ""),
        ("CHF", ""),
        ("", "%"),
        ("", "€"),
        ("", "EUR"),
        ("", "kr"),
        ("", "kmpl"),
        ("", "km/h"),
        ("", "m²"),
        ("", "°C"),
        ("", "cm"),
        ("", "bhp"),
    ]);
    let gap = r.one_of(&["", " ", "\u{a0}", "\u{202f}"]);
    let margin = r.one_of(&["", " ", "\u{a0}", "\u{3000}", "\u{2003}"]);
    let group =
        if (before, after) == ("", "") { r.one_of(&groups[1..]) } else { r.one_of(&groups) };
    Style { decimal, group, before, after, gap, margin }
}

/// A number as it is written plainly, with a point.
fn plain(r: &mut Random) -> String {
    let digits = 4 + r.below(5);
    let first = 1 + r.below(9);
    let rest: String = (1..digits).map(|_| r.below(10).to_string()).collect();
    let decimals: String = (0..r.below(4)).map(|_| r.below(10).to_string()).collect();
    let sign = r.one_of(&["", "", "-"]);
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{sign}{first}{rest}{point}{decimals}")
}

impl Style {
    fn write(&self, plain: &str) -> String {
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
        let (whole, decimals) =
            digits.split_once('.').map_or((digits, None), |(a, b)| (a, Some(b)));
        let mut number = String::new();
        for (place, digit) in whole.char_indices() {
            let is_new = place > 0 && (whole.len() - place).is_multiple_of(3);
            number.extend(self.group.filter(|_| is_new));
            number.push(digit);
        }
        number.extend(decimals.map(|decimals| format!("{}{decimals}", self.decimal)));
        let [gap_before, gap_after] =
            [self.before, self.after].map(|text| if text.is_empty() { "" } else { self.gap });
        let Self { before, after, margin, .. } = self;
        format!("{margin}{sign}{before}{gap_before}{number}{gap_after}{after}{margin}")
    }

    fn format(&self) -> CsvFormat {
        let decimal = if self.decimal == ',' { Decimal::Comma } else { Decimal::Point };
        CsvFormat { decimal: Some(decimal), delimiter: Some(b';'), ..Default::default() }
    }

    /// One cell of another form.
    fn broken(&self, r: &mut Random) -> String {
        let good = self.write("1234567");
        let other = if self.group == Some('\'') { '\u{2019}' } else { '\'' };
        match r.below(6) {
            0 => Self { before: "£", after: "", ..*self }.write("1234567"),
            1 => Self { before: "", after: "lb", ..*self }.write("1234567"),
            2 => Self { group: Some(other), ..*self }.write("1234567"),
            3 => good.replacen('7', "x7", 1),
            4 => format!("--{}", good.trim()),
            _ => good.replacen('7', &format!("7{}5{}5", self.decimal, self.decimal), 1),
        }
    }
}

fn csv(cells: &[String]) -> String {
    cells.iter().fold("a;b\n".to_owned(), |csv, cell| format!("{csv}{cell};0\n"))
}

#[test]
fn numbers_of_every_form_have_the_bits_of_plain_ones() {
    let mut r = Random::new(1);
    for _ in 0..2_000 {
        let style = style(&mut r);
        let mut plain: Vec<String> = (0..2 + r.below(9)).map(|_| plain(&mut r)).collect();
        plain.push(r.one_of(&["7", "0", "-12.5", "999"]).to_owned());
        let written: Vec<String> = plain.iter().map(|number| style.write(number)).collect();
        let told = csv(&written);
        let table = read(told.as_bytes(), &style.format()).unwrap();
        let expected = read(csv(&plain).as_bytes(), &CsvFormat::default()).unwrap();
        assert_eq!(cells(&table), cells(&expected), "{told}");

        let encoder = stored(&learn(&table, &Declared::default()).unwrap());
        let some = csv(&written[..1 + r.below(written.len())]);
        let later = read_later(some.as_bytes(), &style.format(), &encoder).unwrap();
        let all = features(&encoder, &table, Unseen::Refuse);
        assert_eq!(features(&encoder, &later, Unseen::Refuse), all[..later.n_rows()], "{some}");
    }
}

#[test]
fn a_number_of_another_form_is_named_with_its_line() {
    let mut r = Random::new(2);
    for _ in 0..2_000 {
        let style = style(&mut r);
        let mut written: Vec<String> =
            (0..3 + r.below(9)).map(|_| style.write(&plain(&mut r))).collect();
        let good = read(csv(&written).as_bytes(), &style.format()).unwrap();
        let encoder = learn(&good, &Declared::default()).unwrap();
        let place = r.below(written.len());
        written[place] = style.broken(&mut r);
        let told = csv(&written);
        let table = read(told.as_bytes(), &style.format()).unwrap();
        let begin = format!("t.csv:{}: column \"a\" is ", place + 2);
        match learn(&table, &Declared::default()) {
            Err(error) => assert!(error.to_string().starts_with(&begin), "{error}\n{told}"),
            Ok(_) => assert_eq!(table.numbers("a").unwrap()[place], 1_234_567.0, "{told}"), // the only groups
        }
        match read_later(told.as_bytes(), &style.format(), &encoder) {
            Err(error) => assert!(error.to_string().starts_with(&begin), "{error}\n{told}"),
            Ok(later) => assert_eq!(later.numbers("a").unwrap()[place], 1_234_567.0, "{told}"), // other groups
        }
    }
}
