//! Pictures as data: the values are kept, and drawn in the terminal or as SVG.

mod ink;
mod label;
mod marks;
mod render;
mod terminal;

pub use ink::Ink;

use crate::numbers::short;

/// A point of a picture, in the units of its axes.
pub type Point = (f64, f64);

/// A picture with two axes and what is drawn on them.
///
/// ```
/// use pictures::{Figure, Ink};
///
/// let mut figure = Figure::new("Squares", "x", "x squared").described("x squared from 0 to 2");
/// figure.line(vec![(0.0, 0.0), (1.0, 1.0), (2.0, 4.0)], Ink::Model, "x^2");
/// assert!(figure.svg().contains("x squared"));
/// assert_eq!(figure.marks[0].points[2], (2.0, 4.0));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it is about.
    pub title: String,
    /// What it shows, for a reader who cannot see it.
    pub alt: String,
    /// What the names of its marks leave open; often empty.
    pub note: String,
    /// What is drawn, the first at the bottom.
    pub marks: Vec<Mark>,
    x: Axis,
    y: Axis,
    is_small: bool,
}

/// An axis.
#[derive(Clone, Debug, PartialEq)]
struct Axis {
    label: String,
    range: Option<[f64; 2]>,
    is_log: bool,
}

/// Some values and how they are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// How they are drawn.
    pub shape: Shape,
    /// The values.
    pub points: Vec<Point>,
    /// Their colour, marker and dashes.
    pub ink: Ink,
    /// Their name; empty if they need none.
    pub name: String,
}

/// How values are drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line from value to value.
    Line,
    /// A thin line to compare with.
    Guide,
    /// A marker a value, and a text for each (or none for all) that says what it is.
    Points(Vec<String>),
    /// A small marker a value.
    Dots,
    /// A ring around each value.
    Rings,
    /// A marker a value, with a bar that reaches down and up by so much.
    Errors(Vec<(f64, f64)>),
    /// The area between the values and these, so opaque (0 to 1).
    Area(Vec<f64>, f64),
    /// A row a value, with its name: the value and an interval from the one to the other.
    Intervals(Vec<String>, Vec<(f64, f64)>),
}

impl Shape {
    fn name(&self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Guide => "guide",
            Self::Points(_) => "points",
            Self::Dots => "dots",
            Self::Rings => "rings",
            Self::Errors(_) => "errors",
            Self::Area(..) => "area",
            Self::Intervals(..) => "intervals",
        }
    }

    /// What value i has beside its place.
    fn beside(&self, i: usize) -> String {
        let pair = |(low, high): &(f64, f64)| format!("{} {}", short(*low), short(*high));
        match self {
            Self::Line | Self::Guide | Self::Dots | Self::Rings => String::new(),
            Self::Points(names) => names.get(i).cloned().unwrap_or_default(),
            Self::Errors(bars) => bars.get(i).map(pair).unwrap_or_default(),
            Self::Area(others, _) => others.get(i).copied().map(short).unwrap_or_default(),
            Self::Intervals(names, ends) => {
                let ends = ends.get(i).map(pair).unwrap_or_default();
                format!("{ends} {}", names.get(i).map_or("", String::as_str))
            }
        }
    }
}

impl Figure {
    /// A picture without anything yet.
    #[must_use]
    pub fn new(title: impl Into<String>, x: impl Into<String>, y: impl Into<String>) -> Self {
        let axis = |label: String| Axis { label, range: None, is_log: false };
        let (x, y) = (axis(x.into()), axis(y.into()));
        let (alt, note) = (String::new(), String::new());
        Self { title: title.into(), alt, note, marks: Vec::new(), x, y, is_small: false }
    }

    /// The same picture with what it shows in words.
    #[must_use]
    pub fn described(mut self, alt: impl Into<String>) -> Self {
        self.alt = alt.into();
        self
    }

    /// The same picture with a line below it.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// The same picture as one of many beside each other.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.is_small = true;
        self
    }

    /// Whether it is one of many.
    #[must_use]
    pub fn is_small(&self) -> bool {
        self.is_small
    }

    /// The ends of the horizontal and of the vertical axis, where they were set.
    #[must_use]
    pub fn ends(&self) -> Option<[[f64; 2]; 2]> {
        Some([self.x.range?, self.y.range?])
    }

    /// All that is drawn, in words and numbers of six digits: the axes, and one line a value.
    #[must_use]
    pub fn data(&self) -> String {
        let mut lines = vec![self.title.clone()];
        lines.extend((!self.note.is_empty()).then(|| self.note.clone()));
        lines.push(format!("  {}", self.alt));
        for (name, axis) in [("x", &self.x), ("y", &self.y)] {
            let ends = axis.range.map(|ends| ends.map(short).join(" to "));
            let ends = ends.map_or_else(String::new, |ends| format!(", {ends}"));
            let powers = if axis.is_log { ", powers of ten" } else { "" };
            lines.push(format!("  {name}: {}{ends}{powers}", axis.label));
        }
        for mark in &self.marks {
            lines.push(format!("  {} {:?} {}", mark.shape.name(), mark.ink, mark.name));
            let value = |(i, (x, y)): (usize, &Point)| {
                format!("    {} {} {}", short(*x), short(*y), mark.shape.beside(i))
            };
            lines.extend(mark.points.iter().enumerate().map(value));
        }
        lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    /// How many rows with names it has.
    fn n_rows(&self) -> usize {
        let rows = |mark: &Mark| match &mark.shape {
            Shape::Intervals(names, _) => names.len(),
            _ => 0,
        };
        self.marks.iter().map(rows).sum()
    }

    /// Whether there are texts that say what its points are.
    #[must_use]
    pub fn has_rows(&self) -> bool {
        let has_rows = |mark: &Mark| matches!(&mark.shape, Shape::Points(rows) if !rows.is_empty());
        self.marks.iter().any(has_rows)
    }

    /// The same picture with both axes from 0 to 1.
    #[must_use]
    pub fn of_shares(self) -> Self {
        self.ranges([0.0, 1.0], [0.0, 1.0])
    }

    /// The same picture with these ends of its axes.
    #[must_use]
    pub fn ranges(mut self, x: [f64; 2], y: [f64; 2]) -> Self {
        (self.x.range, self.y.range) = (Some(x), Some(y));
        self
    }

    /// The same picture with a horizontal axis of powers of ten, from the lower of its ends on.
    #[must_use]
    pub fn log_x(mut self) -> Self {
        self.x.is_log = true;
        self
    }

    /// The same picture with a vertical axis of powers of ten, from the lower of its ends on.
    #[must_use]
    pub fn log_y(mut self) -> Self {
        self.y.is_log = true;
        self
    }

    /// A line.
    pub fn line(&mut self, points: Vec<Point>, ink: Ink, name: impl Into<String>) {
        self.add(Shape::Line, points, ink, name);
    }

    /// A grey line to compare with.
    pub fn guide(&mut self, points: Vec<Point>, name: impl Into<String>) {
        self.add(Shape::Guide, points, Ink::Grey, name);
    }

    /// Markers.
    pub fn points(&mut self, points: Vec<Point>, ink: Ink, name: impl Into<String>) {
        self.add(Shape::Points(Vec::new()), points, ink, name);
    }

    /// Markers, each with a text that says what it is.
    pub fn rows(&mut self, rows: Vec<(Point, String)>, ink: Ink, name: impl Into<String>) {
        let (points, texts) = rows.into_iter().unzip();
        self.add(Shape::Points(texts), points, ink, name);
    }

    /// Rings around points.
    pub fn rings(&mut self, points: Vec<Point>) {
        self.add(Shape::Rings, points, Ink::Text, "");
    }

    /// Anything else.
    pub fn add(&mut self, shape: Shape, points: Vec<Point>, ink: Ink, name: impl Into<String>) {
        self.marks.push(Mark { shape, points, ink, name: name.into() });
    }
}
