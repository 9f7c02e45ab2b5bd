use linalg_lite::{Column, Design};

use crate::error::Error;

/// For each row whether it counts and is the first of its kind: no other before it has the same features and
/// the same label. The others ask for nothing more.
pub(super) fn distinct(
    design: Design<'_>,
    labels: &[usize],
    counts: impl Fn(usize) -> bool,
) -> Result<Vec<bool>, Error> {
    let mut keys: Vec<u64> = labels.iter().map(|label| mixed(0, *label as u64)).collect();
    design.fill(&mut keys, |block, keys| {
        for (_, column) in block.columns() {
            match column {
                Column::Numbers(values) => {
                    let with_zeros_alike = values.iter().map(|x| x + 0.0);
                    let mix = |(key, x): (&mut u64, f64)| *key = mixed(*key, x.to_bits());
                    keys.iter_mut().zip(with_zeros_alike).for_each(mix);
                }
                Column::Category(category) => {
                    category.for_each(|i, level| keys[i] = mixed(keys[i], level as u64));
                }
            }
        }
    })?;
    let mut by_key: Vec<usize> = (0..labels.len()).filter(|i| counts(*i)).collect();
    by_key.sort_unstable_by_key(|i| (keys[*i], *i));
    let mut is_first = vec![false; labels.len()];
    for alike in by_key.chunk_by(|a, b| keys[*a] == keys[*b]) {
        if let [only] = alike {
            is_first[*only] = true;
            continue;
        }
        let mut firsts: Vec<(usize, Vec<(usize, f64)>)> = Vec::new();
        for &i in alike {
            let own = (labels[i], design.sample(i)?);
            if !firsts.contains(&own) {
                firsts.push(own);
                is_first[i] = true;
            }
        }
    }
    Ok(is_first)
}

/// Equal for equal numbers in the same order, and most likely not for others.
fn mixed(key: u64, number: u64) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    (key.rotate_left(23) ^ number).wrapping_mul(ODD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use linalg_lite::matrix_from_columns;

    #[test]
    fn by_hand() {
        let x = [&[1.0, 1.0, 0.0, -0.0, 1.0, 1.0][..], &[2.0, 2.0, 5.0, 5.0, 2.0, 3.0]];
        let x = matrix_from_columns(&x).unwrap();
        let design = Design::new(x.as_ref(), true).unwrap();
        let labels = [0, 0, 1, 1, 1, 0];
        let all = distinct(design, &labels, |_| true).unwrap();
        assert_eq!(all, [true, false, true, false, true, true]);
        let later = distinct(design, &labels, |i| i > 0).unwrap();
        assert_eq!(later, [false, true, true, false, true, true]);
    }
}
