use linalg_lite::{BLOCK_ROWS, Mat, add_weighted_products};
use rayon::prelude::*;

use super::SparseSoftmax;
use super::at::At;
use crate::error::Error;
use crate::loss::{SoftmaxCrossEntropy, multiply};
use crate::solver::Objective;

/// So many columns are one work for a thread.
pub(super) const PANEL: usize = 48;

/// The products of some members of class k, a row each, with some of class l, a column each.
pub(super) struct Part {
    pub(super) classes: (usize, usize),
    pub(super) rows: Vec<usize>,
    pub(super) columns: Vec<usize>,
}

impl SparseSoftmax<'_> {
    /// The columns from `first` on of the members' Hessian. Every entry is one sum over the rows in their order, so
    /// that threads can share the entries.
    pub(super) fn curvature(&self, at: &At, first: usize) -> Result<Mat<f64>, Error> {
        if first == 0 && self.features_are_fewer() {
            return self.curvature_by_features(at);
        }
        let dim = self.dim();
        let parts = self.parts(first);
        let found: Vec<Mat<f64>> =
            parts.par_iter().map(|part| self.products(at, part)).collect::<Result<_, Error>>()?;
        let mut columns = Mat::zeros(dim, dim - first);
        for (part, found) in parts.iter().zip(&found) {
            for (place, &j) in part.columns.iter().enumerate() {
                for (row, &i) in part.rows.iter().enumerate() {
                    let entry = found[(row, place)] / at.weight;
                    columns[(i, j - first)] = entry;
                    if i >= first {
                        columns[(j, i - first)] = entry;
                    }
                }
            }
        }
        (first..dim).for_each(|j| columns[(j, j - first)] += self.penalty(j).l2);
        Ok(columns)
    }

    /// Panels of columns, each with the rows that no other panel has mirrored.
    fn parts(&self, first: usize) -> Vec<Part> {
        let by_class: Vec<Vec<usize>> =
            (0..self.classes).map(|k| self.members.of_class(k)).collect();
        let newcomers = |k: usize| by_class[k].partition_point(|j| *j < first);
        let mut parts = Vec::new();
        for k in 0..self.classes {
            for l in 0..self.classes {
                for columns in by_class[l][newcomers(l)..].chunks(PANEL) {
                    let rows = match k.cmp(&l) {
                        std::cmp::Ordering::Less => &by_class[k][..],
                        std::cmp::Ordering::Equal => {
                            let last = columns[columns.len() - 1];
                            &by_class[k][..by_class[k].partition_point(|j| *j <= last)]
                        }
                        std::cmp::Ordering::Greater => &by_class[k][..newcomers(k)],
                    };
                    let (rows, columns) = (rows.to_vec(), columns.to_vec());
                    parts.push(Part { classes: (k, l), rows, columns });
                }
            }
        }
        parts
    }

    pub(super) fn products(&self, at: &At, part: &Part) -> Result<Mat<f64>, Error> {
        let Part { classes: (k, l), rows, columns } = part;
        let mut out = Mat::zeros(rows.len(), columns.len());
        let mut s = [0.0; BLOCK_ROWS];
        let n = self.problem.n_rows();
        for start in (0..n).step_by(BLOCK_ROWS) {
            let range = start..n.min(start + BLOCK_ROWS);
            let s = &mut s[..range.len()];
            let (p_k, p_l) = (&at.by_class[*k][range.clone()], &at.by_class[*l][range.clone()]);
            for ((s, p_k), p_l) in s.iter_mut().zip(p_k).zip(p_l) {
                *s = SoftmaxCrossEntropy::second_derivative(k == l, *p_k, *p_l);
            }
            multiply(s, self.problem.weight_values().map(|weights| &weights[range.clone()]));
            let values = |members: &[usize]| -> Vec<&[f64]> {
                members.iter().map(|j| &self.members.column(*j)[range.clone()]).collect()
            };
            add_weighted_products(s, &values(rows), &values(columns), out.as_mut())?;
        }
        Ok(out)
    }
}
