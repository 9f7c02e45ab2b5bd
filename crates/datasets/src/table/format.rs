/// How a CSV is written. What is not told is found in its first records.
///
/// ```
/// use datasets::{CsvFormat, Decimal, Reading, Table};
///
/// let format = CsvFormat { decimal: Some(Decimal::Comma), ..Default::default() };
/// let reading = Reading { format, ..Default::default() };
/// let table = Table::from_bytes("t.csv", b"kg;price\n1,5;1.250,00\n", &reading)?;
/// assert_eq!((table.numbers("kg")?, table.numbers("price")?), (vec![1.5], vec![1250.0]));
/// # Ok::<(), datasets::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsvFormat {
    /// The byte between two cells, a space for any number of them; `None` takes that of comma, semicolon, tab and
    /// bar which cuts the first records into equal numbers of cells.
    pub delimiter: Option<u8>,
    /// The mark before decimals; `None` takes the point, and refuses cells that may be either.
    pub decimal: Option<Decimal>,
    /// Where the names of the columns are.
    pub header: Header,
    /// Lines to pass over before anything else.
    pub skip_rows: usize,
    /// A line that begins with this byte is none.
    pub comment: Option<u8>,
    /// Cells that count as missing, besides empty ones, unquoted `NA`, `NaN` and `nan`, and in columns of numbers the
    /// usual marks; where it is empty, only empty ones do.
    pub na: Option<Vec<String>>,
    /// How characters are written in bytes; `None` takes UTF-8, or UTF-16 where the file begins with its mark.
    #[cfg(feature = "files")]
    pub encoding: Option<TextEncoding>,
}

/// An encoding of text, by any of the names of the WHATWG's standard: `latin1`, `shift_jis`, …
#[cfg(feature = "files")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextEncoding(pub(crate) &'static encoding_rs::Encoding);

#[cfg(feature = "files")]
impl std::str::FromStr for TextEncoding {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = encoding_rs::Encoding::for_label(name.as_bytes()).map(Self);
        found
            .ok_or_else(|| "an encoding such as latin1, utf-16le or shift_jis is needed".to_owned())
    }
}

/// The mark before the decimals of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decimal {
    /// 1.5 is one and a half.
    Point,
    /// 1,5 is one and a half.
    Comma,
}

/// Where the names of the columns are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Header {
    /// In the first record.
    #[default]
    FirstRecord,
    /// Nowhere: they are x1, x2, ….
    None,
    /// Here; the file has only rows.
    Names(Vec<String>),
}
