//! A long table is read as a short one, whatever the threads and wherever its chunks end.

use datasets::{CsvFormat, Decimal, Table};

use super::common::{cells, read};
use super::random::Random;

struct Case {
    name: &'static str,
    head: &'static str,
    /// A few rows, which come again and again.
    rows: Vec<String>,
    /// Between the rows now and then.
    between: &'static str,
    end: &'static str,
    format: CsvFormat,
}

fn case(name: &'static str, head: &'static str, rows: &[&str]) -> Case {
    let rows = rows.iter().map(|row| (*row).to_owned()).collect();
    Case { name, head, rows, between: "", end: "\n", format: CsvFormat::default() }
}

fn cases() -> Vec<Case> {
    let semicolon = CsvFormat { decimal: Some(Decimal::Comma), ..CsvFormat::default() };
    let hash = CsvFormat { comment: Some(b'#'), skip_rows: 2, ..CsvFormat::default() };
    let forms =
        ["\"$1,234.5\",5 %,12 CC", "$7,99.5%,1248 CC", "\"-$1,000,000\",0%,NA", "?,N/A,3 CC"];
    let marks = ["1,?,x", "NA,2,", "-,.,NULL", "--,null,\"NA\"", "3.25,-7,y"];
    let quoted =
        ["1,\"a\nb\",x", "2,\"say \"\"hi\"\"\",\"y, z\"", ",,", "\" 3 \", \"q\" ,5\" pipe"];
    vec![
        case("forms", "a,b,c", &forms),
        case("marks", "a,b,c", &marks),
        case("quotes", "a,b,c", &quoted),
        Case { end: "\r\n", ..case("CRLF", "a,b,c", &quoted) },
        Case { end: "\r", ..case("CR", "a,b,c", &["1,\"a\rb\",x", "2,,", "\"3\",z,\u{a0}y"]) },
        Case {
            format: hash,
            between: "# \"one, two\n\n",
            ..case("comments", "title\n\na,b,c", &quoted)
        },
        case("trailing", "a,b,c", &["1,2,x,", "3,,y,", ",\"4\",z,"]),
        Case {
            format: semicolon,
            ..case("decimal commas", "a;b;c", &["1,5;1.234,5;x", "-2;7;y", ";NA;z"])
        },
        case("aligned", "  a   b c", &["  1.5 2   x", " 3  NA  \"y z\"", "\t4\t5\tw"]),
        case("row names", "\"a\",\"b\"", &["\"r1\",1,x", "\"r2\",2,y"]),
    ]
}

impl Case {
    fn csv(&self, rows: impl Iterator<Item = usize>) -> String {
        let mut csv = self.head.replace('\n', self.end) + self.end;
        for (place, row) in rows.enumerate() {
            csv += &self.rows[row];
            csv += self.end;
            if place % 1000 == 5 {
                csv += self.between;
            }
        }
        csv
    }
}

fn with_threads(threads: usize, bytes: &[u8], format: &CsvFormat) -> Table {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| read(bytes, format).unwrap())
}

#[test]
fn long_tables_are_read_as_short_ones() {
    const LONG: usize = 3_200_000;
    let mut r = Random::new(8);
    for case in cases() {
        let known = case.rows.len();
        let short = read(case.csv(0..known).as_bytes(), &case.format).unwrap();
        let expected = cells(&short);
        let longest = case.rows.iter().map(String::len).max().unwrap_or(1);
        let mut order: Vec<usize> = (0..known).collect();
        order.extend((0..LONG / longest).map(|_| r.below(known)));
        let csv = case.csv(order.iter().copied());
        for threads in [1, 3] {
            let long = with_threads(threads, csv.as_bytes(), &case.format);
            assert_eq!(
                (long.n_rows(), long.header()),
                (order.len(), short.header()),
                "{}",
                case.name
            );
            for (row, found) in order.iter().zip(cells(&long)) {
                assert_eq!(found, expected[*row], "{} line {}", case.name, long.line(*row));
            }
        }
    }
}

#[test]
fn text_far_below_numbers_gaps_and_forms_makes_their_column_text() {
    for (above, cell) in [("12", "12"), ("", ""), ("?", "?"), ("7 kg", "7 kg"), ("1e3", "1e3")] {
        let csv = format!("a,b\n{}old,0\n", format!("{above},1\n").repeat(500_000));
        let table = with_threads(3, csv.as_bytes(), &CsvFormat::default());
        let found = cells(&table);
        let quoted =
            |text: &str| if text.is_empty() { String::new() } else { format!("\"{text}\"") };
        assert!(found[..500_000].iter().all(|row| row[0] == quoted(cell)), "{above}");
        assert_eq!((found[500_000][0].as_str(), table.line(500_000)), ("\"old\"", 500_002));
    }
}
