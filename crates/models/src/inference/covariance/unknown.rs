use linalg_lite::Design;

use super::{Covariance, Kept};
use crate::error::Error;

/// Why a sum has no variance.
const UNKNOWN: &str = "it depends on a coefficient that has no standard error";

/// Parameters of which nothing is known, and what depends on them.
impl Covariance {
    /// The same where nothing is known of some parameters: 0 stands for their variances, and their features count from 0.
    ///
    /// # Errors
    /// [`Error::UnknownFeature`].
    pub fn without(mut self, parameters: &[usize]) -> Result<Self, Error> {
        parameters.iter().try_for_each(|j| self.check(*j))?;
        match &mut self.kept {
            Kept::Dense(dense) => dense.clear(parameters),
            Kept::Solved(solved) => parameters.iter().for_each(|j| solved.variances[*j] = 0.0),
        }
        Ok(Self { unknown: parameters.to_vec(), ..self })
    }

    /// The parameters of which nothing is known.
    #[must_use]
    pub fn unknown(&self) -> &[usize] {
        &self.unknown
    }

    /// Calls `hide` for the samples of a design, which has the parameters of one class, that depend on one without an error.
    pub(in crate::inference) fn for_each_unknown(
        &self,
        design: Design<'_>,
        mut hide: impl FnMut(usize),
    ) -> Result<(), Error> {
        let mut room = Vec::new();
        for j in self.unknown.iter().map(|j| j % design.dim()) {
            design.for_each_block(|block| match j == block.n_features() {
                true => block.rows().for_each(&mut hide),
                false => {
                    let values = block.rows().zip(block.feature(j, &mut room));
                    values.filter(|(_, x)| **x != 0.0).for_each(|(i, _)| hide(i));
                }
            })?;
        }
        Ok(())
    }

    /// Refuses a sum that depends on a parameter without an error.
    pub(super) fn check_known(&self, x: &[f64]) -> Result<(), Error> {
        match self.unknown.iter().any(|j| x[*j] != 0.0) {
            true => Err(Error::NoInference(UNKNOWN)),
            false => Ok(()),
        }
    }
}
