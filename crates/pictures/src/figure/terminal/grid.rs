//! The cells of a terminal: from kuva's colours to ours.

use std::fmt::Write;

use super::super::Ink;
use super::super::label::SECOND_HALF;

/// What kuva is told to write texts, axes and grid lines in, so that they are known again.
pub(super) const TEXT: &str = "#000001";
pub(super) const AXIS: &str = "#000002";
pub(super) const GRID: &str = "#000003";

/// What stands in each cell.
pub(super) struct Grid {
    rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Copy)]
struct Cell {
    letter: char,
    paint: Paint,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Paint {
    Text,
    Ink(Ink),
    /// Axes and all else.
    Other,
}

impl Grid {
    /// Reads what kuva writes: letters, and `ESC [ … m` before those of another colour.
    pub(super) fn of(text: &str) -> Self {
        let mut rows = vec![Vec::new()];
        let mut paint = Paint::Other;
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '\u{1b}' => {
                    let code: String = letters.by_ref().take_while(|c| *c != 'm').collect();
                    paint = paint_of(&code);
                }
                '\n' => rows.push(Vec::new()),
                _ => {
                    if let Some(row) = rows.last_mut() {
                        row.push(Cell { letter, paint });
                    }
                }
            }
        }
        Self { rows }
    }

    /// Puts the letter of an ink into a cell, unless a text stands there or the line that divides classes.
    pub(super) fn put(&mut self, column: f64, row: f64, ink: Ink) {
        if column < 0.0 || row < 0.0 {
            return;
        }
        let row = self.rows.get_mut(row as usize);
        let Some(cell) = row.and_then(|row| row.get_mut(column as usize)) else { return };
        let is_taken = matches!(cell.paint, Paint::Text | Paint::Ink(Ink::Text));
        if !is_taken || cell.letter == ' ' {
            *cell = Cell { letter: ink.letter(), paint: Paint::Ink(ink) };
        }
    }

    /// Puts another of the same size behind it.
    pub(super) fn put_behind(&mut self, other: &Self) {
        for (cell, behind) in self.rows.iter_mut().flatten().zip(other.rows.iter().flatten()) {
            if cell.letter == ' ' {
                *cell = *behind;
            }
        }
    }

    /// The lines, without what is blank at the end.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        let is_blank = |row: &&Vec<Cell>| row.iter().all(|cell| cell.letter == ' ');
        let blank = self.rows.iter().rev().take_while(is_blank).count();
        self.rows[..self.rows.len() - blank].iter().map(|row| line(row))
    }
}

fn paint_of(code: &str) -> Paint {
    let Some(color) = code.strip_prefix("[38;2;") else { return Paint::Other };
    let levels: Vec<u8> = color.split(';').filter_map(|level| level.parse().ok()).collect();
    let [r, g, b] = levels[..] else { return Paint::Other };
    let color = format!("#{r:02x}{g:02x}{b:02x}");
    if color == TEXT {
        return Paint::Text;
    }
    Ink::ALL.into_iter().find(|ink| ink.color() == color).map_or(Paint::Other, Paint::Ink)
}

fn line(row: &[Cell]) -> String {
    let end = row.iter().rposition(|cell| cell.letter != ' ').map_or(0, |last| last + 1);
    let mut text = String::new();
    let mut now = None;
    for cell in &row[..end] {
        let color = match cell.paint {
            Paint::Ink(ink) if cell.letter != ' ' => ink.color_in_terminal(),
            _ => None,
        };
        if color != now {
            let _ = match color {
                Some(number) => write!(text, "\u{1b}[38;5;{number}m"),
                None => write!(text, "\u{1b}[39m"),
            };
            now = color;
        }
        if cell.letter != SECOND_HALF {
            text.push(cell.letter);
        }
    }
    if now.is_some() {
        text.push_str("\u{1b}[39m");
    }
    text
}
