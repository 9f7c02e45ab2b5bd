use std::io::Write;
#[cfg(feature = "files")]
use std::path::Path;

use csv::{Terminator, WriterBuilder};

#[cfg(feature = "files")]
use crate::write_whole;
use crate::{Dataset, Error, Target};

/// Writes a data set as CSV: header, features, target last; line feeds, quotes where RFC 4180
/// needs them, yes and no as 1 and 0, numbers by [`shortest`].
///
/// # Errors
/// [`Error::Write`] when `writer` fails; a closed pipe keeps its
/// [`BrokenPipe`](std::io::ErrorKind::BrokenPipe) kind.
///
/// ```
/// let mut stream = datasets::Stream::new(datasets::Source::ChaCha8, 42)?;
/// let mut csv = Vec::new();
/// datasets::write_csv(&datasets::generate::spam(2, &mut stream)?, &mut csv)?;
/// assert_eq!(csv, b"exclamation_marks,is_spam\n0,0\n1,0\n");
/// # Ok::<(), datasets::Error>(())
/// ```
pub fn write_csv(dataset: &Dataset, writer: impl Write) -> Result<(), Error> {
    let mut csv = WriterBuilder::new().terminator(Terminator::Any(b'\n')).from_writer(writer);
    csv.write_record(dataset.feature_names.iter().chain([&dataset.target_name]))
        .map_err(write_error)?;
    for i in 0..dataset.n_samples() {
        for j in 0..dataset.n_features() {
            csv.write_field(shortest(dataset.features[(i, j)])).map_err(write_error)?;
        }
        let target = match &dataset.target {
            Target::Numbers(numbers) => shortest(numbers[i]),
            Target::Binary(labels) => u8::from(labels[i]).to_string(),
            Target::Classes { labels, names } => names[labels[i]].clone(),
        };
        csv.write_field(target).map_err(write_error)?;
        csv.write_record(None::<&[u8]>).map_err(write_error)?;
    }
    csv.flush()?;
    Ok(())
}

/// [`write_csv`] into a file, which is written whole or not at all.
///
/// # Errors
/// [`Error::Io`] with the path.
#[cfg(feature = "files")]
pub fn write_csv_file(dataset: &Dataset, path: impl AsRef<Path>) -> Result<(), Error> {
    let mut bytes = Vec::new();
    write_csv(dataset, &mut bytes)?;
    write_whole(path, &bytes)
}

/// The shortest decimal that reads back to the same bits: `5`, `0.1`, `1e300`.
///
/// ```
/// assert_eq!(datasets::shortest(0.1 + 0.2), "0.30000000000000004");
/// assert_eq!(datasets::shortest(1e21), "1e21");
/// ```
#[must_use]
pub fn shortest(number: f64) -> String {
    let plain = number.to_string();
    let scientific = format!("{number:e}");
    if scientific.len() < plain.len() { scientific } else { plain }
}

fn write_error(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::Write(error),
        other => Error::Write(std::io::Error::other(format!("{other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Source, Stream, Table, generate};

    fn text(dataset: &Dataset) -> String {
        let mut bytes = Vec::new();
        write_csv(dataset, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_is_written_reads_back_to_the_same_bits() {
        for source in Source::ALL {
            let mut stream = Stream::new(source, 42).unwrap();
            let written = generate::medical(500, &mut stream).unwrap();
            let table = Table::read("t.csv", text(&written).as_bytes()).unwrap();
            assert_eq!(table.dataset("high_risk").unwrap(), written);
        }
    }

    #[test]
    fn numbers_are_short_and_exact() {
        let extremes =
            [0.0, -0.0, 5e-324, -1e-310, 0.1, 1.0 / 3.0, 1e21, 1e300, f64::MAX, f64::MIN_POSITIVE];
        let numbers: Vec<f64> =
            extremes.iter().flat_map(|x| [*x, x.next_up(), x.next_down()]).collect();
        for number in numbers.into_iter().filter(|number| number.is_finite()) {
            let text = shortest(number);
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), number.to_bits(), "{text}");
            assert!(text.len() <= 24, "{text}");
        }
    }

    #[test]
    fn names_are_quoted_only_where_they_must_be() {
        let columns = vec![
            ("plain".to_owned(), vec![1.0]),
            ("a, b".to_owned(), vec![0.5]),
            ("say \"hi\"".to_owned(), vec![-2.0]),
        ];
        let names = vec!["x,y".to_owned()];
        let target = Target::Classes { labels: vec![0], names };
        let dataset = Dataset::new(columns, "two\nlines".to_owned(), target).unwrap();
        let expected = "plain,\"a, b\",\"say \"\"hi\"\"\",\"two\nlines\"\n1,0.5,-2,\"x,y\"\n";
        assert_eq!(text(&dataset), expected);
        let back = Table::read("t.csv", expected.as_bytes()).unwrap();
        assert_eq!(back.dataset("two\nlines").unwrap(), dataset);
    }

    #[test]
    fn a_failing_writer_keeps_its_reason() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let mut stream = Stream::new(Source::ChaCha8, 42).unwrap();
        let dataset = generate::spam(13, &mut stream).unwrap();
        let error = write_csv(&dataset, Closed).unwrap_err();
        assert!(
            matches!(error, Error::Write(ref reason) if reason.kind() == std::io::ErrorKind::BrokenPipe)
        );
    }
}
