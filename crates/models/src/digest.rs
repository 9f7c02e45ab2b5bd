use xxhash_rust::xxh3::xxh3_64;

/// Sixteen hexadecimal digits that depend on every bit of some numbers (their XXH3), so that two people can
/// see at a glance whether two machines computed the same.
///
/// ```
/// assert_eq!(models::digest(&[0.5, -1.0]), "4e4e491e4a77278f");
/// assert_ne!(models::digest(&[0.1 + 0.2]), models::digest(&[0.3]));
/// ```
#[must_use]
pub fn digest(numbers: &[f64]) -> String {
    let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    format!("{:016x}", xxh3_64(&bytes))
}
