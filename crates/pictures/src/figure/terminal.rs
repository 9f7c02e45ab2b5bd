//! A picture as text: kuva draws the lines, and each value is a letter, a different one for every ink.

mod grid;

use std::io::{self, Write};
use std::mem;

use kuva::TerminalBackend;
use kuva::prelude::{Layout, MarkerShape, Plot, Theme};
use kuva::render::color::Color;
use kuva::render::render::{Primitive, Scene, render_multiple};

use self::grid::{AXIS, GRID, Grid, TEXT};
use super::label::spread;
use super::{Figure, Ink, Mark, Shape};
use crate::{columns, shown, visible};

impl Figure {
    /// As text, as wide as the terminal is; areas by their edges. Names and axes have the terminal's own colour.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn draw(&self, out: &mut impl Write) -> io::Result<()> {
        let (width, height) = terminal_size::terminal_size()
            .map_or((80, 24), |(width, height)| (usize::from(width.0), usize::from(height.0)));
        let height = height.saturating_sub(2).clamp(20, (width / 2).max(20));
        let height = height.max(self.n_rows() + BESIDE_ROWS);
        let figure = self.for_terminal();
        let mut scene = figure.in_letters(figure.terminal_layout(height));
        if let Some(longest) = figure.longest_row_name() {
            let letter = scene.width / width as f64;
            let room = ((longest + 3) as f64 * letter).min(MOST_FOR_NAMES * scene.width);
            let layout = figure.terminal_layout(height).with_force_margins(room, 2.0 * letter);
            scene = figure.in_letters(layout);
        }
        let values = values(&mut scene);
        let lines = grid_lines(&mut scene);
        let backend = TerminalBackend::new(width, height);
        let mut grid = Grid::of(&backend.render_scene(&scene));
        scene.elements = lines;
        grid.put_behind(&Grid::of(&backend.render_scene(&scene)));
        for (x, y, ink) in values {
            let place = |at: f64, cells: usize, size: f64| (at * cells as f64 / size).floor();
            grid.put(place(x, width, scene.width), place(y, height, scene.height), ink);
        }
        if !self.y.label.is_empty() {
            writeln!(out, "  {} (upwards)", visible(&self.y.label))?;
        }
        grid.lines().try_for_each(|line| writeln!(out, "{line}"))?;
        if self.has_names() {
            let label = visible(&self.x.label);
            let room = width.saturating_sub(columns(&label)).min(width / 2);
            writeln!(out, "{}{label}", " ".repeat(room))?;
        }
        if !self.note.is_empty() {
            writeln!(out, "  {}", visible(&self.note))?;
        }
        Ok(())
    }

    /// The same picture with edges for areas, whose shades would hide all else; with letters on its lines where
    /// there are several; and with texts as wide as they are on the screen.
    fn for_terminal(&self) -> Self {
        let mut figure = self.clone();
        figure.title = spread(&self.title);
        figure.x.label = if self.has_names() { String::new() } else { spread(&self.x.label) };
        figure.y.label = String::new(); // upright letters are hard to read: it goes on top
        figure.marks.clear();
        let is_named_line = |mark: &&Mark| mark.shape == Shape::Line && !mark.name.is_empty();
        let has_lines = self.marks.iter().filter(is_named_line).count() > 1;
        for mark in &self.marks {
            let name = if mark.name.is_empty() {
                String::new()
            } else {
                format!(" {}", spread(&mark.name))
            };
            let mut add = |shape: Shape, points| figure.add(shape, points, mark.ink, &*name);
            match &mark.shape {
                Shape::Area(others, _) => {
                    let xs = mark.points.iter().map(|point| point.0);
                    let upper = xs.zip(others.iter().copied()).collect();
                    figure.add(Shape::Guide, mark.points.clone(), mark.ink, "");
                    figure.add(Shape::Guide, upper, mark.ink, "");
                }
                Shape::Line if has_lines && !name.is_empty() => {
                    let between = mark.points.len().div_ceil(ON_A_LINE).max(1);
                    let some = mark.points.iter().skip(between / 2).step_by(between).copied();
                    add(Shape::Points(Vec::new()), some.collect());
                    figure.add(Shape::Line, mark.points.clone(), mark.ink, "");
                }
                Shape::Intervals(names, ends) => {
                    let names = names.iter().map(|name| spread(&shown(name))).collect();
                    add(Shape::Intervals(names, ends.clone()), mark.points.clone());
                }
                shape => add(shape.clone(), mark.points.clone()),
            }
        }
        figure
    }

    /// Whether its rows have names, which leave too little room for the label below.
    fn has_names(&self) -> bool {
        self.marks.iter().any(|mark| matches!(mark.shape, Shape::Intervals(..)))
    }

    fn terminal_layout(&self, rows: usize) -> Layout {
        let theme = Theme {
            text_color: TEXT.into(),
            axis_color: AXIS.into(),
            tick_color: AXIS.into(),
            grid_color: GRID.into(),
            ..Theme::light()
        };
        self.layout()
            .with_title(super::label::label(&self.title))
            .with_theme(theme)
            .with_term_rows(rows as u32)
    }

    /// With a circle for every marker.
    fn in_letters(&self, layout: Layout) -> Scene {
        let mut plots = self.plots();
        for plot in &mut plots {
            if let Plot::Scatter(scatter) = plot {
                scatter.marker = MarkerShape::Circle;
            }
        }
        render_multiple(plots, layout)
    }

    /// Columns of the longest name of a row: in a terminal they are wider than kuva thinks.
    fn longest_row_name(&self) -> Option<usize> {
        let names = self.marks.iter().filter_map(|mark| match &mark.shape {
            Shape::Intervals(names, _) => names.iter().map(|name| name.chars().count()).max(),
            _ => None,
        });
        names.max()
    }
}

/// Lines above and below the rows.
const BESIDE_ROWS: usize = 14;

/// The share of the width that names of rows may take.
const MOST_FOR_NAMES: f64 = 0.8;

/// Letters on one of several lines.
const ON_A_LINE: usize = 12;

/// Takes the circles out of a scene: where they are, and their inks.
fn values(scene: &mut Scene) -> Vec<(f64, f64, Ink)> {
    let mut values = Vec::new();
    scene.elements.retain(|element| match element {
        Primitive::Circle { cx, cy, fill, fill_opacity, .. } => {
            let ink = ink_of(fill, *fill_opacity);
            values.extend(ink.map(|ink| (*cx, *cy, ink)));
            ink.is_none()
        }
        Primitive::CircleBatch { cx, cy, fill, fill_opacity, .. } => {
            let ink = ink_of(fill, *fill_opacity);
            let places = cx.iter().zip(cy);
            values.extend(
                ink.into_iter().flat_map(|ink| places.clone().map(move |(x, y)| (*x, *y, ink))),
            );
            ink.is_none()
        }
        _ => true,
    });
    values
}

/// Takes the grid lines out of a scene: a row of cells that holds one would show nothing else.
fn grid_lines(scene: &mut Scene) -> Vec<Primitive> {
    let is_of_grid = |element: &Primitive| matches!(element, Primitive::Line { stroke, .. } if stroke.to_svg_string() == GRID);
    let (lines, others) = mem::take(&mut scene.elements).into_iter().partition(is_of_grid);
    scene.elements = others;
    lines
}

/// The ink of a circle that is not a ring.
fn ink_of(fill: &Color, opacity: Option<f64>) -> Option<Ink> {
    let is_ring = opacity.is_some_and(|opacity| opacity == 0.0);
    let color = fill.to_svg_string();
    Ink::ALL.into_iter().find(|ink| !is_ring && ink.color() == color)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(figure: &Figure) -> String {
        let mut bytes = Vec::new();
        figure.draw(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn plain(figure: &Figure) -> String {
        anstream::adapter::strip_str(&drawn(figure)).to_string()
    }

    #[test]
    fn classes_are_told_apart_without_colour() {
        let mut figure = Figure::new("T", "x", "y").ranges([0.0, 4.0], [0.0, 4.0]);
        for (k, name) in ["cat", "dog", "emu"].into_iter().enumerate() {
            let points = vec![(1.0 + k as f64, 1.0 + k as f64)];
            figure.points(points, Ink::of_class(k), name);
        }
        let text = plain(&figure);
        assert!("ox+".chars().all(|letter| text.matches(letter).count() >= 2), "{text}");
        for entry in ["o cat", "x dog", "+ emu"] {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(entry), "{entry}: {text}");
        }
    }

    #[test]
    fn several_lines_have_letters_too() {
        let mut figure = Figure::new("T", "", "").of_shares();
        for k in 0..3 {
            let line = (0..=20).map(|i| (f64::from(i) / 20.0, 0.3 * (k + 1) as f64)).collect();
            figure.line(line, Ink::of_class(k), format!("line {k}"));
        }
        let text = plain(&figure);
        assert!("ox+".chars().all(|letter| text.matches(letter).count() >= 8), "{text}");
    }

    #[test]
    fn grid_lines_are_behind_curves() {
        let mut figure = Figure::new("T", "", "").of_shares();
        figure.line(vec![(0.0, 0.395), (1.0, 0.405)], Ink::Model, "");
        let text = plain(&figure);
        let dots = text.chars().filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count();
        assert!(dots > 60 && text.contains("───"), "{text}"); // all the way along one of them
    }

    #[test]
    fn nothing_is_black_or_white() {
        let mut figure = Figure::new("T", "x", "y").of_shares();
        figure.line(vec![(0.0, 0.1), (1.0, 0.9)], Ink::Text, "undecided");
        figure.points(vec![(0.5, 0.2)], Ink::First, "a");
        figure.guide(vec![(0.0, 0.0), (1.0, 1.0)], "chance");
        let text = drawn(&figure);
        let codes: Vec<&str> =
            text.split('\u{1b}').skip(1).filter_map(|rest| rest.split('m').next()).collect();
        let known = |code: &&str| ["[38;5;33", "[38;5;243", "[39"].contains(code);
        assert!(!codes.is_empty() && codes.iter().all(known), "{codes:?}");
    }

    #[test]
    fn names_from_files_command_nothing_and_keep_their_columns() {
        let mut figure = Figure::new("\u{1b}]0;x\u{7}", "a\nb", "\u{202e}y").of_shares();
        figure.points(vec![(0.5, 0.5)], Ink::First, "日本 \u{1b}[31mred");
        let text = plain(&figure);
        assert!(
            text.contains("日本 \\u{1b}[31mred") && text.contains("\\u{1b}]0;x\\u{7}"),
            "{text}"
        );
        assert!(text.contains("a\\nb") && text.contains("\\u{202e}y"), "{text}");
        let svg = figure.svg();
        assert!(!svg.contains(['\u{1b}', '\u{7}', '\u{202e}']) && svg.contains("\\u{202e}y"));
        let mut rows = Figure::new("T", "x", "");
        let names = vec!["日本".to_owned(), "x".repeat(70_000)];
        let shape = Shape::Intervals(names, vec![(0.0, 1.0); 2]);
        rows.add(shape, vec![(0.5, 0.0), (0.5, 1.0)], Ink::First, "");
        assert!(plain(&rows).contains(" 日本╶"), "{}", plain(&rows));
    }
}
