use pulp::{Arch, Simd, WithSimd};

use super::{LANES, add_lanes};

/// `sum_i a[i]`, in eight lanes.
#[inline]
pub(crate) fn add_up(a: &[f64]) -> f64 {
    Arch::new().dispatch(AddUp { a })
}

struct AddUp<'a> {
    a: &'a [f64],
}

impl WithSimd for AddUp<'_> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> f64 {
        let (chunks, rest) = self.a.as_chunks::<LANES>();
        let mut lanes = [0.0; LANES];
        for chunk in chunks {
            for l in 0..LANES {
                lanes[l] += chunk[l];
            }
        }
        for l in 0..rest.len() {
            lanes[l] += rest[l];
        }
        add_lanes(lanes)
    }
}
