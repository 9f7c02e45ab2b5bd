use linalg_lite::{BLOCK_ROWS, Block, Centres, Cholesky};

use super::{ClassForms, Groups};
use crate::aliased::determined;
use crate::error::Error;
use crate::inference::information::NO_DIGIT;
use crate::inference::softmax::check_counts;
use crate::inference::{Information, check_likelihood};
use crate::objective::MeanSoftmaxLoss;
use crate::problem::Problem;
use crate::softmax::FittedSoftmax;

/// A softmax regression at its optimum.
pub(crate) struct ClassOptimum<'a> {
    pub(crate) objective: MeanSoftmaxLoss<'a>,
    /// Of all classes but the first, of features that count from their centres.
    pub(crate) w: Vec<f64>,
    /// The same of features that count from 0.
    pub(crate) plain: Vec<f64>,
    pub(crate) information: Information,
}

impl FittedSoftmax {
    pub(crate) fn optimum<'a>(
        &self,
        centred: &Problem<'a, usize>,
    ) -> Result<ClassOptimum<'a>, Error> {
        check_likelihood(&self.report, self.config.penalty())?;
        check_counts(centred.weight_kind())?;
        let objective = MeanSoftmaxLoss::new(*centred, self.coefficients.len(), 0.0)?;
        let (plain, mut w) = (self.differences(), Vec::new());
        let group = centred.design.dim();
        for of_class in plain.chunks_exact(group.max(1)) {
            w.extend(centred.parameters_from_plain(of_class)?);
        }
        let free = determined(&self.report.combinations, group, w.len());
        let mut information = Information::at(&objective, &w, free)?;
        information.check_data()?;
        if let Some(nearer) = information.nearer(&objective, &w)? {
            information = Information::at(&objective, &nearer, information.free)?;
            w = nearer;
        }
        Ok(ClassOptimum { objective, w, plain, information })
    }
}

impl<'a> ClassOptimum<'a> {
    pub(crate) fn problem(&self) -> &Problem<'a, usize> {
        self.objective.problem()
    }

    pub(crate) fn groups<'b>(&'b self, centres: &'b Centres) -> Groups<'b> {
        Groups {
            plain: &self.plain,
            free: &self.information.free,
            centres: centres.values(),
            has_intercept: self.problem().design.has_intercept(),
        }
    }

    /// `x' A_kl x` of samples, for the inverse A of the information of all of them.
    pub(crate) fn forms(&self) -> Result<ClassForms, Error> {
        let inverse = self.information.inverse.dense()?;
        let root = Cholesky::new(inverse.as_ref()).map_err(|_| Error::NoInference(NO_DIGIT))?;
        let scale = 1.0 / self.problem().total_weight().sqrt();
        let mut root = root.root();
        root.col_iter_mut().for_each(|column| column.iter_mut().for_each(|x| *x *= scale));
        let shape = (self.objective.n_classes() - 1, self.problem().design.dim());
        Ok(ClassForms::of(&root, &self.information.free, shape))
    }

    /// Fills `r[k]` with `[y = k] - p_k` from the probabilities of a block, where k counts from the second class.
    pub(crate) fn residuals(
        &self,
        block: Block<'_>,
        p: &[[f64; BLOCK_ROWS]],
        r: &mut [[f64; BLOCK_ROWS]],
    ) {
        for (r, p) in r.iter_mut().zip(&p[1..]) {
            r[..block.len()].iter_mut().zip(p).for_each(|(r, p)| *r = -p);
        }
        for (i, y) in self.problem().target[block.rows()].iter().enumerate() {
            if *y > 0 {
                r[y - 1][i] = 1.0 - p[*y][i];
            }
        }
    }
}
