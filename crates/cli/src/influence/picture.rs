use models::influence::Influence;
use pictures::{Figure, Ink, Point, shown, thinned};

use super::answer::Answer;
use super::subject::Subject;

/// Cook's distance against leverage, with the lines of the rows that stand out.
pub(super) fn figure<T: models::Target>(
    subject: &Subject<'_>,
    found: &Influence<'_, T>,
    answer: &Answer,
) -> Figure {
    const NAMED: [Ink; 6] =
        [Ink::Second, Ink::Third, Ink::Model, Ink::Straight, Ink::Sixth, Ink::First];
    let lines = &subject.judged.lines;
    let point = |row: usize| -> Option<Point> {
        let of = found.measures(row)?;
        Some((of.leverage, of.cooks_distance?))
    };
    let named: Vec<usize> = answer.shown.iter().take(NAMED.len()).map(|of| of.row).collect();
    let others = thinned(found.n_rows()).filter(|row| !named.contains(row));
    let others = others.filter_map(|row| Some((point(row)?, format!("line {}", lines[row]))));
    let title = format!("Influence of rows on \"{}\"", shown(&answer.target));
    let alt = format!("Cook's distance of {} rows over their leverage", answer.rows);
    let mut figure = Figure::new(title, "leverage", "Cook's distance").described(alt);
    figure.rows(others.collect(), Ink::Grey, "");
    for (row, ink) in named.iter().zip(NAMED) {
        let name = format!("line {}", lines[*row]);
        let points = point(*row).map(|point| (point, name.clone())).into_iter().collect();
        figure.rows(points, ink, name);
    }
    figure
}
