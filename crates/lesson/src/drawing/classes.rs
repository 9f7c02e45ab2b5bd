//! Several classes in a plane of two measures.

use anyhow::Result;
use datasets::Dataset;
use pictures::{Figure, Ink, Plane, numbers};

use super::around;

/// A model of two measures: a plane per class.
pub(crate) struct ClassMap<'a> {
    pub(crate) title: String,
    /// In what the measures are taken.
    pub(crate) unit: &'static str,
    /// Only the two measures.
    pub(crate) data: &'a Dataset,
    pub(crate) planes: Vec<Plane>,
    pub(crate) chosen: Vec<usize>,
}

impl ClassMap<'_> {
    /// Samples whose class it finds.
    pub(crate) fn right(&self) -> Result<usize> {
        let (labels, _) = self.data.classes()?;
        Ok(labels.iter().zip(&self.chosen).filter(|(a, b)| a == b).count())
    }

    /// The region of each class, the samples, and rings around those in the wrong one.
    pub(crate) fn draw(&self) -> Result<Figure> {
        let (labels, classes) = self.data.classes()?;
        let names = &self.data.feature_names;
        let (x, y) = (self.data.feature(&names[0])?, self.data.feature(&names[1])?);
        let ranges = [around(x.iter().copied()), around(y.iter().copied())];
        let words = |name: &String| {
            format!("{} in {}", name.replace("_mm", "").replace('_', " "), self.unit)
        };
        let mut figure = Figure::new(&self.title, words(&names[0]), words(&names[1]))
            .ranges(ranges[0], ranges[1])
            .described(format!(
                "The plane of {} and {}, divided by straight lines into the regions of {}; {} of {} samples \
                 lie in the region of their own class, and the others are ringed.",
                words(&names[0]),
                words(&names[1]),
                numbers::list(classes),
                self.right()?,
                labels.len(),
            ))
            .noted("Ringed: in the region of another class.");
        figure.regions(&self.planes, ranges[0], ranges[1]);
        let is_wrong = |i: &usize| labels[*i] != self.chosen[*i];
        figure.rings((0..labels.len()).filter(is_wrong).map(|i| (x[i], y[i])).collect());
        for (k, class) in classes.iter().enumerate() {
            let those = (0..labels.len()).filter(|i| labels[*i] == k);
            let row = |i: usize| {
                let measures =
                    format!("{} {}, {} {}", words(&names[0]), x[i], words(&names[1]), y[i]);
                ((x[i], y[i]), format!("{class}: {measures}"))
            };
            figure.rows(those.map(row).collect(), Ink::of_class(k), class.clone());
        }
        Ok(figure)
    }
}
