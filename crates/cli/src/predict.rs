//! `regress predict`: a CSV file of any length, with the model's prediction appended to each row.

mod formulas;
mod interval;
mod notes;
mod there;

use std::io::{BufWriter, Write, stdout};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};
use csv::{QuoteStyle, Terminator, WriterBuilder};
use datasets::{Decimal, Encoded, Encoder, Piece, ReadAs, Reading, Substitutes, Unseen, shortest};
use models::loss::most_likely;
use pictures::numbers::count;

use self::formulas::Formulas;
use self::interval::Interval;
use self::notes::{note_gaps, note_strays};
use crate::estimable::all_strays;
use crate::exit::Usage;
use crate::flags;
use crate::format::FormatArgs;
use crate::input::{name_of, open_or_standard_input, progress_bar};
use crate::judged::UnseenArg;
use crate::model_file::{ModelFile, Scores, TargetColumn};
use crate::needs::Needs;
use crate::offset::Offset;
use crate::output;
use crate::place::Place;

#[derive(Debug, clap::Args)]
pub(crate) struct PredictArgs {
    /// The file that `regress fit -o` wrote
    pub(crate) model: PathBuf,
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) unseen: UnseenArg,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Call a row positive from this probability upwards (default: that of the model), for example:
    /// --threshold 0.3
    #[arg(long, value_name = "T", help_heading = "Predictions", value_parser = flags::from_0_to_1, allow_negative_numbers = true)]
    pub(crate) threshold: Option<f64>,
    /// Also write the probability of each class, for example: --proba
    #[arg(long, help_heading = "Predictions")]
    pub(crate) proba: bool,
    /// Also write intervals of this level: for what is predicted on the average of such rows (with classes, their
    /// probabilities) and, of numbers, for the target of one such row, for example: --interval 0.95
    #[arg(long, value_name = "LEVEL", help_heading = "Predictions", value_parser = flags::share, allow_negative_numbers = true)]
    pub(crate) interval: Option<f64>,
    /// Write ' before cells that a spreadsheet would run as formulas, for example: --guard
    #[arg(long, help_heading = "Output")]
    pub(crate) guard: bool,
    /// Write to this file, whole or not at all (default, and -: standard output), for example:
    /// -o out.csv
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
}

/// Reads, predicts and writes piece by piece, so that memory does not grow with the table.
pub(crate) fn run(args: &PredictArgs, quiet: bool) -> Result<()> {
    output::refuse_over(args.output.as_deref(), &[&args.model])?; // a table is kept, with more columns
    let model = ModelFile::read_for(&args.model, args.place.path())?;
    let predictor = Predictor::new(&model, args)?;
    let to_file = args.output.as_deref().filter(|path| !output::is_standard_output(path));
    if let Some(there) = args.place.there() {
        if args.interval.is_some() {
            bail!(Usage("--interval is for files".to_owned()));
        }
        let (rows, bytes) = predictor.there(args, &there, quiet)?;
        let path = to_file.unwrap_or(Path::new("-"));
        return output::deliver(path, &bytes, quiet, &format!("wrote {} to", count(rows, "row")));
    }
    let Some(path) = to_file else {
        predictor.stream(args, quiet, BufWriter::new(stdout().lock()))?;
        return Ok(());
    };
    let file = output::begin(path)?;
    let (rows, file) = predictor.stream(args, quiet, file)?;
    file.finish()?;
    output::note(quiet, &format!("wrote {} to {}", count(rows, "row"), path.display()));
    Ok(())
}

/// Rows with their predictions.
struct Answer {
    bytes: Vec<u8>,
    rows: usize,
    /// Of these, how many have no prediction.
    with_gaps: usize,
    /// How many have one that the data of the fit do not tell.
    strays: usize,
    substitutes: Vec<Substitutes>,
    formulas: Formulas,
}

struct Predictor<'a> {
    encoder: &'a Encoder,
    model: &'a ModelFile,
    threshold: f64,
    proba: bool,
    unseen: Unseen,
    guard: bool,
    interval: Option<Interval<'a>>,
    /// The names of the new columns.
    heads: Vec<String>,
    classes: Vec<String>,
}

impl<'a> Predictor<'a> {
    fn new(model: &'a ModelFile, args: &PredictArgs) -> Result<Self> {
        let name = model.target.name();
        let (file, kind) = (args.model.display(), model.target.kind());
        let is_binary = matches!(model.target, TargetColumn::Binary { .. });
        if args.threshold.is_some() && !is_binary {
            bail!(Usage(format!("{file} is {kind}: --threshold is for models of two classes")));
        }
        let threshold = args.threshold.unwrap_or(model.threshold);
        ensure!(
            (0.0..=1.0).contains(&threshold),
            "the threshold is {threshold}: it must lie between 0 and 1"
        );
        let is_number = matches!(model.target, TargetColumn::Number { .. });
        let proba = args.proba || args.interval.is_some() && !is_number;
        let mut heads = vec![format!("predicted_{name}")];
        if proba {
            let classes = match &model.target {
                TargetColumn::Number { .. } => {
                    bail!(Usage(format!("{file} is {kind}: --proba is for models of classes")))
                }
                TargetColumn::Binary { positive, .. } => vec![positive.clone()],
                TargetColumn::Classes { classes, .. } => classes.clone(),
            };
            heads.extend(classes.iter().map(|class| format!("p_{class}")));
        }
        let interval =
            args.interval.map(|level| Interval::of(model, &args.model, level)).transpose()?;
        heads.extend(interval.iter().flat_map(|interval| interval.heads(&model.target)));
        if let Some((_, twice)) = (1..).zip(&heads).find(|(n, head)| heads[*n..].contains(head)) {
            bail!(
                "two columns would be named \"{twice}\": rename a class, or leave out --interval"
            );
        }
        let unseen = args.unseen.get();
        let encoder = &model.encoder;
        let (classes, guard) = (model.target.class_names(), args.guard);
        Ok(Self { encoder, model, threshold, proba, unseen, guard, interval, heads, classes })
    }

    /// The number of rows written, and the writer.
    fn stream<W: Write>(
        &self,
        args: &PredictArgs,
        quiet: bool,
        mut writer: W,
    ) -> Result<(usize, W)> {
        let bar = progress_bar(args.place.path(), quiet);
        let progress = |bytes: u64| bar.inc(bytes);
        let choose = |header: &[String]| self.columns(args, header);
        let format = args.format.format(self.model.na.clone());
        let has_comma = format.decimal == Some(Decimal::Comma);
        let reading = Reading { format, columns: Some(&choose), progress: Some(&progress) };
        let pieces = reading
            .pieces(&name_of(args.place.path()), open_or_standard_input(args.place.path())?)?;
        let delimiter = pieces.delimiter();
        if let Some(head) = self.heads.iter().find(|head| pieces.header().contains(head)) {
            bail!("{} already has a column \"{head}\": rename it", name_of(args.place.path()));
        }
        let mut formulas = Formulas::default();
        let mut heads = record(pieces.header().iter().chain(&self.heads), delimiter)?;
        formulas.look(&mut heads, 0, delimiter, self.guard)?;
        writer.write_all(&heads)?;
        let (mut rows, mut with_gaps, mut strays, mut substitutes) = (0, 0, 0, Vec::new());
        pieces.for_each(
            |piece| self.answer(&piece, delimiter, has_comma),
            |answer: Answer| {
                rows += answer.rows;
                with_gaps += answer.with_gaps;
                strays += answer.strays;
                Substitutes::add(&mut substitutes, answer.substitutes);
                formulas.add(answer.formulas);
                Ok(writer.write_all(&answer.bytes)?)
            },
        )?;
        ensure!(rows > 0, "{} has no rows: at least one is needed", name_of(args.place.path()));
        writer.flush()?;
        bar.finish_and_clear();
        for told in substitutes.iter().flat_map(Substitutes::describe) {
            output::note(quiet, &told);
        }
        note_gaps(with_gaps, quiet);
        note_strays(strays, quiet);
        formulas.note(self.guard, quiet);
        Ok((rows, writer))
    }

    /// What to read each column as; those of the model must all be there.
    fn columns(
        &self,
        args: &PredictArgs,
        header: &[String],
    ) -> Result<Vec<ReadAs>, datasets::Error> {
        let features = self.encoder.columns.iter().map(|column| column.name.as_str());
        let columns = features.chain(self.model.offset_columns()).collect();
        Needs { model: &args.model, table: args.place.path(), columns }.check(header)?;
        let offsets = self.model.offset_columns();
        let read = |name: &String| match offsets.contains(&name.as_str()) {
            true => ReadAs::Numbers(None),
            false => self.encoder.read_as(name),
        };
        Ok(header.iter().map(read).collect())
    }

    /// The rows of a piece with the predictions appended; a row with gaps has none.
    fn answer(&self, piece: &Piece, delimiter: u8, has_comma: bool) -> Result<Answer> {
        let usable = self.model.usable_rows(&piece.table)?;
        let rows: Vec<usize> = (0..usable.len()).filter(|row| usable[*row]).collect();
        let Encoded { features: x, substitutes } =
            self.encoder.encode(&piece.table, &rows, self.unseen)?;
        let offset = Offset::of(&piece.table, self.model.offset.as_ref(), &rows)?;
        let scores = match rows.as_slice() {
            [] => None,
            _ => Some(self.model.model.scores((&x).into(), offset.as_ref())?),
        };
        let strays = all_strays(&self.model.model.report().combinations, &x);
        let mut intervals = match &self.interval {
            Some(interval) if !rows.is_empty() => interval.cells(&x, scores.as_ref())?,
            _ => Vec::new(),
        };
        for ends in &mut intervals {
            ends.iter_mut()
                .zip(&strays)
                .filter(|(_, is)| **is)
                .for_each(|(end, _)| *end = f64::NAN);
        }
        let number = |x: f64| {
            let text = if x.is_nan() { String::new() } else { shortest(x) };
            if has_comma { text.replace('.', ",") } else { text }
        };
        let (mut bytes, mut formulas) = (Vec::new(), Formulas::default());
        let mut place = 0;
        for (row, original) in piece.records().enumerate() {
            let start = bytes.len();
            bytes.extend_from_slice(original);
            bytes.push(delimiter);
            let cells = match &scores {
                Some(predictions) if usable[row] => {
                    place += 1;
                    let mut cells = self.cells(predictions, place - 1, &number);
                    cells.extend(intervals.iter().map(|ends| number(ends[place - 1])));
                    cells
                }
                _ => vec![String::new(); self.heads.len()],
            };
            bytes.extend(record(cells.iter(), delimiter)?);
            formulas.look(&mut bytes, start, delimiter, self.guard)?;
        }
        let (n_rows, with_gaps) = (usable.len(), usable.len() - rows.len());
        let strays = strays.iter().filter(|is| **is).count();
        Ok(Answer { bytes, rows: n_rows, with_gaps, strays, substitutes, formulas })
    }

    /// The answer to one row.
    fn cells(&self, scores: &Scores, i: usize, number: &impl Fn(f64) -> String) -> Vec<String> {
        let class = |k: usize| self.classes[k].clone();
        match scores {
            Scores::Numbers(numbers) => vec![number(numbers[i])],
            Scores::Positive { p, .. } => {
                let mut cells = vec![class(usize::from(p[i] >= self.threshold))];
                cells.extend(self.proba.then(|| number(p[i])));
                cells
            }
            Scores::Classes { p, .. } => {
                let mut cells = vec![class(most_likely(p.iter().map(|of_class| of_class[i])))];
                if self.proba {
                    cells.extend(p.iter().map(|of_class| number(of_class[i])));
                }
                cells
            }
        }
    }
}

/// One line of a CSV.
pub(crate) fn record<'a>(
    cells: impl Iterator<Item = &'a String>,
    delimiter: u8,
) -> Result<Vec<u8>> {
    let mut csv = WriterBuilder::new()
        .delimiter(delimiter)
        .quote_style(if delimiter == b' ' { QuoteStyle::NonNumeric } else { QuoteStyle::Necessary })
        .terminator(Terminator::Any(b'\n'))
        .buffer_capacity(1 << 8)
        .from_writer(Vec::new());
    csv.write_record(cells)?;
    Ok(csv.into_inner()?)
}
