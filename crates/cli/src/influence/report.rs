use std::fmt::Write;

use pictures::numbers::{count, fixed, list, significant};
use pictures::{TextTable, shown};

use super::answer::{Answer, Hint, Shown};

impl Answer {
    /// All of it in words and a table.
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "what single rows do to the fit of \"{}\": {}{}, {}\n",
            shown(&self.target),
            count(self.rows, "row"),
            match self.samples == self.rows as f64 {
                true => String::new(),
                false => format!(" that stand for {} samples", self.samples),
            },
            count(self.parameters, "parameter"),
        );
        text += "\nwhere to look, which is no verdict on a row:\n";
        self.hints.iter().for_each(|hint| text += &of_hint(hint));
        if !self.alone.is_empty() {
            text += &self.of_lonely();
        }
        let _ = match self.shown.len() {
            0 => writeln!(text, "\nno row has a Cook's distance"),
            1 => writeln!(text, "\nthe row with the largest Cook's distance\n\n{}", self.table()),
            n => writeln!(
                text,
                "\nthe {n} rows with the largest Cook's distances\n\n{}",
                self.table()
            ),
        };
        if self.samples != self.rows as f64 {
            text += "\nevery figure is about one of the samples that a row stands for\n";
        }
        text
    }

    fn of_lonely(&self) -> String {
        const SHOWN: usize = 10;
        let lines: Vec<String> = self.alone.iter().take(SHOWN).map(u64::to_string).collect();
        let more = match self.alone.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let (noun, verb) =
            if self.alone.len() == 1 { ("line", "determines") } else { ("lines", "determine") };
        format!(
            "\n{noun} {}{more} {verb} a parameter alone: the leverage is 1, and without the row the parameter is gone\n",
            list(&lines)
        )
    }

    fn table(&self) -> String {
        let residuals = if self.is_line { &["residual"][..] } else { &["Pearson", "deviance"] };
        let refitted = if self.is_refitted { &["refitted"][..] } else { &[] };
        let heads =
            [&["line", "leverage"], residuals, &["studentised", "Cook's distance"]].concat();
        let words = heads.len();
        let heads = [&heads[..], &["moves most", "by std. errors"], refitted].concat();
        let mut table = TextTable::new(heads).words(words);
        self.shown.iter().for_each(|row| table.row(self.cells(row)));
        table.to_string().trim_end().to_owned()
    }

    fn cells(&self, row: &Shown) -> Vec<String> {
        let of = &row.measures;
        let number = |x: Option<f64>, digits| x.map_or("-".to_owned(), |x| fixed(x, digits));
        let mut cells = vec![row.line.to_string(), fixed(of.leverage, 4)];
        match self.is_line {
            true => cells.push(significant(of.pearson)),
            false => cells.extend([of.pearson, of.deviance].map(|residual| fixed(residual, 3))),
        }
        cells.push(number(of.studentised, 3));
        cells.push(of.cooks_distance.map_or("-".to_owned(), significant));
        let most = row.largest();
        cells.push(most.map_or(String::new(), |most| shown(&most.name)));
        cells.push(number(most.and_then(|most| most.by.standard_errors), 3));
        if self.is_refitted {
            cells.push(number(most.and_then(|most| most.refitted?.standard_errors), 3));
        }
        cells
    }
}

fn of_hint(hint: &Hint) -> String {
    let Hint { what, rule, threshold, whose, rows } = hint;
    let equals = match rule.parse::<f64>() {
        Ok(_) => String::new(),
        Err(_) => format!(" = {}", significant(*threshold)),
    };
    format!("  {what} above {rule}{equals}: {} ({whose})\n", count(*rows, "row"))
}
