use kuva::prelude::{LineStyle, MarkerShape};

/// A colour that colour-blind readers tell from the others (after Okabe and Ito, dark enough for white
/// paper), with a marker and dashes of its own, so that colour is never alone.
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
    const CLASSES: [Self; 7] = [
        Self::First,
        Self::Second,
        Self::Third,
        Self::Model,
        Self::Straight,
        Self::Sixth,
        Self::Text,
    ];

    /// The ink of class number `k`; they repeat after the seventh.
    #[must_use]
    pub fn of_class(k: usize) -> Self {
        Self::CLASSES[k % Self::CLASSES.len()]
    }

    /// Its colour on white paper, as `#rrggbb`.
    #[must_use]
    pub fn color(self) -> &'static str {
        match self {
            Self::First => "#0072b2",
            Self::Second => "#d55e00",
            Self::Third => "#00875f",
            Self::Model => "#a8458a",
            Self::Straight => "#8a6a00",
            Self::Sixth => "#3b8fc4",
            Self::Text => "#000000",
            Self::Grey => "#767676",
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
