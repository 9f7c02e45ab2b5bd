//! Numbers as people write them: in groups of thousands, with a percent sign, a currency or a unit.

use std::fmt::{self, Display};

use serde::{Deserialize, Serialize};

use super::format::Decimal;
use super::number::{Numerals, usual_mark};

/// What stands around the numbers of a column, or within them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// What separates groups of thousands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<char>,
    /// A currency before the number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// A percent sign, a currency or a unit behind it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

/// Why texts are no numbers of one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoForm {
    /// A mark that may be before decimals or between thousands.
    Ambiguous,
    /// They are not.
    Other,
}

/// Those that stand beside numbers by their letters.
const CURRENCIES: &str = "USD EUR GBP JPY CHF CAD AUD NZD CNY RMB INR BRL RUB KRW SEK NOK DKK PLN CZK HUF RON BGN \
                          TRY UAH MXN ARS CLP COP PEN ZAR NGN KES EGP MAD ILS AED SAR QAR PKR BDT LKR THB VND IDR \
                          MYR PHP SGD HKD TWD kr Kr zł Rs Ft Kč";
const GROUPS: [char; 8] = [',', '.', '\'', '\u{2019}', ' ', '\u{a0}', '\u{202f}', '\u{2009}'];

impl Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let around = [&self.before, &self.after].into_iter().find(|text| !text.is_empty());
        match (around.map(String::as_str), self.group) {
            (Some("%"), _) => f.write_str("percentages"),
            (Some(around), _) => write!(f, "numbers with {around}"),
            (None, _) => f.write_str("numbers in groups of thousands"),
        }
    }
}

impl Form {
    /// The form that all texts share which are not marks of a missing number.
    pub(super) fn of<'a>(
        texts: impl Iterator<Item = &'a str> + Clone,
        numerals: Numerals,
        delimiter: u8,
    ) -> Result<Self, NoForm> {
        let mut texts = texts.filter(|text| usual_mark(text.as_bytes()).is_none());
        let parts = || texts.clone().map(|text| Parts::of(text, numerals));
        let first = texts.clone().next().and_then(|text| Parts::of(text, numerals));
        let Some(first) = first else { return Err(NoForm::Other) };
        // Who separates cells by commas has no decimal comma.
        let mut is_settled = numerals.decimal.is_some() || delimiter == b',';
        let (mut group, mut has_three) = (None, false);
        for parts in parts() {
            let Some(parts) = parts else { return Err(NoForm::Other) };
            if (parts.before, parts.after) != (first.before, first.after) {
                return Err(NoForm::Other);
            }
            if parts.group.is_some() && group.is_some() && parts.group != group {
                return Err(NoForm::Other);
            }
            group = group.or(parts.group);
            has_three |= parts.group == Some(',') || parts.decimals == Some(3);
            is_settled |= parts.groups > 2
                || parts.groups > 1 && parts.decimals.is_some()
                || parts.decimals.is_some_and(|decimals| decimals != 3)
                || parts.first > 3 && parts.decimals.is_some();
        }
        if has_three && !is_settled {
            return Err(NoForm::Ambiguous);
        }
        let form = Self { group, before: first.before.to_owned(), after: first.after.to_owned() };
        let fits = |text: &str| form.number(text, numerals).is_some();
        let is_plain = form == Self::default();
        if is_plain || !texts.all(fits) { Err(NoForm::Other) } else { Ok(form) }
    }

    /// A number of this form.
    pub(super) fn number(&self, text: &str, numerals: Numerals) -> Option<f64> {
        let parts = Parts::of(text, numerals)?;
        let is_alike = (parts.before, parts.after) == (&self.before, &self.after)
            && (parts.group.is_none() || parts.group == self.group);
        parts.number(numerals).filter(|_| is_alike)
    }

    /// A number of a later table: its groups may be others, and what is no percentage may stand alone.
    pub(super) fn later_number(&self, text: &str, numerals: Numerals) -> Option<f64> {
        let parts = Parts::of(text, numerals)?;
        let around = (parts.before, parts.after);
        let is_alike =
            around == (&self.before, &self.after) || self.after != "%" && around == ("", "");
        parts.number(numerals).filter(|_| is_alike)
    }

    /// Whether a text has groups.
    pub(super) fn has_groups(text: &str, numerals: Numerals) -> bool {
        Parts::of(text, numerals).is_some_and(|parts| parts.group.is_some())
    }
}

/// A text around a number.
struct Parts<'a> {
    before: &'a str,
    is_negative: bool,
    number: &'a str,
    after: &'a str,
    group: Option<char>,
    /// Digits of the first group.
    first: usize,
    groups: usize,
    /// How many digits the decimals have, if there are any.
    decimals: Option<usize>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str, numerals: Numerals) -> Option<Self> {
        let text = text.trim();
        let begin = text.find(|c: char| c.is_ascii_digit())?;
        let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
        let (mut before, number, after) = (&text[..begin], &text[begin..end], text[end..].trim());
        const SIGNS: [char; 3] = ['+', '-', '\u{2212}'];
        let is_negative = before.contains(&SIGNS[1..]);
        if before.matches(SIGNS).count() > 1 {
            return None;
        }
        before = before.trim_start_matches(SIGNS).trim().trim_end_matches(SIGNS).trim();
        if !(before.is_empty() || is_currency(before)) || !(after.is_empty() || is_unit(after)) {
            return None;
        }
        let decimal = if numerals.decimal == Some(Decimal::Comma) { ',' } else { '.' };
        let (whole, decimals) = match number.split_once(decimal) {
            Some((whole, decimals)) => (whole, Some(decimals)),
            None => (number, None),
        };
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let group = whole.chars().find(|c| !c.is_ascii_digit());
        let mut groups = 1;
        let mut first = whole.len();
        if let Some(group) = group {
            let parts: Vec<&str> = whole.split(group).collect();
            let of_three = |part: &&str| part.len() == 3 && is_digits(part);
            let is_grouped = GROUPS.contains(&group)
                && !parts[0].starts_with('0')
                && (1..=3).contains(&parts[0].len())
                && is_digits(parts[0])
                && parts[1..].iter().all(of_three);
            if !is_grouped {
                return None;
            }
            (groups, first) = (parts.len(), parts[0].len());
        }
        if decimals.is_some_and(|decimals| !is_digits(decimals)) {
            return None;
        }
        let decimals = decimals.map(str::len);
        Some(Self { before, is_negative, number, after, group, first, groups, decimals })
    }
}

impl Parts<'_> {
    fn number(&self, numerals: Numerals) -> Option<f64> {
        let digits: String = self.number.chars().filter(|c| Some(*c) != self.group).collect();
        let number = numerals.plain(digits.as_bytes())?;
        Some(if self.is_negative { -number } else { number })
    }
}

/// A sign of a currency, or the three letters of one.
fn is_currency(text: &str) -> bool {
    let is_sign =
        |c: char| "$\u{a2}\u{a3}\u{a4}\u{a5}".contains(c) || ('\u{20a0}'..='\u{20cf}').contains(&c);
    CURRENCIES.split(' ').any(|code| code == text)
        || text.strip_suffix(is_sign).is_some_and(|letters| {
            letters.len() <= 2 && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        })
}

/// A percent sign, a currency, or a word of letters such as km/h or m².
fn is_unit(text: &str) -> bool {
    const LONGEST: usize = 12;
    let is_part = |c: char| c.is_alphabetic() || "%\u{2030}\u{b0}\u{b2}\u{b3}/\u{b5}".contains(c);
    is_currency(text) || text.chars().count() <= LONGEST && text.chars().all(is_part)
}
