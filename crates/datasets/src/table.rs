use std::io::Read;

use csv::{ErrorKind, ReaderBuilder};

use crate::dataset::unknown_column;
use crate::{Dataset, Error, Target};

/// A CSV as text: a header and rows of cells that remember their line, so that whatever turns out
/// to be wrong with a cell can be found again.
///
/// ```
/// let mut table = datasets::Table::read("pets.csv", &b"pet,kg\ncat,4\ndog,\n"[..])?;
/// assert_eq!(table.drop_incomplete(), 1);
/// assert_eq!(table.numbers("kg")?, [4.0]);
/// # Ok::<(), datasets::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    file: String,
    header: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    line: u64,
    cells: Vec<String>,
}

/// An empty cell, or `NA` as R and pandas write it.
fn is_missing(cell: &str) -> bool {
    matches!(cell.trim(), "" | "NA")
}

impl Table {
    /// Reads a comma-separated table with a header; `file` is the name that errors show. Quotes
    /// follow RFC 4180; CRLF, a byte-order mark and blank lines are accepted.
    ///
    /// # Errors
    /// [`Error::EmptyFile`], [`Error::NoName`], [`Error::DuplicateName`], [`Error::Ragged`],
    /// [`Error::NotUtf8`], or [`Error::Csv`] when `reader` fails.
    pub fn read(file: &str, reader: impl Read) -> Result<Self, Error> {
        let mut csv = ReaderBuilder::new().from_reader(reader);
        let header = csv.headers().map_err(|error| csv_error(file, error))?;
        let header: Vec<String> = header.iter().map(str::to_owned).collect();
        if header.is_empty() {
            return Err(Error::EmptyFile(file.to_owned()));
        }
        if let Some(j) = header.iter().position(|name| name.trim().is_empty()) {
            return Err(Error::NoName { file: file.to_owned(), column: j + 1 });
        }
        if let Some(j) = (1..header.len()).find(|&j| header[..j].contains(&header[j])) {
            return Err(Error::DuplicateName(header[j].clone()));
        }
        let rows = csv
            .records()
            .map(|record| {
                let record = record.map_err(|error| csv_error(file, error))?;
                let line = record.position().map_or(0, csv::Position::line);
                Ok(Row { line, cells: record.iter().map(str::to_owned).collect() })
            })
            .collect::<Result<Vec<Row>, Error>>()?;
        if rows.is_empty() {
            return Err(Error::NoRows(file.to_owned()));
        }
        Ok(Self { file: file.to_owned(), header, rows })
    }

    /// The column names.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Number of rows, the header not counted.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// The same table with only the columns named, in that order.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn select(&self, names: &[&str]) -> Result<Self, Error> {
        let places: Vec<usize> =
            names.iter().map(|name| self.position(name)).collect::<Result<_, _>>()?;
        let pick = |cells: &[String]| places.iter().map(|&j| cells[j].clone()).collect();
        let rows =
            self.rows.iter().map(|row| Row { line: row.line, cells: pick(&row.cells) }).collect();
        Ok(Self { file: self.file.clone(), header: pick(&self.header), rows })
    }

    /// Drops the rows in which a cell is empty or `NA`, and returns how many there were.
    pub fn drop_incomplete(&mut self) -> usize {
        let before = self.rows.len();
        self.rows.retain(|row| !row.cells.iter().any(|cell| is_missing(cell)));
        before - self.rows.len()
    }

    /// A column of finite numbers.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`], [`Error::MissingCell`], or [`Error::Cell`] with its line.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, Error> {
        self.cells(name)?
            .map(|cell| {
                let (line, text) = cell?;
                match text.trim().parse::<f64>() {
                    Ok(number) if number.is_finite() => Ok(number),
                    Ok(_) => Err(self.bad_cell(line, name, text, "a finite number is needed")),
                    Err(_) => Err(self.bad_cell(line, name, text, "a number is needed")),
                }
            })
            .collect()
    }

    /// A column of classes: for each row the place of its cell among the sorted names.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`] or [`Error::MissingCell`].
    pub fn classes(&self, name: &str) -> Result<(Vec<usize>, Vec<String>), Error> {
        let cells: Vec<&str> =
            self.cells(name)?.map(|cell| Ok(cell?.1)).collect::<Result<_, Error>>()?;
        let mut names = cells.clone();
        names.sort_unstable();
        names.dedup();
        let labels = cells.iter().filter_map(|cell| names.binary_search(cell).ok()).collect();
        Ok((labels, names.into_iter().map(str::to_owned).collect()))
    }

    /// A column as what its cells say it is: yes or no when all are 0 or 1, numbers when all can
    /// be read as such, else classes.
    ///
    /// # Errors
    /// As [`numbers`](Self::numbers) and [`classes`](Self::classes).
    pub fn target(&self, name: &str) -> Result<Target, Error> {
        let mut all_numbers = true;
        for cell in self.cells(name)? {
            all_numbers &= cell?.1.trim().parse::<f64>().is_ok();
        }
        if !all_numbers {
            let (labels, names) = self.classes(name)?;
            return Ok(Target::Classes { labels, names });
        }
        let numbers = self.numbers(name)?;
        if numbers.iter().all(|number| *number == 0.0 || *number == 1.0) {
            Ok(Target::Binary(numbers.iter().map(|number| *number == 1.0).collect()))
        } else {
            Ok(Target::Numbers(numbers))
        }
    }

    /// The table as a data set: `target` is to be learned, every other column is a feature.
    ///
    /// # Errors
    /// [`Error::NoRows`], [`Error::NoFeatures`], or as [`numbers`](Self::numbers) and
    /// [`target`](Self::target).
    pub fn dataset(&self, target: &str) -> Result<Dataset, Error> {
        self.position(target)?;
        if self.rows.is_empty() {
            return Err(Error::NoRows(format!("{} without its incomplete rows", self.file)));
        }
        let features: Vec<&String> = self.header.iter().filter(|name| *name != target).collect();
        if features.is_empty() {
            return Err(Error::NoFeatures(self.file.clone()));
        }
        let columns = features
            .into_iter()
            .map(|name| Ok((name.clone(), self.numbers(name)?)))
            .collect::<Result<_, Error>>()?;
        Dataset::new(columns, target.to_owned(), self.target(target)?)
    }

    fn position(&self, name: &str) -> Result<usize, Error> {
        let place = self.header.iter().position(|column| column == name);
        place.ok_or_else(|| unknown_column(name, &self.header))
    }

    /// The cells of a column with their lines; a missing one is an error.
    fn cells(&self, name: &str) -> Result<impl Iterator<Item = Result<(u64, &str), Error>>, Error> {
        let j = self.position(name)?;
        Ok(self.rows.iter().map(move |row| match row.cells[j].as_str() {
            cell if is_missing(cell) => Err(Error::MissingCell {
                file: self.file.clone(),
                line: row.line,
                column: self.header[j].clone(),
            }),
            cell => Ok((row.line, cell)),
        }))
    }

    fn bad_cell(&self, line: u64, column: &str, value: &str, expected: &'static str) -> Error {
        let (file, column, value) = (self.file.clone(), column.to_owned(), value.to_owned());
        Error::Cell { file, line, column, value, expected }
    }
}

fn csv_error(file: &str, error: csv::Error) -> Error {
    let file = file.to_owned();
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Error::Ragged { file, line, expected: *expected_len as usize, found: *len as usize }
        }
        ErrorKind::Utf8 { err, .. } => Error::NotUtf8 { file, line, column: err.field() + 1 },
        _ => Error::Csv { file, source: error },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Result<Table, Error> {
        Table::read("t.csv", text.as_bytes())
    }

    fn message<T>(result: Result<T, Error>) -> String {
        result.err().unwrap().to_string()
    }

    #[test]
    fn targets_say_what_they_are() {
        let t = table("a,b,c,d\n0,1.5,x,1\n1,2,y,2\n1,3,x,yes\n").unwrap();
        assert_eq!(t.target("a").unwrap(), Target::Binary(vec![false, true, true]));
        assert_eq!(t.target("b").unwrap(), Target::Numbers(vec![1.5, 2.0, 3.0]));
        let names = vec!["x".to_owned(), "y".to_owned()];
        assert_eq!(t.target("c").unwrap(), Target::Classes { labels: vec![0, 1, 0], names });
        assert!(matches!(t.target("d").unwrap(), Target::Classes { .. }));
    }

    #[test]
    fn marks_crlf_quotes_and_blank_lines_are_read() {
        let t =
            table("\u{feff}\"size, in m\",\"the \"\"y\"\"\"\r\n1.5,0\r\n\r\n 2 ,1\r\n").unwrap();
        assert_eq!(t.header(), ["size, in m", "the \"y\""]);
        let data = t.dataset("the \"y\"").unwrap();
        assert_eq!(data.feature("size, in m").unwrap(), [1.5, 2.0]);
        assert_eq!(data.labels().unwrap(), [false, true]);
    }

    #[test]
    fn errors_give_file_line_and_column() {
        let t = table("a,y\n1,0\n,1\nNA,0\n").unwrap();
        assert_eq!(
            message(t.dataset("y")),
            "t.csv:3: column \"a\" is missing: fill it in, or drop the rows with gaps"
        );
        let t = table("\"two\nlines\",y\n1,0\ntwo,1\n").unwrap();
        assert_eq!(
            message(t.dataset("y")),
            "t.csv:4: column \"two\nlines\" is \"two\": a number is needed"
        );
        for bad in ["inf", "NaN", "1e999"] {
            let t = table(&format!("a,y\n{bad},0\n")).unwrap();
            assert_eq!(
                message(t.dataset("y")),
                format!("t.csv:2: column \"a\" is \"{bad}\": a finite number is needed")
            );
        }
        assert_eq!(
            message(table("a,y\n1,0\n1,2,3\n")),
            "t.csv:3: the row has 3 cells, but the header has 2"
        );
        assert_eq!(
            message(table("a,y\n1\n")),
            "t.csv:2: the row has 1 cells, but the header has 2"
        );
        let bytes = &b"a,y\n1,0\n2,\xff\n"[..];
        assert_eq!(
            message(Table::read("t.csv", bytes)),
            "t.csv:3: column 2 is not UTF-8 text: save the file as UTF-8"
        );
        let t = table("a,y\n1,0\n").unwrap();
        assert!(message(t.dataset("z")).starts_with("there is no column \"z\""));
    }

    #[test]
    fn empty_tables_and_bad_headers_are_refused() {
        assert_eq!(
            message(table("")),
            "t.csv is empty: a header line and at least one row are needed"
        );
        assert_eq!(message(table("a,y\n")), "t.csv has no rows: at least one is needed");
        assert_eq!(
            message(table("a,a\n1,2\n")),
            "column name \"a\" stands twice: rename one of the two"
        );
        assert_eq!(
            message(table("a,,y\n1,2,3\n")),
            "t.csv: the header has no name for column 2: give every column a name"
        );
        let t = table("y\n1\n").unwrap();
        assert_eq!(message(t.dataset("y")), "t.csv has no feature columns besides the target");
        let mut t = table("a,y\n,1\n").unwrap();
        assert_eq!(t.drop_incomplete(), 1);
        assert_eq!(
            message(t.dataset("y")),
            "t.csv without its incomplete rows has no rows: at least one is needed"
        );
    }

    #[test]
    fn only_gaps_in_selected_columns_drop_a_row() {
        let t = table("a,note,y\n1,,0\n,x,1\n3,,1\n").unwrap();
        assert_eq!(t.clone().drop_incomplete(), 3);
        let mut used = t.select(&["a", "y"]).unwrap();
        assert_eq!((used.drop_incomplete(), used.n_rows()), (1, 2));
    }
}
