use linalg_lite::{BLOCK_ROWS, Block, Mat};

/// The form `x' U U' x` of each sample x of a block, as a sum of squares: column k of U is the parameters of
/// a logit `t_k = x' u_k`, and the form is `sum_k t_k^2`.
pub(crate) struct Forms {
    directions: Vec<Vec<f64>>,
    /// Parameters of a logit that is added as it is, if there is one: the form of a diagonal at levels, which are 0 or 1.
    plain: Option<Vec<f64>>,
}

impl Forms {
    /// With `root` for U, whose rows belong to the parameters `free` of `dim`.
    pub(crate) fn of(root: &Mat<f64>, free: &[usize], dim: usize) -> Self {
        let direction = |k: usize| {
            let mut direction = vec![0.0; dim];
            free.iter().enumerate().for_each(|(row, j)| direction[*j] = root[(row, k)]);
            direction
        };
        Self { directions: (0..root.ncols()).map(direction).collect(), plain: None }
    }

    /// Of the columns of U, and of a diagonal beside `U U'`.
    pub(crate) fn with_plain(root: &[Vec<f64>], plain: &[f64], free: &[usize], dim: usize) -> Self {
        let of_all = |of_free: &[f64]| {
            let mut all = vec![0.0; dim];
            free.iter().zip(of_free).for_each(|(j, value)| all[*j] = *value);
            all
        };
        let directions = root.iter().map(|column| of_all(column)).collect();
        Self { directions, plain: Some(of_all(plain)) }
    }

    /// Fills `forms`, one entry per sample of the block.
    pub(crate) fn fill(&self, block: Block<'_>, forms: &mut [f64]) {
        let mut t = [0.0; BLOCK_ROWS];
        let t = &mut t[..forms.len()];
        match &self.plain {
            Some(plain) => block.logits(plain, forms),
            None => forms.fill(0.0),
        }
        for direction in &self.directions {
            block.logits(direction, t);
            forms.iter_mut().zip(&*t).for_each(|(form, t)| *form += t * t);
        }
    }
}
