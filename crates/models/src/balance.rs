use crate::problem::{Problem, Target};

/// Weights that make all classes count the same: `n / (K n_k)` for each sample of class k, times what the
/// sample counts already, where K classes have a sample. They are
/// [sampling weights](crate::SampleWeights::sampling): no counts.
///
/// ```
/// use linalg_lite::Mat;
/// use models::{Problem, balanced_weights};
///
/// let x = Mat::zeros(4, 0);
/// let problem = Problem::new(x.as_ref(), &[true, false, false, false])?;
/// assert_eq!(balanced_weights(&problem), [2.0, 2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0]);
/// # Ok::<(), models::Error>(())
/// ```
#[must_use]
pub fn balanced_weights<C: Class>(problem: &Problem<'_, C>) -> Vec<f64> {
    let class = |i: usize| problem.target[i].number();
    let classes = problem.target.iter().map(|target| target.number() + 1).max().unwrap_or(0);
    let mut counts = vec![0.0; classes];
    (0..problem.n_rows()).for_each(|i| counts[class(i)] += problem.weight(i));
    let present = counts.iter().filter(|count| **count > 0.0).count() as f64;
    let total: f64 = counts.iter().sum();
    let weight = |i: usize| match counts[class(i)] {
        0.0 => 0.0,
        count => problem.weight(i) * total / (present * count),
    };
    (0..problem.n_rows()).map(weight).collect()
}

/// A target that has a class.
pub trait Class: Target {
    /// Its number, from 0.
    fn number(self) -> usize;
}

impl Class for bool {
    fn number(self) -> usize {
        usize::from(self)
    }
}

impl Class for usize {
    fn number(self) -> usize {
        self
    }
}
