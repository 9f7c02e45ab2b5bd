/// How a CSV is written: what separates its cells, and what its numbers from their decimals.
///
/// ```
/// use datasets::CsvFormat;
///
/// assert_eq!(CsvFormat::default().delimiter_of("hours;passed"), b';');
/// assert_eq!(CsvFormat::default().delimiter_of("\"Lon, Lat\"\tpassed"), b'\t');
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvFormat {
    /// The byte between two cells; `None` takes what the header has most of.
    pub delimiter: Option<u8>,
    /// Whether 1,5 is one and a half.
    pub decimal_comma: bool,
}

impl CsvFormat {
    /// The delimiter of a file with this header: of comma, semicolon, tab and bar the one that it has
    /// most of outside quotes; a comma, if it has none.
    #[must_use]
    pub fn delimiter_of(&self, header: &str) -> u8 {
        const CANDIDATES: [u8; 4] = *b"|\t;,"; // of equals the last
        let outside_quotes = || header.split('"').step_by(2).flat_map(str::bytes);
        let count = |candidate: u8| outside_quotes().filter(|byte| *byte == candidate).count();
        let most = CANDIDATES.into_iter().max_by_key(|candidate| count(*candidate));
        self.delimiter.or(most).unwrap_or(b',')
    }
}
