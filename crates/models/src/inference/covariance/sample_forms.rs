use linalg_lite::{BLOCK_ROWS, Block, Mat};

/// The forms `x' C_kl x` of each sample x of a block, for the blocks of a matrix C that belong to two classes, each the sum
/// of its terms: a root of C would divide by what rounding leaves where C is singular, as that of few clusters is.
pub(crate) struct SampleForms {
    /// For each row of C, the parts that belong to classes.
    rows: Vec<Vec<Vec<f64>>>,
    classes: usize,
}

impl SampleForms {
    /// Of so many classes.
    pub(super) fn of(c: &Mat<f64>, classes: usize) -> Self {
        let group = c.ncols() / classes.max(1);
        let row = |i: usize| {
            let row: Vec<f64> = (0..c.ncols()).map(|j| c[(i, j)]).collect();
            row.chunks(group.max(1)).map(<[f64]>::to_vec).collect()
        };
        Self { rows: (0..c.nrows()).map(row).collect(), classes }
    }

    /// How many pairs of classes there are: (0, 0), (1, 0), (1, 1), (2, 0) and so on.
    pub(crate) fn n_pairs(&self) -> usize {
        self.classes * (self.classes + 1) / 2
    }

    /// Fills `forms`, for each pair one entry per sample of the block.
    pub(crate) fn fill(&self, block: Block<'_>, forms: &mut [[f64; BLOCK_ROWS]]) {
        let (n, group) = (block.len(), self.rows.len() / self.classes.max(1));
        forms.iter_mut().for_each(|form| form[..n].fill(0.0));
        let (mut x, mut t, mut unit) = ([0.0; BLOCK_ROWS], [0.0; BLOCK_ROWS], vec![0.0; group]);
        for i in 0..group {
            unit[i] = 1.0;
            block.logits(&unit, &mut x[..n]);
            unit[i] = 0.0;
            let pairs = (0..self.classes).flat_map(|k| (0..=k).map(move |l| (k, l)));
            for ((k, l), form) in pairs.zip(&mut *forms) {
                block.logits(&self.rows[k * group + i][l], &mut t[..n]);
                let products = x[..n].iter().zip(&t[..n]);
                form.iter_mut().zip(products).for_each(|(form, (x, t))| *form += x * t);
            }
        }
    }

    /// The square of forms of a sample.
    pub(crate) fn of_sample(&self, forms: &[[f64; BLOCK_ROWS]], i: usize) -> Mat<f64> {
        let pair = |k: usize, l: usize| k.max(l) * (k.max(l) + 1) / 2 + k.min(l);
        Mat::from_fn(self.classes, self.classes, |k, l| forms[pair(k, l)][i])
    }
}
