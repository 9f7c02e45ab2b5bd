//! Categories: for each sample the code of its level, and none of the zeros and ones that it stands for.
//!
//! ```text
//! logits    z_i  += w_level(i)                  a look-up
//! gradient  g_k  += r_i where level(i) = k      a scatter
//! Hessian   H_kk += s_i where level(i) = k      with itself a diagonal,
//!           H_jk += s_i x_ij                    with a number a row,
//!           H_lk += s_i where other(i) = l      with another category a table
//! ```
//!
//! The sum over a level runs in the order of the rows.

use std::ops::Range;

use crate::Error;

/// Levels, one code per sample: 0 is the baseline, which has no feature of its own, and code k the feature k - 1,
/// which is 1 there and 0 elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Category<'a> {
    codes: Codes<'a>,
    features: usize,
}

/// Codes of the smallest width that holds them.
#[derive(Clone, Copy, Debug)]
pub enum Codes<'a> {
    /// Up to 255 features.
    U8(&'a [u8]),
    /// Up to 65,535.
    U16(&'a [u16]),
    /// More.
    U32(&'a [u32]),
}

/// The same lines for each width.
macro_rules! of_any_width {
    ($codes:expr, $slice:ident => $lines:expr) => {
        match $codes {
            Codes::U8($slice) => $lines,
            Codes::U16($slice) => $lines,
            Codes::U32($slice) => $lines,
        }
    };
}

impl<'a> Category<'a> {
    /// A category of so many features.
    ///
    /// # Errors
    /// [`Error::Code`] for a code beyond them.
    ///
    /// ```
    /// use linalg_lite::{Columns, Design};
    ///
    /// let mut columns = Columns::new(4);
    /// columns.push_category(&[0, 2, 1, 2], 2)?; // cat, dog, bird, dog
    /// let design = Design::new(&columns, true)?;
    /// assert_eq!(design.logits(&[10.0, 20.0, 1.0])?, [1.0, 21.0, 11.0, 21.0]);
    /// # Ok::<(), linalg_lite::Error>(())
    /// ```
    pub fn new(codes: Codes<'a>, features: usize) -> Result<Self, Error> {
        let largest =
            of_any_width!(codes, codes => codes.iter().max().map_or(0, |code| *code as usize));
        if largest > features {
            return Err(Error::Code { code: largest, features });
        }
        Ok(Self { codes, features })
    }

    /// As [`new`](Self::new), of codes that are known to be within the features.
    pub(crate) fn of_checked(codes: Codes<'a>, features: usize) -> Self {
        Self { codes, features }
    }

    /// How many features it has: levels, the baseline not counted.
    #[must_use]
    pub fn n_features(&self) -> usize {
        self.features
    }

    /// Its codes.
    #[must_use]
    pub fn codes(&self) -> Codes<'a> {
        self.codes
    }

    pub(crate) fn len(&self) -> usize {
        of_any_width!(self.codes, codes => codes.len())
    }

    pub(crate) fn rows(&self, rows: Range<usize>) -> Self {
        let codes = match self.codes {
            Codes::U8(codes) => Codes::U8(&codes[rows]),
            Codes::U16(codes) => Codes::U16(&codes[rows]),
            Codes::U32(codes) => Codes::U32(&codes[rows]),
        };
        Self { codes, ..*self }
    }

    /// Calls `visit` with the number of each sample and that of its feature, counted from 0; those at the baseline are left out.
    #[inline(always)]
    pub fn for_each(&self, mut visit: impl FnMut(usize, usize)) {
        of_any_width!(self.codes, codes => {
            for (i, code) in codes.iter().enumerate().filter(|(_, code)| **code > 0) {
                visit(i, *code as usize - 1);
            }
        });
    }
}

/// The feature of each sample; beyond all of them for the baseline.
pub(crate) fn places_of(category: &Category<'_>) -> Vec<u32> {
    let mut places = vec![u32::MAX; category.len()];
    category.for_each(|i, k| places[i] = k as u32);
    places
}

/// `z_i += w_level(i)`.
pub(crate) fn add_logits(category: &Category<'_>, w: &[f64], z: &mut [f64]) {
    category.for_each(|i, k| z[i] += w[k]);
}

/// `g_k += r_i` where level(i) = k.
pub(crate) fn add_gradient(category: &Category<'_>, r: &[f64], gradient: &mut [f64]) {
    category.for_each(|i, k| gradient[k] += r[i]);
}

/// The sum of `r_i` at the baseline.
pub(crate) fn sum_at_baseline(category: &Category<'_>, r: &[f64]) -> f64 {
    let mut total = 0.0;
    of_any_width!(category.codes, codes => {
        codes.iter().zip(r).filter(|(code, _)| **code == 0).for_each(|(_, r)| total += r);
    });
    total
}
