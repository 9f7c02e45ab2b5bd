use super::{Error, MemoryError, RowProblem};

impl Error {
    pub(crate) fn row(file: &str, line: u64, problem: RowProblem) -> Self {
        Self::Row { file: file.to_owned(), line, problem }
    }

    /// The column it is about, if it is about one.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::MissingCell { column, .. }
            | Self::Cell { column, .. }
            | Self::DecimalMark { column, .. }
            | Self::EmptyColumn { column, .. }
            | Self::ColumnKind { column, .. }
            | Self::UnseenLevel { column, .. }
            | Self::Dates { column, .. }
            | Self::FreeText { column, .. }
            | Self::Memory(MemoryError::Texts { column, .. })
            | Self::Length { column, .. }
            | Self::NotFinite { column, .. } => Some(column),
            _ => None,
        }
    }
}

/// One error a line.
pub(super) fn listed(errors: &[Error]) -> String {
    errors.iter().map(|error| format!("\n  {error}")).collect()
}
