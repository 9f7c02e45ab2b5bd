//! Predictions for the rows of a table in an engine: it adds up the logits, and all else is as for a file.

use anyhow::{Result, bail, ensure};
use datasets::Unseen;
use warehouse::{Engine, Shell, columns, row_count};

use super::formulas::Formulas;
use super::notes::note_gaps;
use super::{PredictArgs, Predictor, record};
use crate::needs::Needs;
use crate::place::{There, for_reading, refuse};

/// More cells do not come through a pipe.
const MOST_CELLS: f64 = 2e7;

impl Predictor<'_> {
    /// The CSV, and how many rows it has.
    pub(super) fn there(
        &self,
        args: &PredictArgs,
        there: &There<'_>,
        quiet: bool,
    ) -> Result<(usize, Vec<u8>)> {
        refuse([for_reading(&args.format)])?;
        let engine = there.open()?;
        let header = self.header(args, there, &engine)?;
        if self.unseen == Unseen::Refuse {
            self.model.refuse_unknown(there, &engine)?;
        }
        let score = self.model.score(there.dialect(), self.unseen);
        let rows = score.rows(&engine, there.table, &header)?;
        let (cells, logits): (Vec<Vec<String>>, Vec<Option<Vec<f64>>>) = rows.into_iter().unzip();
        let known: Vec<&Vec<f64>> = logits.iter().flatten().collect();
        let by_logit = (0..score.logits.len())
            .map(|a| known.iter().map(|logits| logits[a]).collect())
            .collect();
        let scores = self.model.model.scores_of(by_logit);
        let mut bytes = record(header.iter().chain(&self.heads), b',')?;
        let (mut place, mut formulas) = (0, Formulas::default());
        formulas.look(&mut bytes, 0, b',', self.guard)?;
        for (mut cells, logits) in cells.into_iter().zip(&logits) {
            match logits {
                Some(_) => {
                    cells.extend(self.cells(&scores, place, &datasets::shortest));
                    place += 1;
                }
                None => cells.extend(self.heads.iter().map(|_| String::new())),
            }
            let start = bytes.len();
            bytes.extend(record(cells.iter(), b',')?);
            formulas.look(&mut bytes, start, b',', self.guard)?;
        }
        note_gaps(logits.len() - place, quiet);
        formulas.note(self.guard, quiet);
        Ok((logits.len(), bytes))
    }

    /// The columns of the table, of which there must be those of the model, and not too many rows.
    fn header(&self, args: &PredictArgs, there: &There<'_>, engine: &Shell) -> Result<Vec<String>> {
        let instead = "let the engine itself write the predictions: `regress export --sql` gives the expression";
        let dialect = there.dialect();
        ensure!(
            !dialect.columns.is_empty(),
            "the columns of a table cannot be asked for in the dialect \"{}\"; {instead}",
            dialect.name
        );
        let header = columns(engine as &dyn Engine, dialect, there.table)?;
        let table = args.place.path();
        let features = self.encoder.columns.iter().map(|column| column.name.as_str());
        let needed = features.chain(self.model.offset_columns()).collect();
        Needs { model: &args.model, table, columns: needed }.check(&header)?;
        if let Some(head) = self.heads.iter().find(|head| header.contains(head)) {
            bail!("{} already has a column \"{head}\": rename it", there.table);
        }
        let rows = row_count(engine, there.table)?;
        ensure!(rows > 0.0, "{} has no rows: at least one is needed", there.table);
        ensure!(
            rows * header.len() as f64 <= MOST_CELLS,
            "{} has {rows} rows of {} columns, too many to be fetched: {instead}",
            there.table,
            header.len()
        );
        Ok(header)
    }
}
