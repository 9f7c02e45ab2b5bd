use crate::rounding::Rounding;
use crate::triangle::{Frame, Triangle};
use crate::{Design, Mat};

/// The triangle of the centred features, each brought to unit length.
pub(crate) struct UnitColumns {
    /// p x p, upper triangular; 0 for a column that is nothing but rounding.
    pub(crate) columns: Mat<f64>,
    pub(crate) lengths: Vec<f64>,
    /// The means of the columns counted from their centres, in the units of the triangle.
    pub(crate) rests: Vec<f64>,
    pub(crate) rounding: Rounding,
}

impl UnitColumns {
    /// With a penalty no column is nothing but rounding: its numbers are what the objective is made of.
    pub(crate) fn of(
        triangle: &Triangle,
        frame: &Frame<'_>,
        design: Design<'_>,
        n: f64,
        is_penalised: bool,
    ) -> Self {
        let p = design.n_features();
        let rests: Vec<f64> = (0..p).map(|j| triangle.rest_of_mean(j)).collect();
        let means: Vec<f64> =
            (0..p).map(|j| frame.centres[j] * frame.scales[j] + rests[j]).collect();
        let mut lengths: Vec<f64> = (0..p).map(|j| triangle.centred_length(j)).collect();
        let rounding = Rounding::of(design.n_samples(), n, &lengths, &means);
        if !is_penalised {
            rounding.clear_constants(&mut lengths);
        }
        let columns = Mat::from_fn(p, p, |i, j| match lengths[j] {
            0.0 => 0.0,
            length => triangle.centred(i, j) / length,
        });
        Self { columns, lengths, rests, rounding }
    }
}
