//! Pictures say what the tables say, and can be read.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use datasets::Source;
use lesson::experiments::EXPERIMENTS;
use lesson::{Inputs, Part, Report, experiments};
use pictures::numbers::{fixed, rate, short};
use pictures::{Figure, TextTable};
use pictures::{Mark, Point, Shape};

/// Markers of a picture whose values a column of a table has, too.
struct Pair {
    experiment: &'static str,
    picture: usize,
    /// The number of the mark among those that are markers.
    mark: usize,
    table: usize,
    column: usize,
    /// How many there are at least.
    fewest: usize,
    cell: fn(&Point) -> String,
}

const fn pair(
    experiment: &'static str,
    [picture, mark, table, column]: [usize; 4],
    fewest: usize,
    cell: fn(&Point) -> String,
) -> Pair {
    Pair { experiment, picture, mark, table, column, fewest, cell }
}

const PAIRS: [Pair; 22] = [
    pair("spam-line", [0, 2, 0, 0], 13, |(x, _)| short(*x)),
    pair("spam-line", [0, 2, 0, 1], 13, |(_, y)| fixed(*y, 4)),
    pair("sigmoid", [0, 0, 0, 1], 9, |(_, y)| short(*y)),
    pair("sigmoid", [0, 1, 0, 4], 9, |(_, y)| short(*y)),
    pair("squashed-line", [0, 2, 0, 2], 13, |(_, y)| fixed(*y, 4)),
    pair("loss", [0, 0, 0, 1], 7, |(_, y)| short(*y)),
    pair("loss", [0, 1, 0, 2], 7, |(_, y)| short(*y)),
    pair("loss", [1, 0, 0, 3], 7, |(_, y)| short(-y)),
    pair("loss", [1, 1, 0, 4], 7, |(_, y)| short(-y)),
    pair("exam-training", [0, 0, 0, 0], 6, |(x, _)| fixed(*x, 0)),
    pair("exam-training", [0, 0, 0, 1], 6, |(_, y)| fixed(*y, 6)),
    pair("exam-boundary", [0, 2, 0, 1], 1, |(x, _)| fixed(*x, 2)),
    pair("exam-boundary", [0, 2, 0, 2], 1, |(_, y)| fixed(*y, 2)),
    pair("exam-thresholds", [1, 0, 0, 0], 5, |(x, _)| fixed(*x, 1)),
    pair("exam-thresholds", [0, 0, 0, 4], 5, |(_, y)| fixed(*y, 0)),
    pair("exam-thresholds", [0, 1, 0, 5], 5, |(_, y)| fixed(*y, 0)),
    pair("medical-screening", [0, 0, 1, 1], 4, |(x, _)| fixed(*x, 4)),
    pair("costs", [0, 0, 0, 1], 1, |(x, _)| fixed(*x, 4)),
    pair("costs", [0, 1, 0, 1], 1, |(x, _)| fixed(*x, 4)),
    pair("costs", [0, 2, 0, 1], 1, |(x, _)| fixed(*x, 4)),
    pair("inference", [0, 0, 2, 0], 5, |(x, _)| format!("{x} F")),
    pair("inference", [0, 0, 2, 1], 5, |(_, y)| fixed(*y, 4)),
];

/// Ten seeds of either stream.
fn seeds() -> impl Iterator<Item = Inputs> {
    (40..50).flat_map(|seed| Source::ALL.map(|source| Inputs { source, seed }))
}

fn report(name: &str, inputs: &Inputs) -> Report {
    (experiments::find(name).unwrap().run)(inputs).unwrap()
}

fn tables(report: &Report) -> Vec<&TextTable> {
    let mut tables = Vec::new();
    for part in &report.parts {
        if let Part::Table(table) = part {
            tables.push(table);
        }
    }
    tables
}

fn markers(figure: &Figure) -> Vec<&Mark> {
    use Shape::{Area, Dots, Guide, Line, Rings};
    let is_marker = |mark: &&Mark| !matches!(mark.shape, Line | Guide | Area(..) | Rings | Dots);
    figure.marks.iter().filter(is_marker).collect()
}

/// A marker that no cell of the table stands for would show.
#[test]
fn every_marker_has_its_cell() {
    for inputs in seeds() {
        for Pair { experiment, picture, mark, table, column, fewest, cell } in &PAIRS {
            let report = report(experiment, &inputs);
            let rows = tables(&report)[*table].rows();
            let mut cells = rows.iter().map(|row| row[*column].as_str());
            let points = &markers(&report.pictures[*picture])[*mark].points;
            assert!(points.len() >= *fewest, "{experiment}, column {column}: {points:?}");
            for wanted in points.iter().map(cell) {
                let found = cells.any(|cell| cell == wanted);
                assert!(found, "{experiment}, column {column}: {wanted} is not there, in order");
            }
        }
    }
}

/// The other way round: what a table prints of the students, a picture has, too.
#[test]
fn every_cell_has_its_marker() {
    for inputs in seeds() {
        let report = report("exam-predictions", &inputs);
        let mut drawn: Vec<Point> = Vec::new();
        markers(&report.pictures[0]).iter().for_each(|mark| drawn.extend(&mark.points));
        drawn.sort_by(|a, b| a.0.total_cmp(&b.0));
        let probabilities: Vec<String> =
            drawn.iter().step_by(4).map(|(p, _)| fixed(*p, 4)).collect();
        let cells: Vec<&String> = tables(&report)[0].rows().iter().map(|row| &row[2]).collect();
        assert_eq!(cells, probabilities.iter().collect::<Vec<_>>());
        assert!(!cells.is_empty());
    }
}

#[test]
fn dots_are_as_high_as_their_cells_say() {
    for inputs in seeds() {
        let report = report("gradient-check", &inputs);
        let [slopes, gaps] = [0, 1].map(|k| &markers(&report.pictures[0])[k].points);
        let rows = tables(&report)[0].rows();
        assert_eq!([slopes.len(), gaps.len()], [rows.len(); 2]);
        for ((row, (_, slope)), (_, difference)) in rows.iter().zip(slopes).zip(gaps) {
            assert_eq!(row[1].trim_start_matches('-'), fixed(*slope, 6));
            assert!(row[4] != "pass" || *difference <= 1.000_001e-9, "{difference}");
        }
    }
}

#[test]
fn a_race_is_where_its_table_says() {
    for inputs in seeds() {
        let report = report("solvers", &inputs);
        let tables = tables(&report);
        assert!(report.pictures.len() == tables.len() && !tables.is_empty());
        for (picture, table) in report.pictures.iter().zip(tables) {
            for row in table.rows() {
                let sweeps: f64 = row[0].parse().unwrap();
                assert_eq!(picture.marks.len(), row.len() - 1);
                for (line, cell) in picture.marks.iter().zip(&row[1..]) {
                    let reached = line.points.iter().take_while(|(at, _)| *at <= sweeps).last();
                    let above = reached.unwrap().1;
                    let expected =
                        if above <= 1e-15 { "0".to_owned() } else { format!("{above:.0e}") };
                    assert_eq!(*cell, expected, "{} at {sweeps}", line.name);
                }
            }
        }
    }
}

#[test]
fn curves_pass_where_the_rates_of_the_table_are() {
    for inputs in seeds() {
        let report = report("majority", &inputs);
        let rows = tables(&report)[0].rows();
        let cells = |name: &str| &rows.iter().find(|row| row[0] == name).unwrap()[1..];
        let points = &markers(&report.pictures[0])[0].points;
        assert_eq!(points.len(), cells("recall").len());
        for (k, (x, y)) in points.iter().enumerate() {
            assert_eq!(cells("FP rate")[k], rate(Some(*x)));
            assert_eq!(cells("recall")[k], rate(Some(*y)));
        }
    }
}

#[test]
fn whoever_is_not_ringed_is_counted_right() {
    for name in ["one-vs-rest", "softmax"] {
        let report = report(name, &Inputs::default());
        let text = report.to_string();
        for picture in &report.pictures {
            let all: usize = markers(picture).iter().map(|mark| mark.points.len()).sum();
            let is_ring = |mark: &&Mark| mark.shape == Shape::Rings;
            let wrong = picture.marks.iter().find(is_ring).unwrap().points.len();
            assert!(text.contains(&format!("alone: {} of {all} right", all - wrong)), "{text}");
        }
    }
}

#[test]
fn every_picture_says_what_it_shows() {
    for inputs in Source::ALL.map(Inputs::lesson) {
        for experiment in EXPERIMENTS {
            let report = (experiment.run)(&inputs).unwrap();
            assert!(!report.pictures.is_empty(), "{}", experiment.name);
            for picture in &report.pictures {
                let words = picture.alt.split_whitespace().count();
                assert!((8..80).contains(&words), "{}: {}", picture.title, picture.alt);
                assert!(
                    !picture.alt.contains("NaN") && picture.alt.ends_with('.'),
                    "{}",
                    picture.alt
                );
            }
        }
    }
}

/// Every letter stands within the picture, the legend below the axes.
#[test]
fn nothing_is_cut_off() {
    for experiment in EXPERIMENTS {
        for picture in (experiment.run)(&Inputs::default()).unwrap().pictures {
            let svg = picture.inline_svg("picture");
            let size = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split('"').next().unwrap();
            let (width, height) = size.split_once(' ').unwrap();
            let (width, height): (f64, f64) = (width.parse().unwrap(), height.parse().unwrap());
            for text in svg.split("<text ").skip(1) {
                let number = |name: &str| -> f64 {
                    text.split(name).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
                };
                let (x, y) = (number("x=\""), number("y=\""));
                let words = text.split('>').nth(1).unwrap().split('<').next().unwrap();
                let half = 0.3 * number("font-size=\"") * words.chars().count() as f64;
                let (left, right) = match text.split("text-anchor=\"").nth(1).unwrap().get(..3) {
                    _ if text.contains("rotate(") => (x, x),
                    Some("mid") => (x - half, x + half),
                    Some("sta") => (x, x + 2.0 * half),
                    _ => (x - 2.0 * half, x),
                };
                let within = left >= 0.0 && right <= width && (8.0..=height - 3.0).contains(&y);
                assert!(within, "{}, \"{}\": {words} at {x}, {y}", experiment.name, picture.title);
            }
        }
    }
}

#[test]
fn nothing_is_drawn_that_is_no_number() {
    for inputs in (0..5).flat_map(|seed| Source::ALL.map(|source| Inputs { source, seed })) {
        for experiment in EXPERIMENTS {
            for picture in (experiment.run)(&inputs).unwrap().pictures {
                let svg = picture.inline_svg("picture");
                let mut words = svg.split(|c: char| !c.is_alphanumeric());
                let wrong = words.find(|word| word.ends_with("NaN") || word.ends_with("inf"));
                assert_eq!(wrong, None, "{} {}", experiment.name, picture.title);
                let mut points = picture.marks.iter().flat_map(|mark| &mark.points);
                assert!(points.all(|(x, y)| x.is_finite() && y.is_finite()), "{}", picture.title);
            }
        }
    }
}
