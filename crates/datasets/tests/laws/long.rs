//! A table in a temporary file is the table in memory.

use datasets::{
    Declared, Encoder, Error, Formula, Gaps, LongTable, Memory, ReadAs, Reading, Substitutes,
    Table, Unseen,
};
use linalg_lite::{Kind, Source};

use super::common::cells;
use super::random::Random;

/// Everything that is found in a table: what was understood, what was learned, and the bits of the features.
#[derive(Debug, PartialEq)]
struct Found {
    rows: usize,
    notes: String,
    lines: Vec<u64>,
    encoder: Encoder,
    features: Vec<(Kind, Vec<u8>)>,
    substitutes: Vec<Substitutes>,
}

fn bits(x: &dyn Source) -> Vec<(Kind, Vec<u8>)> {
    let rows = x.rows(0..x.n_samples()).unwrap();
    rows.columns().iter().map(|column| (column.kind(), column.bytes().to_vec())).collect()
}

/// The name of a table in the folder of temporary files.
const PREFIX: &str = "a-long-table-of-the-laws.csv";

struct Task<'a> {
    csv: &'a [u8],
    reading: &'a Reading<'a>,
    declared: Declared<'a>,
    /// Learned from all rows but each so many-th, encoded are the others.
    every: usize,
}

impl Task<'_> {
    fn rows(&self, n: usize) -> (Vec<usize>, Vec<f64>) {
        let rows: Vec<usize> = (0..n).filter(|row| row % self.every != 1).collect();
        let weights = rows.iter().map(|row| (row % 4) as f64).collect();
        (rows, weights)
    }

    fn in_memory(&self) -> Result<Found, Error> {
        let table = Table::from_bytes("t.csv", self.csv, self.reading)?;
        let header = table.header();
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let (rows, weights) = self.rows(table.n_rows());
        let encoder = Encoder::learn(&table, &names, &rows, Some(&weights), &self.declared)?;
        let all: Vec<usize> = (0..table.n_rows()).collect();
        let unseen = if self.every > 5 { Unseen::Refuse } else { Unseen::Baseline };
        let encoded = encoder.encode(&table, &all, unseen)?;
        Ok(Found {
            rows: table.n_rows(),
            notes: format!("{:?}", table.notes()),
            lines: all.iter().map(|row| table.line(*row)).collect(),
            encoder,
            features: bits(&encoded.features),
            substitutes: encoded.substitutes,
        })
    }

    fn with(&self, memory: &Memory, by_pipe: bool) -> Result<(Found, bool), Error> {
        let table = match by_pipe {
            true => LongTable::read("t.csv", self.csv, self.reading, memory)?,
            false => {
                let file =
                    tempfile::Builder::new().prefix(PREFIX).rand_bytes(0).tempfile().unwrap();
                std::fs::write(file.path(), self.csv).unwrap();
                LongTable::open(file.path(), self.reading, memory)?
            }
        };
        let header = table.header();
        let names: Vec<&str> = header.iter().map(String::as_str).collect();
        let (rows, weights) = self.rows(table.n_rows());
        let encoder = Encoder::learn_long(&table, &names, &rows, Some(&weights), &self.declared)?;
        let all: Vec<usize> = (0..table.n_rows()).collect();
        let unseen = if self.every > 5 { Unseen::Refuse } else { Unseen::Baseline };
        let (held, substitutes) = encoder.encode_long(&table, &all, unseen)?;
        let lines = all.iter().map(|row| table.with(names[0]).unwrap().line(*row)).take(200);
        let found = Found {
            rows: table.n_rows(),
            notes: format!("{:?}", table.notes()),
            lines: lines.collect(),
            encoder,
            features: bits(&held),
            substitutes,
        };
        Ok((found, table.is_elsewhere()))
    }
}

/// A cell of a column of some kind; now and then something else.
fn cell(random: &mut Random, kind: usize, row: usize, has_surprises: bool) -> String {
    if has_surprises && random.happens(0.0005) {
        return random.one_of(&["x", "\"1,5\"", "?", "2024-01-01", "maybe", "\"a\nb\""]).to_owned();
    }
    match kind {
        0 => format!("{}", random.below(1000) as f64 / 8.0 - 30.0),
        1 => random.one_of(&["cat", "dog", "bird", "cow"]).to_owned(),
        2 => random.one_of(&["yes", "no"]).to_owned(),
        3 => format!("{}%", random.below(1000) as f64 / 10.0),
        DATE => format!("20{:02}-0{}-1{}", random.below(30), 1 + random.below(9), random.below(10)),
        5 if row < 3000 => String::new(), // long empty, then text
        5 => random.one_of(&["new", "old"]).to_owned(),
        6 if row < 3000 => format!("{}", random.below(9)), // long numbers, then text
        6 => random.one_of(&["1", "7", "far"]).to_owned(),
        7 => format!("level {}", random.below(300)),
        8 => random.one_of(&["1", "NA", "-", "4"]).to_owned(),
        _ => format!("2024{:02}{:02}", 1 + random.below(12), 1 + random.below(28)),
    }
}

const DATE: usize = 4;

fn kinds(random: &mut Random) -> Vec<usize> {
    (0..3 + random.below(4)).map(|_| random.below(10)).collect()
}

fn csv(random: &mut Random, kinds: &[usize], n: usize) -> String {
    let (has_gaps, has_surprises) = (random.happens(0.4), random.happens(0.2));
    let mut text: Vec<String> = Vec::new();
    let names: Vec<String> = (0..kinds.len()).map(|j| format!("c{j}")).collect();
    text.push(names.join(","));
    for row in 0..n {
        let cells = kinds.iter().map(|kind| match has_gaps && random.happens(0.002) {
            true => String::new(),
            false => cell(random, *kind, row, has_surprises),
        });
        text.push(cells.collect::<Vec<_>>().join(","));
    }
    text.join("\n") + "\n"
}

fn shown(result: &Result<Found, Error>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(error) => error
            .to_string()
            .replace(&std::env::temp_dir().join(PREFIX).display().to_string(), "t.csv"),
    }
}

/// Now and then terms of all columns.
fn formula(random: &mut Random, columns: usize) -> Option<Formula> {
    let terms = [
        ".",
        ". + c0:c1",
        "(c0 + c1)^2 + .",
        "poly(c0, 2) + .",
        "ns(c1, 3):c0 + . - c0",
        "log(c0 + 40) * c2 + .",
    ];
    let all: Vec<String> = (0..columns).map(|j| format!("c{j}")).collect();
    let formula: Formula = random.one_of(&terms).parse().unwrap();
    random.happens(0.2).then(|| formula.with_everything(&all).unwrap())
}

#[test]
fn a_table_in_a_file_is_the_table_in_memory() {
    let (mut spilled, mut refused) = (0, 0);
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let n = if random.happens(0.2) { 2 + random.below(5) } else { 50_000 };
        let kinds = kinds(&mut random);
        let csv = csv(&mut random, &kinds, n);
        let as_text = random.happens(0.3);
        let are_told = random.happens(0.8);
        let choose = |header: &[String]| {
            let is_text = |j: usize| j == 0 && as_text || kinds[j] == DATE && are_told;
            let read = |j: usize| if is_text(j) { ReadAs::Text } else { ReadAs::Either };
            Ok((0..header.len()).map(read).collect())
        };
        let reading = Reading { columns: Some(&choose), ..Default::default() };
        let gaps = random.one_of(&[Gaps::Refuse, Gaps::Drop, Gaps::Mean, Gaps::Level]);
        let categories: &[&str] = if as_text { &["c0"] } else { &[] };
        let of_dates = (0..kinds.len()).filter(|j| kinds[*j] == DATE && are_told);
        let dates: Vec<String> = of_dates.map(|j| format!("c{j}")).collect();
        let dates: Vec<&str> = dates.iter().map(String::as_str).collect();
        let terms = formula(&mut random, kinds.len());
        let terms = terms.as_ref();
        let declared = Declared { gaps, categories, dates: &dates, terms, ..Default::default() };
        let every = random.one_of(&[2, 7]);
        let task = Task { csv: csv.as_bytes(), reading: &reading, declared, every };
        let mut expected = task.in_memory();
        if let Ok(found) = &mut expected {
            found.lines.truncate(200);
        }
        refused += usize::from(expected.is_err());
        for (bytes, by_pipe) in [(2_200_000, seed % 2 == 0), (1 << 30, seed % 2 == 1)] {
            let memory = Memory { bytes, of_row: 8, directory: std::env::temp_dir() };
            let found = task.with(&memory, by_pipe);
            match (&expected, found) {
                (Ok(expected), Ok((found, is_elsewhere))) => {
                    assert!(*expected == found, "{seed}: {bytes}");
                    spilled += usize::from(is_elsewhere);
                }
                (expected, found) => {
                    let found = found.map(|(found, _)| found);
                    assert_eq!(shown(expected), shown(&found), "{seed}: {bytes}");
                }
            }
        }
    }
    assert!(spilled > 6 && refused > 5, "{spilled} {refused}");
}

#[test]
fn rows_that_are_left_out_are_left_out_in_a_file_too() {
    let mut random = Random::new(5);
    let csv = csv(&mut random, &[0, 1, 3, 5, 6], 60_000);
    let memory = |bytes| Memory { bytes, of_row: 8, directory: std::env::temp_dir() };
    let read = |bytes| {
        LongTable::read("t.csv", csv.as_bytes(), &Reading::default(), &memory(bytes)).unwrap()
    };
    let rows: Vec<usize> = (0..60_000).filter(|row| row % 7 < 3).collect();
    let again: Vec<usize> = (0..rows.len()).filter(|row| row % 5 != 2).collect();
    let select = |table: LongTable| table.select_rows(rows.clone()).select_rows(again.clone());
    let (near, far) = (select(read(1 << 30)), select(read(1 << 20)));
    assert!(far.is_elsewhere() && !near.is_elsewhere());
    for name in near.header() {
        let (near, far) = (near.with(&name).unwrap(), far.with(&name).unwrap());
        assert_eq!(cells(&near.select(&[&name]).unwrap()), cells(&far));
        assert!((0..near.n_rows()).step_by(97).all(|row| near.line(row) == far.line(row)));
    }
}

#[test]
fn what_does_not_fit_at_all_is_told() {
    let csv = format!("a,b\n{}", "1,2\n".repeat(500_000));
    let memory = |bytes, of_row| Memory { bytes, of_row, directory: std::env::temp_dir() };
    let read = |csv: &str, memory: &Memory| {
        LongTable::read("t.csv", csv.as_bytes(), &Reading::default(), memory).map(|_| ())
    };
    let error = read(&csv, &memory(1 << 20, 8)).unwrap_err().to_string();
    assert!(error.starts_with("t.csv has ") && error.contains("1.0 MB is allowed"), "{error}");
    let texts: String = (0..50_000).map(|i| format!("some text {i}\n")).collect();
    let error = read(&format!("a\n{texts}"), &memory(4 << 20, 8)).unwrap_err().to_string();
    assert!(error.contains("column \"a\" has more different texts than 4.2 MB"), "{error}");
    let nowhere = Memory { directory: "/not/there".into(), ..memory(1 << 20, 0) };
    let error = read(&csv, &nowhere).unwrap_err().to_string();
    assert!(error.contains("/not/there"), "{error}");
}
