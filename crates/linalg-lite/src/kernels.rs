//! The inner loops. Each is written once, in plain Rust or pulp's vectors, and compiled for every
//! instruction set that pulp knows; the machine's own is chosen when the program runs.
//!
//! What makes the bits the same on all of them: element `i` of a sum belongs to lane `i mod 8`, a
//! lane is a chain of fused multiply-adds in order of `i`, and the eight lanes are added in pairs.
//! A vector of any width, and a tile of any shape, holds whole lanes and so cannot change a bit.

mod deviations;
mod exp;
mod ln_1p;
mod logits;
mod products;
mod reflections;
mod residual;
mod sums;
mod weighted_gram;
mod weighted_products;

pub(crate) use deviations::{deviations, largest_of};
pub(crate) use exp::{exp_neg_abs, exp_of_negative, sigmoids};
pub(crate) use ln_1p::{ln_1p_of_parts, ln_from_one};
pub(crate) use logits::{add_centred_columns, add_columns};
pub(crate) use products::{centred_products, products};
pub(crate) use reflections::take_rows;
pub(crate) use residual::{
    anchor, multiply, products_with_residual, subtract_columns, weigh_anchor,
};
pub(crate) use sums::add_up;
pub(crate) use weighted_gram::{plain_gram, weighted_gram};
pub(crate) use weighted_products::weighted_products;

/// Partial sums of every sum.
pub(crate) const LANES: usize = 8;

/// The eight lanes, added in pairs.
#[inline(always)]
pub(crate) fn add_lanes(l: [f64; LANES]) -> f64 {
    ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Without its instructions a kernel would still be right, and many times slower.
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn the_ordinary_build_uses_the_machines_instructions() {
        let arch = format!("{:?}", pulp::Arch::new());
        if is_x86_feature_detected!("avx512dq") && is_x86_feature_detected!("avx512vl") {
            assert!(arch.starts_with("V4"), "{arch}");
        } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            assert!(arch.starts_with("V3"), "{arch}");
        }
    }

    /// One chain of fused multiply-adds a lane, whatever the vectors: the definition, written out.
    #[test]
    fn products_follow_their_definition_to_the_bit() {
        for length in [0, 1, 7, 8, 9, 31, 64, 100] {
            let column = |seed: usize| -> Vec<f64> {
                (0..length).map(|i| ((i * 37 + seed * 11) % 101) as f64 / 7.0 - 6.1).collect()
            };
            let (a, b) = ([column(1), column(2), column(3)], [column(4), column(5)]);
            let found = products([&a[0], &a[1], &a[2]], [&b[0], &b[1]]);
            for j in 0..3 {
                for k in 0..2 {
                    let mut lanes = [0.0; LANES];
                    for i in 0..length {
                        lanes[i % LANES] = a[j][i].mul_add(b[k][i], lanes[i % LANES]);
                    }
                    assert_eq!(found[j][k], add_lanes(lanes), "length {length}");
                }
            }
        }
    }

    #[test]
    fn deviations_by_their_definition() {
        for length in [0, 1, 8, 13, 512] {
            let x: Vec<f64> = (0..length).map(|i| ((i * 37) % 101) as f64 - 60.0).collect();
            let mut out = vec![0.0; length];
            let (total, largest) = deviations(&x, 2.5, &mut out);
            let plain: Vec<f64> = x.iter().map(|x| x - 2.5).collect();
            assert_eq!((total, &out), (crate::sum(&plain), &plain));
            assert_eq!(largest, plain.iter().fold(0.0, |most: f64, x| most.max(x.abs())));
        }
    }

    #[test]
    fn every_tile_of_the_gram_matrix_is_a_plain_product_to_the_bit() {
        for p in (1..12).chain([47, 48, 50, 97, 203]) {
            let rows = 83;
            let column = |j: usize| -> Vec<f64> {
                (0..rows).map(|i| ((i * 29 + j * 17) % 97) as f64 / 9.0 - 5.3).collect()
            };
            let columns: Vec<Vec<f64>> = (0..p).map(column).collect();
            let s: Vec<f64> = (0..rows).map(|i| f64::from(i as u32 % 13) / 13.0).collect();
            let x: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let (mut gram, mut sums) = (crate::Mat::zeros(p, p), vec![0.0; p]);
            weighted_gram(&s, &x, gram.as_mut(), &mut sums);
            for j in 0..p {
                let weighted: Vec<f64> = s.iter().zip(x[j]).map(|(s, x)| s * x).collect();
                assert_eq!(sums[j], crate::sum(&weighted));
                for k in 0..=j {
                    assert_eq!(gram[(k, j)], products([&weighted], [x[k]])[0][0], "{p}: {j} {k}");
                }
            }
            let (mut plain, mut of_ones) = (crate::Mat::zeros(p, p), crate::Mat::zeros(p, p));
            plain_gram(&x, plain.as_mut());
            weighted_gram(&vec![1.0; rows], &x, of_ones.as_mut(), &mut sums);
            assert_eq!(plain, of_ones);
        }
    }
}
