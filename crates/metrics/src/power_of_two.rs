/// The power of two at or below `|x|`, so that dividing by it changes no digit; 1 for 0.
pub(crate) fn power_of_two(x: f64) -> f64 {
    const EXPONENT: u64 = 0x7ff0_0000_0000_0000;
    let power = f64::from_bits(x.to_bits() & EXPONENT);
    match power {
        _ if x == 0.0 || !x.is_finite() => 1.0,
        0.0 => f64::MIN_POSITIVE,
        _ => power,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let found = [5.0, -0.3, 1.0, 0.0, 1e-320, f64::MAX].map(power_of_two);
        let largest = f64::MAX / (2.0 - f64::EPSILON);
        assert_eq!(found, [4.0, 0.25, 1.0, 1.0, f64::MIN_POSITIVE, largest]);
    }
}
