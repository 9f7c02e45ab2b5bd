use pulp::{Arch, Simd, WithSimd};

use super::products::lanes_of;
use super::{LANES, add_lanes};

/// `out[i] = x[i] - m`; the sum of them, in eight lanes, and the largest, its sign left out.
pub(crate) fn deviations(x: &[f64], m: f64, out: &mut [f64]) -> (f64, f64) {
    Arch::new().dispatch(Deviations { x, m, out })
}

struct Deviations<'a> {
    x: &'a [f64],
    m: f64,
    out: &'a mut [f64],
}

impl WithSimd for Deviations<'_> {
    type Output = (f64, f64);

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> (f64, f64) {
        match S::F64_LANES {
            8 => self.look::<S, 1>(simd),
            4 => self.look::<S, 2>(simd),
            2 => self.look::<S, 4>(simd),
            _ => self.look::<S, 8>(simd),
        }
    }
}

impl Deviations<'_> {
    #[inline(always)]
    fn look<S: Simd, const V: usize>(self, simd: S) -> (f64, f64) {
        let Self { x, m, out } = self;
        let whole = x.len() / LANES;
        let (mut sums, mut largest) = ([0.0; LANES], [0.0; LANES]);
        {
            let [x] = lanes_of::<S, 1, V>([x], whole);
            let out = S::as_mut_simd_f64s(&mut out[..whole * LANES]).0.as_chunks_mut::<V>().0;
            let centre = simd.splat_f64s(m);
            let (mut sum, mut most) = ([simd.splat_f64s(0.0); V], [simd.splat_f64s(0.0); V]);
            for i in 0..x.len() {
                for v in 0..V {
                    let deviation = simd.sub_f64s(x[i][v], centre);
                    out[i][v] = deviation;
                    sum[v] = simd.add_f64s(sum[v], deviation);
                    most[v] = simd.max_f64s(most[v], simd.abs_f64s(deviation));
                }
            }
            S::as_mut_simd_f64s(&mut sums).0[..V].copy_from_slice(&sum);
            S::as_mut_simd_f64s(&mut largest).0[..V].copy_from_slice(&most);
        }
        for (l, i) in (whole * LANES..x.len()).enumerate() {
            out[i] = x[i] - m;
            sums[l] += out[i];
            largest[l] = largest[l].max(out[i].abs());
        }
        (add_lanes(sums), largest.iter().fold(0.0, |most: f64, value| most.max(*value)))
    }
}

/// The largest of some numbers, their signs left out.
pub(crate) fn largest_of(x: &[f64]) -> f64 {
    let (eights, rest) = x.as_chunks::<LANES>();
    let mut largest = [0.0; LANES];
    for eight in eights {
        for l in 0..LANES {
            largest[l] = f64::max(largest[l], eight[l].abs());
        }
    }
    largest.iter().chain(rest).fold(0.0, |most, value| f64::max(most, value.abs()))
}
