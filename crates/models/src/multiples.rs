use pulp::{Arch, Simd, WithSimd};

/// `sum += factor * x`, entry by entry: a product and an addition, each rounded, whatever the instruction set.
pub(crate) fn add_multiple(factor: f64, x: &[f64], sum: &mut [f64]) {
    Arch::new().dispatch(Multiple { factor, x, sum });
}

struct Multiple<'a> {
    factor: f64,
    x: &'a [f64],
    sum: &'a mut [f64],
}

impl WithSimd for Multiple<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (sum, x) in self.sum.iter_mut().zip(self.x) {
            *sum += self.factor * x;
        }
    }
}
