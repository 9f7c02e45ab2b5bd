//! Tables of several chunks, beside the crate `csv`, and what can be wrong with them far below.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::io::Read;

use datasets::{Cells, CsvFormat, Decimal, Error, ReadAs, Reading, Source, Stream, Table};

/// Three megabytes: numbers, texts with all that needs quotes, gaps.
fn long_csv(line_end: &str) -> String {
    let mut stream = Stream::new(Source::ChaCha8, 11).unwrap();
    let texts =
        ["plain", "\"a, b\"", "\"say \"\"hi\"\"\"", "\"two\nlines\"", "NA", "5\" pipe", "é"];
    let mut csv = format!("id,x,note{line_end}");
    for row in 0..60_000 {
        let note = texts[stream.uniform(0.0, 7.0) as usize];
        let x = if row % 97 == 0 { String::new() } else { stream.standard_normal().to_string() };
        csv += &format!("{row},{x},{note}{line_end}");
        if row % 1000 == 0 {
            csv += line_end;
        }
    }
    csv
}

fn message<T>(result: Result<T, Error>) -> String {
    result.err().unwrap().to_string()
}

#[test]
fn long_tables_are_read_as_the_crate_csv_reads_them() {
    for line_end in ["\n", "\r\n"] {
        let csv = long_csv(line_end);
        let table = Table::read("t.csv", csv.as_bytes()).unwrap();
        let lines: Vec<&str> = csv.split('\n').collect();
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let mut rows = 0;
        for (row, record) in reader.records().enumerate() {
            let record = record.unwrap();
            assert!(lines[table.line(row) as usize - 1].starts_with(&format!("{row},")));
            for (column, cell) in table.columns().iter().zip(&record) {
                match &column.cells {
                    Cells::Numbers(numbers) if cell.is_empty() => assert!(numbers[row].is_nan()),
                    Cells::Numbers(numbers) => assert_eq!(numbers[row], cell.parse().unwrap()),
                    Cells::Text(text) => assert_eq!(text.get(row).unwrap_or("NA"), cell),
                    Cells::Nothing => unreachable!(),
                }
            }
            rows += 1;
        }
        assert_eq!((rows, table.n_rows()), (60_000, 60_000));
    }
}

#[test]
fn any_number_of_threads_reads_the_same() {
    let csv = long_csv("\n");
    let read = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Table::read("t.csv", csv.as_bytes()).unwrap())
    };
    let one = read(1);
    let same = |other: &Table| format!("{one:?}") == format!("{other:?}"); // NaN is not itself
    assert!(same(&read(2)) && same(&read(5)));
}

#[test]
fn text_below_numbers_is_found_by_reading_twice() {
    let mut csv = "a,b,y\n".to_owned();
    csv += &"1,,0\n".repeat(2_000_000);
    csv += "old,x,1\n";
    let streamed = Table::read("t.csv", csv.as_bytes()).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &csv).unwrap();
    let table = Table::open(file.path(), &Reading::default()).unwrap();
    assert_eq!(table.columns(), streamed.columns());
    assert_eq!(table.classes("a").unwrap().1, ["1", "old"]);
    let error = table.numbers("a").unwrap_err().to_string();
    assert!(error.contains(":2000002: column \"a\" is \"old\": a number is needed"), "{error}");
    let b = &table.column("b").unwrap().cells; // nothing but gaps before: one pass would do
    assert!(b.is_missing(1_999_999) && !b.is_missing(2_000_000));
}

#[test]
fn faults_far_below_are_found_with_their_line() {
    let good = "1.5,x,0\n".repeat(300_000);
    let table = |row: &[u8]| {
        let csv = [b"a,b,y\n", good.as_bytes(), row, b"2,x,1\n"].concat();
        message(Table::read("t.csv", &csv[..]))
    };
    assert_eq!(table(b"1,2\n"), "t.csv:300002: the row has 2 cells, but the header has 3");
    assert_eq!(table(b"1,2,3,4\n"), "t.csv:300002: the row has 4 cells, but the header has 3");
    assert!(table(b"1,\xff,0\n").starts_with("t.csv:300002: column 2 is not UTF-8"));
    assert!(table(b"1,x\0,0\n").starts_with("t.csv:300002: column 2 has a NUL byte"));
    assert!(table(b"1,\"x,0\n").starts_with("t.csv:300002: a quote is opened"));
}

#[test]
fn a_row_without_end_is_refused_before_it_fills_the_memory() {
    let endless = || std::io::repeat(b'a');
    assert!(message(Table::read("t.csv", endless())).starts_with("t.csv:1: this row is longer"));
    let below = b"a,y\n1,0\n".chain(endless());
    assert!(message(Table::read("t.csv", below)).starts_with("t.csv:3: this row is longer"));
}

#[test]
fn formats_are_sniffed_or_told() {
    let read = |text: &str, format: &CsvFormat| {
        let reading = Reading { format: format.clone(), ..Default::default() };
        Table::read_as("t.csv", text.as_bytes(), &reading).unwrap().numbers("b c").unwrap()
    };
    let comma = CsvFormat { decimal: Some(Decimal::Comma), ..Default::default() };
    assert_eq!(read("a;b c\n1;2.5\n", &CsvFormat::default()), [2.5]);
    assert_eq!(read("a\tb c\n1\t 2.5 \n", &CsvFormat::default()), [2.5]);
    assert_eq!(read("a;b c\n1;-2,5\n3; 1e2\n", &comma), [-2.5, 100.0]);
    assert_eq!(read("\u{feff}\"a, or\";b c\n\"1,0\";\"2,5\"\n", &comma), [2.5]);
    let told = CsvFormat { delimiter: Some(b'|'), ..Default::default() };
    assert_eq!(read("a,x|b c\n1|2\n", &told), [2.0]);
}

#[test]
fn columns_are_read_as_asked() {
    let columns = |header: &[String]| {
        assert_eq!(header, ["zip", "note", "x"]);
        Ok(vec![ReadAs::Text, ReadAs::Nothing, ReadAs::Numbers(None)])
    };
    let reading = Reading { columns: Some(&columns), ..Default::default() };
    let csv = "zip,note,x\n01234,a,1\n1234,b,NA\n";
    let table = Table::read_as("t.csv", csv.as_bytes(), &reading).unwrap();
    assert_eq!(table.classes("zip").unwrap().1, ["01234", "1234"]);
    assert_eq!(table.columns()[1].cells, Cells::Nothing);
    let error = message(Table::read_as("t.csv", &b"zip,note,x\n1,a,one\n"[..], &reading));
    assert_eq!(error, "t.csv:2: column \"x\" is \"one\": a number is needed");
}

#[test]
fn pieces_come_in_order_with_their_records() {
    let csv = long_csv("\n");
    let (mut rows, mut last) = (0, String::new());
    let reading = Reading::default();
    let pieces = reading.pieces("t.csv", csv.as_bytes()).unwrap();
    assert_eq!((pieces.header().len(), pieces.delimiter()), (3, b','));
    pieces
        .for_each(
            |piece| {
                let ids = piece.table.numbers("id")?;
                let records: Vec<Vec<u8>> = piece.records().map(<[u8]>::to_vec).collect();
                Ok::<_, Error>((ids, records))
            },
            |(ids, records)| {
                for (id, record) in ids.into_iter().zip(records) {
                    assert_eq!(id, f64::from(rows));
                    last = String::from_utf8(record).unwrap();
                    assert!(last.starts_with(&format!("{rows},")), "{last}");
                    rows += 1;
                }
                Ok(())
            },
        )
        .unwrap();
    assert_eq!(rows, 60_000);
    assert!(csv.ends_with(&format!("{last}\n")));
}

#[test]
fn white_space_is_no_row_and_no_quote_crosses_a_line() {
    let rows = |csv: &str| Table::read("t.csv", csv.as_bytes()).unwrap().n_rows();
    assert_eq!(rows("a,b\r1,\r\"2\",3\r"), 2);
    assert_eq!(rows("a,b\r\r\n1,2\r\r\n\r\r\n\u{2028}\n\u{85}\n3,4\r\r\n"), 2);
    let aligned = Table::read("t.csv", &b"a  b\n\r 1 2\n\r 3 4\n\r"[..]).unwrap();
    assert_eq!((aligned.header(), aligned.n_rows()), (vec!["a".to_owned(), "b".to_owned()], 2));
}
