use linalg_lite::{BLOCK_ROWS, Block, Mat};

use crate::inference::filling::Root;

/// The forms `x' C_kl x` of each sample x of a block, for the blocks `C_kl = U_k U_l'` of a matrix that belong to two
/// classes: with the logits `t_k = x' u_k` of a column of U, sums of `t_k t_l`.
pub(crate) struct ClassForms {
    root: Root,
    pub(crate) pairs: ClassPairs,
}

impl ClassForms {
    /// With `root` for U, whose rows belong to the parameters `free` of so many classes, of which each has `group`.
    pub(crate) fn of(root: &Mat<f64>, free: &[usize], (classes, group): (usize, usize)) -> Self {
        Self { root: Root::of(root, free, (classes, group)), pairs: ClassPairs(classes) }
    }

    /// Fills `forms`, for each pair one entry per sample of the block.
    pub(crate) fn fill(&self, block: Block<'_>, forms: &mut [[f64; BLOCK_ROWS]]) {
        let n = block.len();
        forms.iter_mut().for_each(|form| form[..n].fill(0.0));
        let mut t = vec![[0.0; BLOCK_ROWS]; self.pairs.0];
        for direction in &self.root.directions {
            for (t, of_class) in t.iter_mut().zip(direction) {
                block.logits(of_class, &mut t[..n]);
            }
            for ((k, l), form) in self.pairs.iter().zip(&mut *forms) {
                let products = t[k][..n].iter().zip(&t[l][..n]);
                form.iter_mut().zip(products).for_each(|(form, (a, b))| *form += a * b);
            }
        }
    }
}

/// Any two of so many classes: (0, 0), (1, 0), (1, 1), (2, 0) and so on.
#[derive(Clone, Copy)]
pub(crate) struct ClassPairs(pub(crate) usize);

impl ClassPairs {
    pub(crate) fn iter(self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.0).flat_map(|k| (0..=k).map(move |l| (k, l)))
    }

    /// Room for a block of what there is of each pair.
    pub(crate) fn rooms(self) -> Vec<[f64; BLOCK_ROWS]> {
        vec![[0.0; BLOCK_ROWS]; self.0 * (self.0 + 1) / 2]
    }

    /// What a sample of the block has, as a symmetric matrix.
    pub(crate) fn of_sample(self, rooms: &[[f64; BLOCK_ROWS]], i: usize) -> Mat<f64> {
        let pair = |k: usize, l: usize| k.max(l) * (k.max(l) + 1) / 2 + k.min(l);
        Mat::from_fn(self.0, self.0, |k, l| rooms[pair(k, l)][i])
    }
}
