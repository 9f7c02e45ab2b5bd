use std::collections::VecDeque;

const FIRST: usize = 4;
const LAST: usize = 3;
const LETTERS: usize = 300;

/// What a program said besides rows: its first lines that look like an error, and its last ones.
#[derive(Default)]
pub(super) struct Words {
    first: Vec<String>,
    last: VecDeque<String>,
    warning: String,
}

impl Words {
    pub(super) fn hear(&mut self, line: &str) {
        let line = line.trim_end();
        let line: String = line.chars().take(LETTERS).collect();
        if line.contains(" WARN ") {
            self.warning = line;
            return;
        }
        if is_noise(&line) {
            return;
        }
        if self.first.is_empty() && looks_like_an_error(&line) {
            self.last.clear();
            self.first.push(line);
            return;
        }
        if (1..FIRST).contains(&self.first.len()) {
            self.first.push(line);
            return;
        }
        if self.last.len() == LAST {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_empty() && self.last.is_empty()
    }

    /// In one text, each line once; the last warning of a log where there is nothing else.
    pub(super) fn take(&mut self) -> String {
        let Self { first, last, warning } = std::mem::take(self);
        let mut lines: Vec<String> = Vec::new();
        for line in first.into_iter().chain(last) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        if lines.is_empty() { warning } else { lines.join("\n") }
    }
}

fn looks_like_an_error(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    ["error", "exception", "fatal", "failed", "cannot", "refused", "denied"]
        .iter()
        .any(|word| line.contains(word))
        || line.starts_with('[') // Spark's own: [TABLE_OR_VIEW_NOT_FOUND] …
}

/// Lines of a stack or a plan, of a log about nothing, and the place in a statement that the user has not written.
fn is_noise(line: &str) -> bool {
    let text = line.trim_start_matches([' ', '\t', ':']); // colons: branches of a plan
    let starts =
        ["at ", "...", "+- ", "- ", "'", "==", "LINE ", "Time taken:", "Setting Spark log level"];
    text.trim_matches(['-', '^', ' ']).is_empty()
        || starts.iter().any(|start| text.starts_with(start))
        || [" INFO ", " DEBUG "].iter().any(|level| line.contains(level))
        || line.contains("re_gress-")
        || line.contains("error here ---^")
        || line.contains("^--- error here")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str) -> String {
        let mut words = Words::default();
        text.lines().for_each(|line| words.hear(line));
        words.take()
    }

    #[test]
    fn a_stack_trace_is_its_first_lines() {
        let said = "26/11/26 17:18:53 WARN WindowExec: No Partition Defined\n\
            26/11/26 17:18:54 ERROR Executor: Exception in task 0.0 in stage 14.0 (TID 14)\n\
            org.apache.spark.SparkRuntimeException: [USER_RAISED_EXCEPTION] boom SQLSTATE: P0001\n\
            \tat org.apache.spark.sql.errors.raiseError(QueryExecutionErrors.scala:3082)\n\
            \t... 60 more\n\
            [USER_RAISED_EXCEPTION] boom SQLSTATE: P0001\n\
            Time taken: 0.122 seconds\n";
        let lines = heard(said);
        assert_eq!(lines.lines().count(), 3, "{lines}");
        assert!(lines.starts_with("26/11/26 17:18:54 ERROR Executor: Exception"), "{lines}");
        assert!(lines.ends_with("\n[USER_RAISED_EXCEPTION] boom SQLSTATE: P0001"), "{lines}");
    }

    #[test]
    fn a_warning_counts_where_nothing_else_is_said() {
        let said = "26/11/26 17:18:53 WARN TaskSchedulerImpl: Initial job has not accepted any resources\n";
        assert_eq!(heard(said), said.trim_end());
    }

    #[test]
    fn the_place_in_our_statement_is_left_out() {
        let said = "ERROR:  relation \"nothing\" does not exist\nLINE 1: SELECT * FROM nothing;\n        ^\n";
        assert_eq!(heard(said), "ERROR:  relation \"nothing\" does not exist");
    }

    #[test]
    fn words_of_any_language_are_the_last_ones_and_few() {
        let said: String = (0..1000).map(|i| format!("línea {i}\n")).collect();
        assert_eq!(heard(&said), "línea 997\nlínea 998\nlínea 999");
        assert_eq!(heard(&"x".repeat(10_000)).len(), LETTERS);
    }

    #[test]
    fn an_error_after_chatter_is_found_and_so_is_the_end() {
        let chatter = "starting\n".repeat(50);
        let said = format!("{chatter}ERROR: lost executor 1\na\nb\nc\nd\ne\nf\nJob aborted\n");
        assert_eq!(heard(&said), "ERROR: lost executor 1\na\nb\nc\ne\nf\nJob aborted");
    }
}
