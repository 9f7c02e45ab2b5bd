use crate::kernels::take_rows;
use crate::products::counted_deviations;
use crate::{Design, Error, Mat, dot};

/// How the columns of `[X y]` are measured: `(x - centre) * scale`, in rows that count `weights[i]`.
pub(crate) struct Frame<'a> {
    /// 0 without an intercept, when nothing may be centred.
    pub(crate) centres: Vec<f64>,
    /// 1, unless squares would overflow or vanish; then powers of two.
    pub(crate) scales: Vec<f64>,
    pub(crate) weights: Option<&'a [f64]>,
}

/// The triangle `R` of the QR factorisation of `[1 X y]` (without the ones when there is no
/// intercept), its rows multiplied by the roots of their weights: all that least squares has to know
/// about the samples.
pub(crate) struct Triangle {
    r: Mat<f64>,
    /// 1 with an intercept, else 0: the first column of X.
    first: usize,
    /// The largest number of each column of `[X y]` less its centre, the sign left out.
    pub(crate) reaches: Vec<f64>,
}

impl Triangle {
    /// In one sweep: each block of rows is taken into the triangle of its chunk, and the triangles
    /// of the chunks, one after the other, into the first.
    pub(crate) fn of(design: Design<'_>, y: &[f64], frame: &Frame<'_>) -> Result<Self, Error> {
        let first = usize::from(design.has_intercept());
        let columns = first + frame.scales.len();
        let (mut r, reaches, ..) = design.sweep(
            columns * columns,
            || {
                (
                    Mat::zeros(columns, columns),
                    vec![0.0; frame.scales.len()],
                    [Vec::new(), Vec::new()],
                )
            },
            |(r, reaches, [rows, level]), block| {
                rows.clear();
                rows.resize(columns * block.len(), 1.0);
                let of_columns = rows[first * block.len()..].chunks_exact_mut(block.len());
                for (j, column) in of_columns.enumerate() {
                    let values = if j < block.n_features() {
                        block.feature(j, level)
                    } else {
                        &y[block.rows()]
                    };
                    let counts = frame.weights.map(|weights| &weights[block.rows()]);
                    let (_, reach) = counted_deviations(values, frame.centres[j], counts, column);
                    reaches[j] = f64::max(reaches[j], reach);
                    if frame.scales[j] != 1.0 {
                        column.iter_mut().for_each(|value| *value *= frame.scales[j]);
                    }
                }
                if let Some(weights) = frame.weights {
                    let roots: Vec<f64> = weights[block.rows()].iter().map(|w| w.sqrt()).collect();
                    for column in rows.chunks_exact_mut(roots.len()) {
                        column.iter_mut().zip(&roots).for_each(|(value, root)| *value *= root);
                    }
                }
                take_rows(r.as_mut(), rows, false);
            },
            |(total, all_reaches, _), (r, reaches, _)| {
                let mut rows: Vec<f64> = Vec::with_capacity(columns * columns);
                for j in 0..columns {
                    rows.extend((0..columns).map(|i| r[(i, j)]));
                }
                take_rows(total.as_mut(), &mut rows, true);
                all_reaches.iter_mut().zip(reaches).for_each(|(all, one)| *all = all.max(one));
            },
        )?;
        for k in 0..columns {
            if r[(k, k)] < 0.0 {
                (k..columns).for_each(|j| r[(k, j)] = -r[(k, j)]);
            }
        }
        Ok(Self { r, first, reaches })
    }

    /// The length of every column of `[X y]`, less its centre.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = f64> + use<'_> {
        (self.first..self.r.ncols()).map(|j| {
            let column: Vec<f64> = (0..=j).map(|i| self.r[(i, j)]).collect();
            dot(&column, &column).sqrt()
        })
    }

    /// Row i, column j of the triangle of the centred `[X y]`.
    pub(crate) fn centred(&self, i: usize, j: usize) -> f64 {
        self.r[(self.first + i, self.first + j)]
    }

    /// The length of column j of the centred X.
    pub(crate) fn centred_length(&self, j: usize) -> f64 {
        let column: Vec<f64> = (0..=j).map(|i| self.centred(i, j)).collect();
        dot(&column, &column).sqrt()
    }

    /// `[1 X]'[1 X] d`, with the entry of the intercept last in `d` and in the result.
    pub(crate) fn gram_times(&self, d: &[f64]) -> Vec<f64> {
        let size = d.len();
        let place = |k: usize| if k < self.first { size - 1 } else { k - self.first };
        let rows: Vec<f64> =
            (0..size).map(|i| (i..size).map(|k| self.r[(i, k)] * d[place(k)]).sum()).collect();
        let mut product = vec![0.0; size];
        for k in 0..size {
            product[place(k)] = (0..=k).map(|i| self.r[(i, k)] * rows[i]).sum();
        }
        product
    }

    /// What the centre of column j of `[X y]` is short of its mean; 0 without an intercept.
    pub(crate) fn rest_of_mean(&self, j: usize) -> f64 {
        if self.first == 1 { self.r[(0, j + 1)] / self.r[(0, 0)] } else { 0.0 }
    }
}

/// For each column of `[X y]` the power of two that brings its largest number near 1, in the samples that count.
pub(crate) fn powers_of_two(
    design: Design<'_>,
    y: &[f64],
    counts: Option<&[f64]>,
) -> Result<Vec<f64>, Error> {
    let mut largest = largest(design, &vec![0.0; design.n_features()], counts)?;
    let counted = (0..y.len()).filter(|i| counts.is_none_or(|counts| counts[*i] > 0.0));
    largest.push(counted.fold(0.0, |most, i| most.max(y[i].abs())));
    Ok(largest.into_iter().map(inverse_power).collect())
}

/// For each feature its largest distance from a centre, in the samples that count.
pub(crate) fn largest(
    design: Design<'_>,
    centres: &[f64],
    counts: Option<&[f64]>,
) -> Result<Vec<f64>, Error> {
    let is_counted = |i: usize| counts.is_none_or(|counts| counts[i] > 0.0);
    let (largest, _) = design.sweep(
        centres.len(),
        || (vec![0.0_f64; centres.len()], Vec::new()),
        |(largest, level), block| {
            for (j, most) in largest.iter_mut().enumerate() {
                let values = block.rows().zip(block.feature(j, level));
                let counted = values.filter(|(i, _)| is_counted(*i));
                *most =
                    counted.fold(*most, |most, (_, value)| most.max((value - centres[j]).abs()));
            }
        },
        |(all, _), (more, _)| all.iter_mut().zip(more).for_each(|(all, more)| *all = all.max(more)),
    )?;
    Ok(largest)
}

/// `2^-k` for numbers from `2^k` to `2^(k + 1)`, by which they come near 1 without losing a digit; 1 for 0.
///
/// ```
/// assert_eq!([5.0, 0.5, 0.0].map(linalg_lite::inverse_power), [0.25, 2.0, 1.0]);
/// ```
#[must_use]
pub fn inverse_power(x: f64) -> f64 {
    const MANTISSA_BITS: u32 = 52;
    const TWICE_THE_BIAS: u64 = 2046;
    let exponent = (x.to_bits() >> MANTISSA_BITS).clamp(1, TWICE_THE_BIAS - 1);
    if x == 0.0 { 1.0 } else { f64::from_bits((TWICE_THE_BIAS - exponent) << MANTISSA_BITS) }
}
