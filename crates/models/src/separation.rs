use linalg_lite::{Design, MatRef, check_length};

use crate::Error;

/// Whether a direction in weight space separates the classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separation {
    /// Every sample lies on its own side.
    Complete,
    /// None lies on the wrong side, some on the boundary itself.
    QuasiComplete,
}

/// Whether the weights `direction` (coefficients, then the intercept) separate the samples:
/// `z_i >= 0` for every positive and `z_i <= 0` for every negative one, where `z = X d + d_0`.
///
/// If they do, adding more and more of `direction` to any weights lowers the cross-entropy for
/// ever, so that it has no minimum. `None` says only that *this* direction does not separate. A
/// logit counts as zero when it is below `1e-9` of the terms it is the sum of.
///
/// # Errors
/// [`Error::Numbers`] for bad features or lengths that do not fit.
///
/// # Source
/// Albert and Anderson, *On the existence of maximum likelihood estimates in logistic regression
/// models*, Biometrika 71 (1984).
///
/// ```
/// use linalg_lite::matrix_from_columns;
/// use models::{Separation, separation_along};
///
/// let marks = matrix_from_columns(&[&[1.0, 3.0, 3.0, 5.0]])?;
/// let is_spam = [false, false, true, true];
/// let found = separation_along(marks.as_ref(), &is_spam, true, &[1.0, -3.0])?; // marks - 3
/// assert_eq!(found, Some(Separation::QuasiComplete));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn separation_along(
    features: MatRef<'_, f64>,
    labels: &[bool],
    intercept: bool,
    direction: &[f64],
) -> Result<Option<Separation>, Error> {
    const ROUNDING: f64 = 1e-9;
    let design = Design::new(features, intercept)?;
    check_length("the labels", design.n_samples(), labels.len())?;
    let logits = design.logits(direction)?;
    let (coefficients, constant) = direction.split_at(design.n_features());
    let constant = constant.first().map_or(0.0, |d| d.abs());

    let (mut any_positive, mut all_positive) = (false, true);
    for (i, (z, label)) in logits.iter().zip(labels).enumerate() {
        let terms: f64 =
            coefficients.iter().enumerate().map(|(j, d)| (d * features[(i, j)]).abs()).sum();
        let margin = if *label { *z } else { -*z };
        let rounding = ROUNDING * (terms + constant);
        if margin.is_nan() || margin < -rounding {
            return Ok(None);
        }
        any_positive |= margin > rounding;
        all_positive &= margin > rounding;
    }
    Ok(match (all_positive, any_positive) {
        (true, _) => Some(Separation::Complete),
        (false, true) => Some(Separation::QuasiComplete),
        (false, false) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use linalg_lite::matrix_from_columns;

    #[test]
    fn directions_by_hand() {
        let x = matrix_from_columns(&[&[0.0, 1.0, 2.0, 3.0]]).unwrap();
        let along = |labels: [bool; 4], direction: [f64; 2]| {
            separation_along(x.as_ref(), &labels, true, &direction).unwrap()
        };
        let split = [false, false, true, true];
        assert_eq!(along(split, [1.0, -1.5]), Some(Separation::Complete));
        assert_eq!(along(split, [1.0, -2.0]), Some(Separation::QuasiComplete));
        assert_eq!(along(split, [-1.0, 1.5]), None);
        assert_eq!(along(split, [0.0, 0.0]), None);
        assert_eq!(along([false, true, false, true], [1.0, -1.5]), None);
    }

    #[test]
    fn lengths_are_checked() {
        let x = matrix_from_columns(&[&[0.0, 1.0]]).unwrap();
        assert!(separation_along(x.as_ref(), &[true], true, &[1.0, 0.0]).is_err());
        assert!(separation_along(x.as_ref(), &[true, false], true, &[1.0]).is_err());
    }
}
