use super::Collinearity;

/// Features that nearly determine each other.
#[derive(Clone, Debug, PartialEq)]
pub struct NearDependency {
    /// The condition index that shows it, the largest where there are several.
    pub condition_index: f64,
    /// The features that take part, numbered as in the design, in ascending order.
    pub features: Vec<usize>,
}

impl Collinearity {
    /// Belsley's rule: a condition index above 30 is a near-dependency, and the features of which more
    /// than half of the variance falls to it take part; there are two at least. The strongest comes
    /// first.
    ///
    /// Near-dependencies that share a tenth of a feature's variance compete for it, and are taken as
    /// one. One that a much stronger one hides, because its features take part in both, is left out:
    /// it shows when the stronger one is gone.
    ///
    /// # Source
    /// Belsley, Kuh and Welsch, *Regression Diagnostics* (1980), 3.2, "Interpreting the diagnostics".
    ///
    /// ```
    /// use linalg_lite::{Design, collinearity, matrix_from_columns};
    ///
    /// let (age, height) = ([31.0, 44.0, 58.0, 25.0, 39.0], [1.7, 1.6, 1.8, 1.9, 1.75]);
    /// let born: [f64; 5] = [1993.0, 1979.0, 1966.0, 1999.0, 1984.0]; // of 2024, within a year
    /// let x = matrix_from_columns(&[&age, &height, &born])?;
    /// let found = collinearity(Design::new(x.as_ref(), true)?, None)?.near_dependencies();
    /// assert_eq!((found.len(), &found[0].features[..]), (1, &[0, 2][..]));
    /// # Ok::<(), linalg_lite::Error>(())
    /// ```
    #[must_use]
    pub fn near_dependencies(&self) -> Vec<NearDependency> {
        const NEAR: f64 = 30.0;
        const TAKES_PART: f64 = 0.5;
        let strongest_first = (0..self.condition_indexes.len()).rev();
        let near: Vec<usize> =
            strongest_first.take_while(|k| self.condition_indexes[*k] > NEAR).collect();
        let mut found = Vec::new();
        for group in self.competing(&near) {
            let proportion =
                |j: usize| group.iter().map(|k| self.proportions[(*k, j)]).sum::<f64>();
            let features: Vec<usize> = (0..self.features.len())
                .filter(|j| proportion(*j) > TAKES_PART)
                .map(|j| self.features[j])
                .collect();
            let largest = group.iter().map(|k| self.condition_indexes[*k]).fold(0.0, f64::max);
            if features.len() > 1 {
                found.push(NearDependency { condition_index: largest, features });
            }
        }
        found.sort_by(|a, b| b.condition_index.total_cmp(&a.condition_index));
        found
    }

    /// Those of the condition indexes `near` that share features, directly or by others.
    fn competing(&self, near: &[usize]) -> Vec<Vec<usize>> {
        const SHARED: f64 = 0.1;
        let shared = |k: usize, other: usize| {
            (0..self.features.len())
                .any(|j| self.proportions[(k, j)].min(self.proportions[(other, j)]) > SHARED)
        };
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for k in near {
            let (joined, mut apart): (Vec<_>, Vec<_>) = groups
                .into_iter()
                .partition(|group: &Vec<usize>| group.iter().any(|other| shared(*k, *other)));
            apart.push(joined.into_iter().flatten().chain([*k]).collect());
            groups = apart;
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use crate::Mat;
    use crate::collinearity::tests::{of, table};
    use crate::random::Random;

    /// a, b, c with c = a + b, nearly, and d apart.
    #[test]
    fn a_near_dependency_names_its_columns() {
        let mut random = Random(6);
        for round in 0..100 {
            let n = 50 + random.below(100);
            let noise = [0.03, 0.01, 1e-4, 1e-8][round % 4];
            let rows: Vec<[f64; 4]> = (0..n)
                .map(|_| {
                    let [a, b, d, e] = [0; 4].map(|_| random.next());
                    [1e6 + a, d, b, a + b + noise * e]
                })
                .collect();
            let x = Mat::from_fn(n, 4, |i, j| rows[i][j]);
            let found = of(&x, true, None);
            let near = found.near_dependencies();
            assert_eq!(near.len(), 1, "round {round}: {found:?}");
            assert_eq!(near[0].features, [0, 2, 3]);
            assert_eq!(near[0].condition_index, found.condition());
            assert!(found.inflation[1] < 1.5);
        }
    }

    #[test]
    fn near_dependencies_apart_are_told_apart_and_competing_ones_are_one() {
        let mut random = Random(7);
        for round in 0..100 {
            let n = 60 + random.below(100);
            let near = [1e-2, 1e-3, 1e-5][round % 3];
            let pairs: Vec<[f64; 5]> = (0..n)
                .map(|_| {
                    let [a, b, c, d, e] = [0; 5].map(|_| random.next());
                    [a, b, a + 0.1 * near * c, b + near * d, e]
                })
                .collect();
            let found = of(&Mat::from_fn(n, 5, |i, j| pairs[i][j]), true, None).near_dependencies();
            let named: Vec<&[usize]> = found.iter().map(|near| &near.features[..]).collect();
            assert_eq!(named, [&[0, 2][..], &[1, 3]], "round {round}");
            assert!(found[0].condition_index > found[1].condition_index);

            let alike: Vec<[f64; 4]> = (0..n)
                .map(|_| {
                    let [a, b, c, d] = [0; 4].map(|_| random.next());
                    [a + near * b, a + near * c, d, a + near * random.next()]
                })
                .collect();
            let found = of(&Mat::from_fn(n, 4, |i, j| alike[i][j]), true, None).near_dependencies();
            assert_eq!((found.len(), &found[0].features[..]), (1, &[0, 1, 3][..]), "round {round}");
        }
        let x = table(&mut random, 30, 1);
        assert!(of(&x, true, None).near_dependencies().is_empty());
    }

    #[test]
    fn without_an_intercept_the_distance_from_zero_counts() {
        let mut random = Random(8);
        let x = Mat::from_fn(50, 2, |_, _| 100.0 + random.next());
        assert!(of(&x, true, None).near_dependencies().is_empty());
        assert_eq!(of(&x, false, None).near_dependencies()[0].features, [0, 1]);
    }
}
