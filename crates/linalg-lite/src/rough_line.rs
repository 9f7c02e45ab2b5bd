use crate::error::check_finite;
use crate::factor::{Factor, triangle_in_range};
use crate::products::Products;
use crate::triangle::Triangle;
use crate::{Design, Error};

/// Weights before their correction, and all that is still to be known about the samples.
pub(crate) struct RoughLine {
    /// Of columns that count from their centres.
    pub(crate) weights: Vec<f64>,
    pub(crate) factor: Factor,
    pub(crate) summary: Summary,
    /// The largest number of each column of `[X y]`, or more, its sign left out.
    pub(crate) largest: Vec<f64>,
    /// The target's sum of squares, its mean taken off.
    pub(crate) squares_of_target: f64,
    pub(crate) sweeps: usize,
}

/// What the samples have been reduced to.
pub(crate) enum Summary {
    Products(Products),
    /// With what each feature was multiplied by.
    Triangle(Triangle, Vec<f64>),
}

impl Summary {
    /// `[1 X]'[1 X] d`, with the entry of the intercept last in `d` and in the result.
    pub(crate) fn gram_times(&self, d: &[f64]) -> Vec<f64> {
        match self {
            Self::Products(products) => products.gram_times(d),
            Self::Triangle(triangle, scales) => {
                let in_units = |d: &[f64]| -> Vec<f64> {
                    let of_features = d.iter().zip(scales).map(|(d, scale)| d / scale);
                    of_features.chain(d.iter().skip(scales.len()).copied()).collect()
                };
                in_units(&triangle.gram_times(&in_units(d)))
            }
        }
    }
}

impl RoughLine {
    /// By products where they serve, else by a triangle.
    pub(crate) fn of(
        design: Design<'_>,
        y: &[f64],
        counts: Option<&[f64]>,
        n: f64,
        penalties: &[f64],
    ) -> Result<Self, Error> {
        let is_penalised = penalties.iter().any(|penalty| *penalty > 0.0);
        if design.n_samples() <= design.n_features() && !is_penalised {
            return Self::by_triangle(design, y, counts, n, penalties);
        }
        let products = Products::of(design, y, counts)?;
        match Factor::of_products(&products, design, penalties)? {
            Some((factor, weights)) => Ok(Self {
                weights,
                factor,
                largest: largest(&products.centres, &products.reaches),
                squares_of_target: products.centred(design.n_features(), design.n_features()),
                summary: Summary::Products(products),
                sweeps: 1,
            }),
            None => {
                let line = Self::by_triangle(design, y, counts, n, penalties)?;
                Ok(Self { sweeps: line.sweeps + 1, ..line })
            }
        }
    }

    fn by_triangle(
        design: Design<'_>,
        y: &[f64],
        counts: Option<&[f64]>,
        n: f64,
        penalties: &[f64],
    ) -> Result<Self, Error> {
        check_finite("the target", y)?;
        let p = design.n_features();
        let (triangle, frame) = triangle_in_range(design, y, counts)?;
        let factor = Factor::of(&triangle, &frame, design, n, penalties);
        let deviation = triangle.centred_length(p) / frame.scales[p];
        Ok(Self {
            weights: factor.solve(&triangle, frame.centres[p])?,
            factor,
            largest: largest(&frame.centres, &triangle.reaches),
            squares_of_target: deviation * deviation,
            summary: Summary::Triangle(triangle, frame.scales[..p].to_vec()),
            sweeps: 1,
        })
    }
}

fn largest(centres: &[f64], reaches: &[f64]) -> Vec<f64> {
    centres.iter().zip(reaches).map(|(centre, reach)| centre.abs() + reach).collect()
}
