use super::child::Failure;
use super::statement::Statement;

/// What has been read of an answer.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) rows: Vec<Vec<String>>,
    /// How many rows there are, as each of them says.
    total: Option<usize>,
    /// Whether the row came that proves success.
    pub(super) ended: bool,
    /// Whether the engine is through with all that it was sent.
    pub(super) through: bool,
}

impl Answer {
    /// Takes a line, if it belongs to the answer.
    pub(super) fn take(&mut self, line: &str, statement: &Statement) -> Result<bool, Failure> {
        let Some(at) = line.find(&statement.mark) else { return Ok(false) };
        let rest = &line[at + statement.mark.len()..];
        if let Some(fields) = rest.strip_prefix("row") {
            self.row(fields, statement.columns).map_err(Failure::Wrong)?;
            return Ok(true);
        }
        let (ended, through) = (rest.starts_with("end"), rest.starts_with("done"));
        self.ended |= ended;
        self.through |= through;
        Ok(ended || through)
    }

    /// The answer, if no row is missing.
    pub(super) fn whole(self) -> Result<Self, Failure> {
        let (rows, total) = (self.rows.len(), self.total.unwrap_or(0));
        if rows == total {
            return Ok(self);
        }
        Err(Failure::Wrong(format!("{rows} of {total} rows arrived; let it print all of them")))
    }

    fn row(&mut self, text: &str, columns: usize) -> Result<(), String> {
        let mut fields = fields(text)?;
        if fields.len() == columns + 2 && fields.last().is_some_and(String::is_empty) {
            fields.pop(); // behind the right border of a table
        }
        if fields.len() != columns + 1 {
            let found = fields.len().saturating_sub(1);
            return Err(format!("a row of {found} columns, and not of {columns}"));
        }
        let total = fields.remove(0);
        let total = total.parse().map_err(|_| format!("\"{total}\" rows"))?;
        if *self.total.get_or_insert(total) != total || self.rows.len() == total {
            return Err(format!("more or fewer than {total} rows"));
        }
        self.rows.push(fields);
        Ok(())
    }
}

/// The fields behind a mark, whatever separates them.
fn fields(text: &str) -> Result<Vec<String>, String> {
    let text = text.trim_end_matches(['\r', '\n']);
    let text = text.trim_start_matches([' ', '"', '\'']);
    let separator = text.chars().next().filter(|first| "|,\t│┃║".contains(*first));
    let separator =
        separator.ok_or("a row whose columns are separated by neither |, comma nor tab")?;
    text.split(separator).skip(1).map(field).collect()
}

/// A number, hexadecimal digits, or nothing for a NULL.
fn field(text: &str) -> Result<String, String> {
    let around = |c: char| c.is_whitespace() || "\"'()[]<>│┃║|".contains(c);
    let field = text.trim_matches(around);
    if ["NULL", "null", "None", "\\N", "ᴺᵁᴸᴸ"].contains(&field) {
        return Ok(String::new());
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    if field.contains("..") || !field.chars().all(allowed) {
        let head: String = field.chars().take(60).collect();
        return Err(format!(
            "\"{head}\" is no number: let it print whole values, without decoration"
        ));
    }
    Ok(field.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Query;

    fn read(lines: &[&str], columns: usize) -> Result<Vec<Vec<String>>, Failure> {
        let statement = Statement::question(&Query { text: String::new(), columns }, 7);
        let mut answer = Answer::default();
        for line in lines {
            answer.take(line, &statement)?;
        }
        assert!(answer.ended);
        answer.whole().map(|answer| answer.rows)
    }

    #[test]
    fn rows_are_read_however_they_are_dressed() {
        let dressed = [
            ["regress-7-row|1|1.5||-3e-5\n", "regress-7-end|0|||"],
            ["regress-7-row\t1\t1.5\tNULL\t-3e-5\r\n", "regress-7-end\t0\tNULL\tNULL\tNULL"],
            ["spark-sql (default)> regress-7-row\t1\t1.5\tNULL\t-3e-5", "regress-7-end"],
            ["\"regress-7-row\",\"1\",\"1.5\",,\"-3e-5\"", "regress-7-end,0,,,"],
            [
                "│ regress-7-row │  1 │ 1.5 │ NULL │ -3e-5 │",
                "│ regress-7-end │ 0 │ NULL │ NULL │ NULL │",
            ],
            ["| regress-7-row | 1 | 1.5 | | -3e-5 |", "| regress-7-end | 0 | | | |"],
            [" regress-7-row |     1 |   1.5 |      | -3e-5", " regress-7-end |  0 |  | |"],
            ["('regress-7-row', 1, 1.5, None, -3e-5)", "('regress-7-end', 0, None, None, None)"],
            [
                "[\"regress-7-row\", 1, 1.5, null, -3e-5]",
                "[\"regress-7-end\", 0, null, null, null]",
            ],
        ];
        for lines in dressed {
            assert_eq!(
                read(&lines, 3).ok(),
                Some(vec![vec!["1.5".into(), String::new(), "-3e-5".into()]]),
                "{lines:?}"
            );
        }
    }

    #[test]
    fn the_last_field_may_be_null_and_the_end_come_first() {
        let rows = read(&["regress-7-end|0||", "regress-7-row|2|a1|", "regress-7-row|2||"], 2).ok();
        assert_eq!(
            rows,
            Some(vec![vec!["a1".into(), String::new()], vec![String::new(), String::new()]])
        );
    }

    #[test]
    fn what_is_cut_or_missing_is_no_answer() {
        let cut = [
            &["regress-7-row|1|12…", "regress-7-end|0|"][..],
            &["regress-7-row|1|12...", "regress-7-end|0|"],
            &["regress-7-row|1|\u{fffd}", "regress-7-end|0|"],
            &["regress-7-row|1", "regress-7-end|0|"],
            &["regress-7-row|1|2|3", "regress-7-end|0|"],
            &["regress-7-row 1 2", "regress-7-end|0|"],
            &["regress-7-row|2|2", "regress-7-end|0|"],
            &["regress-7-row|1|2", "regress-7-row|1|2", "regress-7-end|0|"],
            &["regress-7-row|1|2", "regress-7-row|2|2", "regress-7-end|0|"],
            &["regress-7-row|many|2", "regress-7-end|0|"],
        ];
        for lines in cut {
            assert!(matches!(read(lines, 1), Err(Failure::Wrong(_))), "{lines:?}");
        }
    }
}
