use linalg_lite::{BLOCK_ROWS, Block, Mat};

use super::deviations;
use crate::inference::ClassPairs;

/// The forms `x' C_kl x` of each sample x of a block, for the blocks of a matrix C that belong to two classes, each the sum
/// of its terms: a root of C would divide by what rounding leaves where C is singular, as that of few clusters is.
pub(crate) struct SampleForms {
    /// For each row of C, the parts that belong to classes.
    rows: Vec<Vec<Vec<f64>>>,
    deviations: Vec<f64>,
    pub(crate) pairs: ClassPairs,
}

impl SampleForms {
    /// Of so many classes.
    pub(super) fn of(c: &Mat<f64>, classes: usize) -> Self {
        let group = c.ncols() / classes.max(1);
        let row = |i: usize| {
            let row: Vec<f64> = (0..c.ncols()).map(|j| c[(i, j)]).collect();
            row.chunks(group.max(1)).map(<[f64]>::to_vec).collect()
        };
        let rows = (0..c.nrows()).map(row).collect();
        Self { rows, deviations: deviations(c), pairs: ClassPairs(classes) }
    }

    /// Fills `forms`, for each pair one entry per sample of the block, and for each class the [`size`](super::size) of x.
    pub(crate) fn fill(
        &self,
        block: Block<'_>,
        forms: &mut [[f64; BLOCK_ROWS]],
        sizes: &mut [[f64; BLOCK_ROWS]],
    ) {
        let (n, group) = (block.len(), self.rows.len() / self.pairs.0.max(1));
        forms.iter_mut().chain(&mut *sizes).for_each(|of_block| of_block[..n].fill(0.0));
        let (mut x, mut t, mut unit) = ([0.0; BLOCK_ROWS], [0.0; BLOCK_ROWS], vec![0.0; group]);
        for i in 0..group {
            unit[i] = 1.0;
            block.logits(&unit, &mut x[..n]);
            unit[i] = 0.0;
            for (k, size) in sizes.iter_mut().enumerate() {
                let deviation = self.deviations[k * group + i];
                size.iter_mut().zip(&x[..n]).for_each(|(size, x)| *size += x.abs() * deviation);
            }
            for ((k, l), form) in self.pairs.iter().zip(&mut *forms) {
                block.logits(&self.rows[k * group + i][l], &mut t[..n]);
                let products = x[..n].iter().zip(&t[..n]);
                form.iter_mut().zip(products).for_each(|(form, (x, t))| *form += x * t);
            }
        }
    }
}
