//! The multiply-add of this program against whole numbers of 128 bits.

use exact_fma as _;

/// A generator of 64 bits: Knuth's constants, the upper half twice.
fn random(state: &mut u64) -> u64 {
    let mut half = || {
        *state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *state >> 32
    };
    half() << 32 | half()
}

/// A number of at most 53 bits, positive or negative.
fn whole(state: &mut u64) -> i64 {
    let (bits, sign) = (random(state), random(state) % 2);
    let size = (bits >> (11 + random(state) % 53)) as i64;
    if sign == 0 { size } else { -size }
}

/// `a b + c 2^shift` below 2^107 is a whole number that 128 bits hold; their conversion rounds once.
#[test]
fn a_multiply_add_rounds_once() {
    let mut state = 15;
    for _ in 0..200_000 {
        let (a, b, c) = (whole(&mut state), whole(&mut state), whole(&mut state));
        let shift = random(&mut state) % 54;
        let exact = i128::from(a) * i128::from(b) + (i128::from(c) << shift);
        let addend = c as f64 * (1_u64 << shift) as f64;
        assert_eq!((a as f64).mul_add(b as f64, addend), exact as f64, "{a} {b} {c} << {shift}");
    }
}

/// Just above the middle of two numbers: rounded to 64 digits first, it would be the middle.
#[test]
fn no_digit_is_lost_on_the_way() {
    let half_unit = f64::EPSILON / 2.0;
    let (a, b) = (half_unit * (1.0 + half_unit * 2.0), 1.0);
    assert_eq!(std::hint::black_box(a).mul_add(b, 1.0), 1.0 + f64::EPSILON);
}
