use linalg_lite::Mat;
use rayon::prelude::*;

use super::SparseSoftmax;
use super::at::At;
use super::curvature::{PANEL, Part};
use crate::error::Error;
use crate::solver::Objective;

/// The Hessian where most features have members in most classes. For two classes the products of features are those
/// of two of their members in either order, and what a class has with itself is less what it has with the others:
///
/// ```text
/// P_kl = -X' diag(p_k p_l) X     P_kk = -sum_(l != k) P_kl
/// ```
impl SparseSoftmax<'_> {
    /// Whether that takes fewer products than all pairs of members.
    pub(super) fn features_are_fewer(&self) -> bool {
        let pairs = |size: usize| size * (size + 1) / 2;
        let of_features = pairs(self.classes - 1) * pairs(self.members.columns().len());
        of_features < pairs(self.dim())
    }

    pub(super) fn curvature_by_features(&self, at: &At) -> Result<Mat<f64>, Error> {
        let features = self.members.one_of_each_feature();
        let mut parts = Vec::new();
        for l in 1..self.classes {
            for k in 0..l {
                for start in (0..features.len()).step_by(PANEL) {
                    let end = features.len().min(start + PANEL);
                    let (rows, columns) = (features[..end].to_vec(), features[start..end].to_vec());
                    parts.push(Part { classes: (k, l), rows, columns });
                }
            }
        }
        let found: Vec<Mat<f64>> =
            parts.par_iter().map(|part| self.products(at, part)).collect::<Result<_, Error>>()?;
        let empty = || Mat::zeros(features.len(), features.len());
        let mut blocks: Vec<Mat<f64>> = (0..self.classes * self.classes).map(|_| empty()).collect();
        for (part, found) in parts.iter().zip(&found) {
            let (k, l) = part.classes;
            let last = part.rows.len();
            for (place, column) in (last - part.columns.len()..last).enumerate() {
                for row in 0..=column {
                    let entry = found[(row, place)] / at.weight;
                    blocks[k * self.classes + l][(row, column)] = entry;
                    blocks[k * self.classes + k][(row, column)] -= entry;
                    blocks[l * self.classes + l][(row, column)] -= entry;
                }
            }
        }
        let all = self.members.all();
        let entry = |i: usize, j: usize| {
            let [a, b] = [i, j].map(|member| self.members.place(member));
            let [k, l] = [i, j].map(|member| all[member].class);
            blocks[k.min(l) * self.classes + k.max(l)][(a.min(b), a.max(b))]
        };
        let mut hessian = Mat::from_fn(self.dim(), self.dim(), entry);
        (0..self.dim()).for_each(|j| hessian[(j, j)] += self.penalty(j).l2);
        Ok(hessian)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;
    use crate::solver::Selective;
    use crate::units::Units;

    #[test]
    fn products_of_features_are_those_of_members() {
        let x = Mat::from_fn(90, 3, |i, j| ((i * 29 + j * 17) % 31) as f64 / 9.0 - 1.3);
        let classes: Vec<usize> = (0..90).map(|i| (i * i + i / 7) % 3).collect();
        let problem = Problem::new(x.as_ref(), &classes).unwrap();
        let mut objective = SparseSoftmax::new(problem, 3, Units::default()).unwrap();
        objective.admit(&[0, 1, 2, 4, 6, 5, 9, 8]).unwrap(); // four parameters a class
        let w: Vec<f64> = (0..objective.dim()).map(|j| j as f64 / 10.0 - 0.4).collect();
        let at = objective.at(&w);
        assert!(objective.features_are_fewer());
        let by_features = objective.curvature_by_features(&at).unwrap();
        let by_members = objective.curvature(&at, 1).unwrap();
        for j in 1..objective.dim() {
            for i in 0..objective.dim() {
                let (found, expected) = (by_features[(i, j)], by_members[(i, j - 1)]);
                assert!((found - expected).abs() < 1e-15, "{i}, {j}: {found} {expected}");
            }
        }
    }
}
