//! The triangle of the centred columns, each of unit length.

use crate::factorisations::into_range;
use crate::kernels::take_rows;
use crate::{Design, Error, Mat, dot, sum};

/// `R` with `R'R` the (weighted) correlations: p x p, upper triangular. A column that is constant, as
/// far as the digits of its values go, is zero; without an intercept, one that is zero.
pub(super) fn unit_triangle(
    design: Design<'_>,
    weights: Option<&[f64]>,
) -> Result<Mat<f64>, Error> {
    let p = design.n_features();
    let first = usize::from(design.has_intercept());
    let roots = weights.map(roots);
    let origins: Vec<Origin> =
        (0..p).map(|j| Origin::of(design.column(j), roots.as_deref(), first == 1)).collect();
    let r = triangle(design, roots.as_deref(), &origins);
    if !(0..r.ncols()).all(|j| r.col_as_slice(j).iter().all(|value| value.is_finite())) {
        design.check_finite()?;
    }
    let root_weight = if first == 1 { r[(0, 0)].abs() } else { 0.0 };
    let lengths: Vec<f64> = (0..p)
        .map(|j| {
            let column = &r.col_as_slice(first + j)[first..];
            let length = dot(column, column).sqrt();
            length * f64::from(u8::from(length > origins[j].rounding() * root_weight))
        })
        .collect();
    Ok(Mat::from_fn(p, p, |i, j| match lengths[j] {
        0.0 => 0.0,
        length => r[(first + i, first + j)] / length,
    }))
}

/// The root of each weight, in units of the largest.
fn roots(weights: &[f64]) -> Vec<f64> {
    let largest = weights.iter().fold(0.0_f64, |largest, weight| largest.max(*weight));
    weights.iter().map(|weight| (weight / largest).sqrt()).collect()
}

/// Where a column is measured from, and in what unit: `scale x - centre`.
struct Origin {
    scale: f64,
    centre: f64,
}

impl Origin {
    /// Any point near the mean does: what is left of the mean goes into the row of the ones.
    fn of(values: &[f64], roots: Option<&[f64]>, centred: bool) -> Self {
        let counts = |i: usize| roots.is_none_or(|roots| roots[i] > 0.0);
        let size = |i: usize| if counts(i) { values[i].abs() } else { 0.0 };
        let scale = into_range((0..values.len()).map(size).fold(0.0, f64::max));
        if !centred {
            return Self { scale, centre: 0.0 };
        }
        let weight = |i: usize| roots.map_or(1.0, |roots| roots[i] * roots[i]);
        let weighted: Vec<f64> = (0..values.len())
            .map(|i| if counts(i) { weight(i) * (scale * values[i]) } else { 0.0 })
            .collect();
        let total: Vec<f64> = (0..values.len()).map(weight).collect();
        Self { scale, centre: sum(&weighted) / sum(&total) }
    }

    /// Deviations of this size, in the mean, are the rounding of the values themselves.
    fn rounding(&self) -> f64 {
        4.0 * f64::EPSILON * self.centre.abs()
    }
}

/// The triangle of the QR factorisation of `[1 X - centre]`, rows times their roots; without the ones
/// when there is no intercept.
fn triangle(design: Design<'_>, roots: Option<&[f64]>, origins: &[Origin]) -> Mat<f64> {
    let first = usize::from(design.has_intercept());
    let columns = first + origins.len();
    let (r, _) = design.sweep(
        columns * columns,
        || (Mat::zeros(columns, columns), Vec::new()),
        |(r, rows), block| {
            let range = block.rows();
            let root = |i: usize| roots.map_or(1.0, |roots| roots[range.start + i]);
            rows.clear();
            rows.extend((0..first * block.len()).map(root));
            for (j, Origin { scale, centre }) in origins.iter().enumerate() {
                let values = block.column(j).iter().enumerate();
                rows.extend(values.map(|(i, x)| match root(i) {
                    0.0 => 0.0,
                    root => root * (scale * x - centre),
                }));
            }
            take_rows(r.as_mut(), rows, false);
        },
        |(total, _), (r, _)| {
            let mut rows: Vec<f64> =
                (0..columns).flat_map(|j| r.col_as_slice(j).iter().copied()).collect();
            take_rows(total.as_mut(), &mut rows, true);
        },
    );
    r
}
