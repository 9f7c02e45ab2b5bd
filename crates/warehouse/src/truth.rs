/// What is to be learned.
#[derive(Clone, Debug, PartialEq)]
pub enum Truth {
    /// A number.
    Number {
        /// Its column.
        column: String,
    },
    /// A class.
    Classes {
        /// Its column.
        column: String,
        /// The texts of each class; of two, the positive one last.
        classes: Vec<Vec<String>>,
        /// Whether the column holds numbers, so that a class is one, however it is written.
        are_numbers: bool,
    },
}

impl Truth {
    /// Its column.
    #[must_use]
    pub fn column(&self) -> &str {
        match self {
            Self::Number { column } | Self::Classes { column, .. } => column,
        }
    }
}
