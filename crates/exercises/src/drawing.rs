use pictures::{Figure, Ink, Point};

/// Evenly spaced numbers, both ends included.
pub(crate) fn steps([low, high]: [f64; 2], count: u32) -> impl Iterator<Item = f64> {
    (0..=count).map(move |k| low + (high - low) * f64::from(k) / f64::from(count))
}

/// The points that are numbers, no higher and no lower than the picture.
pub(crate) fn within([low, high]: [f64; 2], points: impl IntoIterator<Item = Point>) -> Vec<Point> {
    let points = points.into_iter().filter(|(x, y)| x.is_finite() && !y.is_nan());
    points.map(|(x, y)| (x, y.clamp(low, high))).collect()
}

/// Where a function gives no number, marked at one height.
pub(crate) fn mark_gaps(figure: &mut Figure, height: f64, points: impl IntoIterator<Item = Point>) {
    let gaps = points.into_iter().filter(|(_, y)| y.is_nan()).map(|(x, _)| (x, height));
    let gaps: Vec<Point> = gaps.collect();
    if !gaps.is_empty() {
        figure.points(gaps, Ink::Second, "no number");
    }
}
