use kuva::prelude::{LineStyle, MarkerShape};

/// A colour that colour-blind readers tell from the others, with a marker and dashes of its own, so that
/// colour is never alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// The first class, of two the negative one.
    First,
    /// The second class, of two the positive one.
    Second,
    /// The third class.
    Third,
    /// What a logistic model says.
    Model,
    /// What a straight line says.
    Straight,
    /// One more of many.
    Sixth,
    /// The colour of texts.
    Text,
    /// What is not the point.
    Grey,
}

impl Ink {
    /// All of them, those of classes first.
    pub const ALL: [Self; 8] = [
        Self::First,
        Self::Second,
        Self::Third,
        Self::Model,
        Self::Straight,
        Self::Sixth,
        Self::Text,
        Self::Grey,
    ];

    /// The ink of class number `k`; they repeat after the seventh.
    #[must_use]
    pub fn of_class(k: usize) -> Self {
        Self::ALL[k % (Self::ALL.len() - 1)]
    }

    /// Its colour on white paper, as `#rrggbb`.
    #[must_use]
    pub fn color(self) -> &'static str {
        match self {
            Self::First => "#2a80e0",
            Self::Second => "#d9540a",
            Self::Third => "#005a30",
            Self::Model => "#92308f",
            Self::Straight => "#544310",
            Self::Sixth => "#1a90c0",
            Self::Text => "#000000",
            Self::Grey => "#767676",
        }
    }

    /// Its colour on black paper.
    #[must_use]
    pub fn color_on_black(self) -> &'static str {
        match self {
            Self::First => "#3b86ec",
            Self::Second => "#e56225",
            Self::Third => "#20df8c",
            Self::Model => "#f4a7f8",
            Self::Straight => "#ecdc5d",
            Self::Sixth => "#7ba5ee",
            Self::Text => "#e8e8ea",
            Self::Grey => "#a0a4ab",
        }
    }

    pub(super) fn marker(self) -> MarkerShape {
        match self {
            Self::First | Self::Grey => MarkerShape::Circle,
            Self::Second => MarkerShape::Triangle,
            Self::Third => MarkerShape::Square,
            Self::Model => MarkerShape::Diamond,
            Self::Straight => MarkerShape::Cross,
            Self::Sixth => MarkerShape::Plus,
            Self::Text => MarkerShape::Star,
        }
    }

    pub(super) fn dashes(self) -> LineStyle {
        match self {
            Self::First | Self::Model | Self::Sixth => LineStyle::Solid,
            Self::Second | Self::Straight | Self::Grey => LineStyle::Custom("4 3".to_owned()),
            Self::Third => LineStyle::Custom("6 2 2 2".to_owned()),
            Self::Text => LineStyle::Custom("2 2".to_owned()),
        }
    }
}
