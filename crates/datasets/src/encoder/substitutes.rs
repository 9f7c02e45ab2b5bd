/// How many cells of a column count as something else than they say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Substitutes {
    /// The column.
    pub column: String,
    /// Cells with an unseen level, which count as the baseline.
    pub unseen: usize,
    /// Missing cells that are filled.
    pub filled: usize,
    /// Cells such as 1 or y in a column that held yes and no.
    pub reworded: usize,
}

impl Substitutes {
    /// Adds those of other rows, column by column.
    pub fn add(sums: &mut Vec<Self>, more: Vec<Self>) {
        if sums.is_empty() {
            *sums = more;
            return;
        }
        for (sum, more) in sums.iter_mut().zip(more) {
            sum.unseen += more.unseen;
            sum.filled += more.filled;
            sum.reworded += more.reworded;
        }
    }

    /// What to tell of it, in a line each.
    #[must_use]
    pub fn describe(&self) -> Vec<String> {
        let Self { column, unseen, filled, reworded } = self;
        let cells = |count: &usize, several: &str, one: &str| match count {
            0 => None,
            1 => Some(format!("1 cell of \"{column}\" {one}")),
            _ => Some(format!("{count} cells of \"{column}\" {several}")),
        };
        let told = [
            cells(
                unseen,
                "were not seen in training and count as the baseline",
                "was not seen in training and counts as the baseline",
            ),
            cells(filled, "were missing and are filled in", "was missing and is filled in"),
            cells(
                reworded,
                "say yes or no in other words than in training",
                "says yes or no in another word than in training",
            ),
        ];
        told.into_iter().flatten().collect()
    }
}
