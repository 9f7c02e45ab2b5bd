//! Random samples of every kind.

/// Numbers that look random.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// In [0, 1).
    pub(crate) fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() * n as f64) as usize
    }
}

/// Samples of every kind, some with ties.
#[derive(Default)]
pub(crate) struct Samples {
    pub(crate) labels: Vec<bool>,
    pub(crate) called: Vec<bool>,
    pub(crate) logits: Vec<f64>,
    pub(crate) probabilities: Vec<f64>,
    pub(crate) classes: Vec<usize>,
    pub(crate) called_classes: Vec<usize>,
    pub(crate) logits_by_class: Vec<Vec<f64>>,
    pub(crate) probabilities_by_class: Vec<Vec<f64>>,
    pub(crate) targets: Vec<f64>,
    pub(crate) predicted: Vec<f64>,
}

pub(crate) const CLASSES: usize = 3;

impl Samples {
    pub(crate) fn random(n: usize, numbers: &mut Numbers) -> Self {
        let mut samples = Self {
            logits_by_class: vec![Vec::new(); CLASSES],
            probabilities_by_class: vec![Vec::new(); CLASSES],
            ..Self::default()
        };
        for _ in 0..n {
            let logit = (20.0 * numbers.next()).round() / 2.0 - 5.0;
            samples.logits.push(logit);
            samples.probabilities.push(0.5 + logit / 10.0);
            samples.labels.push(numbers.next() < 0.5 + logit / 20.0);
            samples.called.push(numbers.next() < 0.6);
            samples.classes.push(numbers.below(CLASSES));
            samples.called_classes.push(numbers.below(CLASSES));
            let parts: Vec<f64> = (0..CLASSES).map(|_| numbers.next() + 0.01).collect();
            for (class, part) in parts.iter().enumerate() {
                samples.logits_by_class[class].push(10.0 * part);
                samples.probabilities_by_class[class].push(part / parts.iter().sum::<f64>());
            }
            samples.targets.push((8.0 * numbers.next()).round());
            samples.predicted.push(8.0 * numbers.next());
        }
        samples
    }

    pub(crate) fn repeated(&self, counts: &[f64]) -> Self {
        let repeated = |(i, count): (usize, &f64)| std::iter::repeat_n(i, *count as usize);
        self.permuted(&counts.iter().enumerate().flat_map(repeated).collect::<Vec<usize>>())
    }

    /// The samples at these places.
    pub(crate) fn permuted(&self, places: &[usize]) -> Self {
        fn at<T: Copy>(values: &[T], places: &[usize]) -> Vec<T> {
            places.iter().map(|i| values[*i]).collect()
        }
        let by_class = |of: &[Vec<f64>]| of.iter().map(|values| at(values, places)).collect();
        Self {
            labels: at(&self.labels, places),
            called: at(&self.called, places),
            logits: at(&self.logits, places),
            probabilities: at(&self.probabilities, places),
            classes: at(&self.classes, places),
            called_classes: at(&self.called_classes, places),
            logits_by_class: by_class(&self.logits_by_class),
            probabilities_by_class: by_class(&self.probabilities_by_class),
            targets: at(&self.targets, places),
            predicted: at(&self.predicted, places),
        }
    }
}
