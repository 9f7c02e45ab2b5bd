//! Columns from elsewhere, some rows at a time: the same bits, and an error with its place.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use linalg_lite::{Codes, Column, Columns, Error, Features, Kind, Rows, Source};

use crate::models_of::models_of;
use crate::tables::{Mixed, draw, draw_rows};

/// Copies of rows, of which some cannot be had.
#[derive(Debug)]
struct Pieces<'a> {
    columns: &'a Columns,
    reads: AtomicUsize,
    fails: Fails,
}

#[derive(Clone, Copy, Debug)]
enum Fails {
    Never,
    /// Whenever this row is asked for.
    AtRow(usize),
    /// Once, when so many reads have gone well.
    After(usize),
}

impl<'a> Pieces<'a> {
    fn of(table: &'a Mixed, fails: Fails) -> Self {
        Self { columns: &table.columns, reads: AtomicUsize::new(0), fails }
    }

    fn features(&self) -> Features<'_> {
        let source: &dyn Source = self;
        source.into()
    }
}

impl Source for Pieces<'_> {
    fn n_samples(&self) -> usize {
        self.columns.n_samples()
    }

    fn kinds(&self) -> &[Kind] {
        self.columns.kinds()
    }

    fn rows(&self, rows: Range<usize>) -> Result<Rows<'_>, Error> {
        let read = self.reads.fetch_add(1, Ordering::Relaxed);
        let is_lost = match self.fails {
            Fails::Never => false,
            Fails::AtRow(row) => rows.contains(&row),
            Fails::After(reads) => read == reads,
        };
        if is_lost {
            let reason = "the disk is on fire".to_owned();
            return Err(Error::Read { first: rows.start, rows: rows.len(), reason });
        }
        let mut piece = Columns::new(rows.len());
        for column in self.columns.columns() {
            match column {
                Column::Numbers(values) => piece.push_numbers(values[rows.clone()].to_vec())?,
                Column::Category(category) => {
                    let codes: Vec<u32> = match category.codes() {
                        Codes::U8(codes) => {
                            codes[rows.clone()].iter().map(|k| (*k).into()).collect()
                        }
                        Codes::U16(codes) => {
                            codes[rows.clone()].iter().map(|k| (*k).into()).collect()
                        }
                        Codes::U32(codes) => codes[rows.clone()].to_vec(),
                    };
                    piece.push_category(&codes, category.n_features())?;
                }
            }
        }
        Ok(Rows::Read(piece))
    }
}

fn same_bits(table: &Mixed, what: &str) {
    for (name, model) in models_of(table) {
        let in_memory = model((&table.columns).into()).map_err(|error| error.to_string());
        let source = Pieces::of(table, Fails::Never);
        let piecewise = model(source.features()).map_err(|error| error.to_string());
        assert_eq!(piecewise, in_memory, "{name}, {what}");
    }
}

#[test]
fn rows_from_elsewhere_give_the_same_bits() {
    for seed in (0..60).step_by(5) {
        same_bits(&draw(seed), &format!("seed {seed}"));
    }
}

/// So many that a thread reads several pieces in turn.
#[test]
fn many_rows_from_elsewhere_give_the_same_bits() {
    let table = draw_rows(9_000, 1);
    let threads = rayon::ThreadPoolBuilder::new().num_threads(60).build().unwrap();
    threads.install(|| same_bits(&table, "many rows"));
}

#[test]
fn a_row_that_cannot_be_had_is_an_error_with_its_place() {
    let table = draw(2);
    let last = table.columns.n_samples() - 1;
    for row in [0, last / 2, last] {
        for (name, model) in models_of(&table) {
            let source = Pieces::of(&table, Fails::AtRow(row));
            let error = model(source.features()).unwrap_err().to_string();
            let is_placed = error.contains("the rows from ") && error.contains("on fire");
            assert!(is_placed, "{name}, row {row}: {error}");
        }
    }
}

/// Wherever in a fit it happens, and though the next read would go well.
#[test]
fn no_failure_to_read_is_passed_over() {
    for table in [2, 4, 6, 8, 14].map(draw) {
        for (name, model) in models_of(&table) {
            let source = Pieces::of(&table, Fails::Never);
            let _ = model(source.features());
            let reads = source.reads.into_inner();
            for before in (0..reads).step_by(reads.div_ceil(60)) {
                let source = Pieces::of(&table, Fails::After(before));
                let end = model(source.features());
                let is_said =
                    end.as_ref().is_err_and(|error| error.to_string().contains("on fire"));
                assert!(is_said, "{name}, read {before} of {reads}: {end:?}");
            }
        }
    }
}
