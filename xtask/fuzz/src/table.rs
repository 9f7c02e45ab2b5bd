//! Bytes to a table: they are refused, or all columns become features, all finite, a row for a row.

#![no_main]

use datasets::{CsvFormat, Decimal, Declared, Encoder, Gaps, Header, Reading, Table, Unseen};
use libfuzzer_sys::fuzz_target;

/// How a file is to be read, by the bits of its first byte.
fn format(bits: u8) -> CsvFormat {
    let is = |place: u8| bits >> place & 1 == 1;
    CsvFormat {
        delimiter: [None, Some(b','), Some(b';'), Some(b'\t')][usize::from(bits & 3)],
        decimal: is(2).then_some(if is(3) { Decimal::Comma } else { Decimal::Point }),
        header: if is(4) { Header::None } else { Header::FirstRecord },
        skip_rows: usize::from(is(5)),
        comment: is(6).then_some(b'#'),
        na: is(7).then(|| vec!["NA".to_owned(), "-".to_owned()]),
        encoding: None,
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((bits, bytes)) = bytes.split_first() else { return };
    let reading = Reading { format: format(*bits), ..Reading::default() };
    let Ok(table) = Table::from_bytes("fuzz.csv", bytes, &reading) else { return };
    let names = table.header();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let rows: Vec<usize> = (0..table.n_rows()).collect();
    for gaps in [Gaps::Drop, Gaps::Mean] {
        let declared = Declared { gaps, ..Declared::default() };
        let Ok(encoder) = Encoder::learn(&table, &names, &rows, None, &declared) else { continue };
        let usable = encoder.usable_rows(&table).unwrap();
        let usable: Vec<usize> = rows.iter().copied().filter(|row| usable[*row]).collect();
        let encoded = encoder.encode(&table, &usable, Unseen::Refuse).unwrap();
        let features = encoded.features;
        assert_eq!(features.n_samples(), usable.len());
        assert_eq!(features.n_features(), encoder.feature_names().len());
        for j in 0..features.n_features() {
            assert!(features.feature(j).iter().all(|x| x.is_finite()));
        }
    }
    for name in names {
        let _ = table.target(name);
    }
});
