use pulp::{Arch, Simd, WithSimd};

/// `z[i] += w_0 x_0[i] + w_1 x_1[i] + ...`, one fused multiply-add after the other for each `i`.
pub(crate) fn add_columns<const C: usize>(w: [f64; C], x: [&[f64]; C], z: &mut [f64]) {
    Arch::new().dispatch(AddColumns::<C, false> { w, x, m: [0.0; C], z });
}

/// `z[i] += w_0 (x_0[i] - m_0) + w_1 (x_1[i] - m_1) + ...`, likewise.
pub(crate) fn add_centred_columns<const C: usize>(
    w: [f64; C],
    x: [&[f64]; C],
    m: [f64; C],
    z: &mut [f64],
) {
    Arch::new().dispatch(AddColumns::<C, true> { w, x, m, z });
}

struct AddColumns<'a, const C: usize, const CENTRED: bool> {
    w: [f64; C],
    x: [&'a [f64]; C],
    m: [f64; C],
    z: &'a mut [f64],
}

impl<const C: usize, const CENTRED: bool> WithSimd for AddColumns<'_, C, CENTRED> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { w, mut x, m, z } = self;
        let length = z.len();
        for column in &mut x {
            *column = &column[..length];
        }
        for i in 0..length {
            let mut sum = z[i];
            for j in 0..C {
                let x = if CENTRED { x[j][i] - m[j] } else { x[j][i] };
                sum = w[j].mul_add(x, sum);
            }
            z[i] = sum;
        }
    }
}
