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

    /// Its number among a terminal's 256 colours, readable on dark and on light grounds; none for the colour
    /// that the terminal's own texts have.
    pub(super) fn color_in_terminal(self) -> Option<u8> {
        match self {
            Self::First => Some(33),
            Self::Second => Some(166),
            Self::Third => Some(29),
            Self::Model => Some(133),
            Self::Straight => Some(94),
            Self::Sixth => Some(31),
            Self::Text => None,
            Self::Grey => Some(243),
        }
    }

    /// Its marker where there are only letters.
    pub(super) fn letter(self) -> char {
        match self {
            Self::First => 'o',
            Self::Second => 'x',
            Self::Third => '+',
            Self::Model => '*',
            Self::Straight => '#',
            Self::Sixth => '%',
            Self::Text => '@',
            Self::Grey => '.',
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The luminance of a number of the 256 colours (W3C, WCAG 2.2).
    fn luminance(number: u8) -> f64 {
        let grey = |number: u8| 8.0 + 10.0 * f64::from(number - 232);
        let level = |k: u8| if k == 0 { 0.0 } else { 55.0 + 40.0 * f64::from(k) };
        let levels = match number {
            232.. => [grey(number); 3],
            _ => [(number - 16) / 36, (number - 16) / 6 % 6, (number - 16) % 6].map(level),
        };
        let linear = |level: f64| pxfm::f_pow((level / 255.0 + 0.055) / 1.055, 2.4);
        let [r, g, b] = levels.map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[test]
    fn inks_are_seen_on_dark_and_on_light_grounds() {
        for ink in Ink::ALL {
            let Some(number) = ink.color_in_terminal() else { continue };
            let on_black = (luminance(number) + 0.05) / 0.05;
            let on_white = 1.05 / (luminance(number) + 0.05);
            assert!(on_black >= 3.0 && on_white >= 3.0, "{ink:?}: {on_black:.2}, {on_white:.2}");
        }
    }

    #[test]
    fn no_two_inks_share_a_letter_or_a_colour() {
        for (k, ink) in Ink::ALL.iter().enumerate() {
            assert!(Ink::ALL[..k].iter().all(|other| other.letter() != ink.letter()));
            let color = |ink: &Ink| ink.color_in_terminal();
            assert!(Ink::ALL[..k].iter().all(|other| color(other) != color(ink)));
        }
    }
}
