use linalg_lite::Design;

/// For each row whether it counts and is the first of its kind: no other before it has the same features and
/// the same label. The others ask for nothing more.
pub(super) fn distinct(
    design: Design<'_>,
    labels: &[usize],
    counts: impl Fn(usize) -> bool,
) -> Vec<bool> {
    let mut keys: Vec<u64> = labels.iter().map(|label| mixed(0, *label as u64)).collect();
    for j in 0..design.n_features() {
        let with_zeros_alike = design.column(j).iter().map(|x| x + 0.0);
        keys.iter_mut().zip(with_zeros_alike).for_each(|(key, x)| *key = mixed(*key, x.to_bits()));
    }
    let mut by_key: Vec<usize> = (0..labels.len()).filter(|i| counts(*i)).collect();
    by_key.sort_unstable_by_key(|i| (keys[*i], *i));
    let same = |a: usize, b: usize| {
        let mut columns = (0..design.n_features()).map(|j| design.column(j));
        labels[a] == labels[b] && columns.all(|column| column[a] == column[b])
    };
    let mut is_first = vec![false; labels.len()];
    for alike in by_key.chunk_by(|a, b| keys[*a] == keys[*b]) {
        let mut firsts: Vec<usize> = Vec::new();
        for &i in alike {
            if !firsts.iter().any(|first| same(*first, i)) {
                firsts.push(i);
                is_first[i] = true;
            }
        }
    }
    is_first
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
        let all = distinct(design, &labels, |_| true);
        assert_eq!(all, [true, false, true, false, true, true]);
        let later = distinct(design, &labels, |i| i > 0);
        assert_eq!(later, [false, true, true, false, true, true]);
    }
}
