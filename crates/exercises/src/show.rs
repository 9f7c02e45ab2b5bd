//! What a terminal shows of the exercises.

use std::io::Write;

use anstream::adapter::strip_str;
use anyhow::Result;

use crate::{Checked, EXERCISES, Exercise};

/// A line each, with what has become of it.
///
/// # Errors
/// When `out` fails.
pub fn list(out: &mut impl Write) -> Result<()> {
    for exercise in EXERCISES {
        let state = match exercise.judge() {
            Ok(Checked { passed: true, .. }) => "passed",
            _ if exercise.is_as_shipped() => "not begun",
            Ok(_) => "not yet",
            Err(_) => "panics",
        };
        let Exercise { number, title, minutes, .. } = exercise;
        writeln!(out, "{number}  {title:<42} {minutes:>2} minutes  {state}")?;
    }
    writeln!(out, "\nTo begin: cargo xtask exercise 1")?;
    Ok(())
}

/// The symptom as a picture, and of a file as shipped in words; what was found in the program, and what to do
/// next. Returns whether it passed.
///
/// # Errors
/// When the program panics or `out` fails.
pub fn judged(exercise: &Exercise, out: &mut impl Write) -> Result<bool> {
    let Exercise { number, title, symptom, scene, .. } = exercise;
    let checked = exercise.judge()?;
    writeln!(out, "Exercise {number}: {title}")?;
    if exercise.is_as_shipped() {
        paragraph(symptom, out)?;
    }
    draw(&checked, out)?;
    if checked.passed {
        paragraph(&format!("Passed: {}", checked.found), out)?;
        writeln!(out, "The scene \"{scene}\" of the lesson's page shows what it is good for.")?;
        match EXERCISES.iter().find(|other| other.number == number + 1) {
            Some(next) => writeln!(out, "Next: cargo xtask exercise {}", next.number)?,
            None => writeln!(out, "That was the last one.")?,
        }
    } else {
        paragraph(&format!("Not yet: {}", checked.found), out)?;
        writeln!(out, "Edit {} and run this again.", exercise.file())?;
        writeln!(out, "For a hint: cargo xtask exercise {number} hint")?;
    }
    Ok(checked.passed)
}

/// Where to think.
///
/// # Errors
/// When `out` fails.
pub fn hint(exercise: &Exercise, out: &mut impl Write) -> Result<()> {
    paragraph(exercise.hint, out)
}

/// The program mended.
///
/// # Errors
/// When `out` fails.
pub fn solution(exercise: &Exercise, out: &mut impl Write) -> Result<()> {
    Ok(out.write_all(exercise.solution.as_bytes())?)
}

/// The picture without its blank lines, so that the text below it fits on the screen, too.
fn draw(checked: &Checked, out: &mut impl Write) -> Result<()> {
    let mut picture = Vec::new();
    checked.figure.draw(&mut picture)?;
    for line in String::from_utf8_lossy(&picture).lines() {
        if !strip_str(line).to_string().trim().is_empty() {
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Text in lines of a terminal's width.
fn paragraph(text: &str, out: &mut impl Write) -> Result<()> {
    const WIDTH: usize = 79;
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH {
            writeln!(out)?;
            column = 0;
        }
        let gap = if column > 0 { " " } else { "" };
        write!(out, "{gap}{word}")?;
        column += gap.len() + length;
    }
    Ok(writeln!(out)?)
}
