use std::collections::BTreeMap;

/// A direction along which nothing changes: for each feature that takes part its weight, in columns of unit length.
pub(crate) type Direction = BTreeMap<usize, f64>;

/// A part of a direction below this, relative to its largest, is rounding.
const ROUNDING: f64 = 1e-9;

/// The same directions, combined so that each has a last feature of its own, with the weight 1, that no other has:
/// those are the features that earlier ones replace.
pub(crate) fn echelon(directions: Vec<Direction>) -> BTreeMap<usize, Direction> {
    let mut by_last: BTreeMap<usize, Direction> = BTreeMap::new();
    for mut direction in directions {
        clear_rounding(&mut direction);
        while let Some((&last, &weight)) = direction.last_key_value() {
            let Some(other) = by_last.get_mut(&last) else {
                direction.values_mut().for_each(|value| *value /= weight);
                by_last.insert(last, direction);
                break;
            };
            add(-weight, other, &mut direction);
            direction.remove(&last);
        }
    }
    let mut reduced: BTreeMap<usize, Direction> = BTreeMap::new();
    for (last, mut direction) in by_last {
        let others: Vec<(usize, f64)> = direction.iter().map(|(j, weight)| (*j, *weight)).collect();
        for (j, weight) in others {
            if let Some(other) = reduced.get(&j) {
                add(-weight, other, &mut direction);
                direction.remove(&j);
            }
        }
        reduced.insert(last, direction);
    }
    reduced
}

/// `to += factor of`, without what is rounding.
fn add(factor: f64, of: &Direction, to: &mut Direction) {
    for (j, weight) in of {
        *to.entry(*j).or_insert(0.0) += factor * weight;
    }
    clear_rounding(to);
}

fn clear_rounding(direction: &mut Direction) {
    let largest = direction.values().fold(0.0_f64, |most, weight| most.max(weight.abs()));
    direction.retain(|_, weight| weight.abs() > ROUNDING * largest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_a_last_feature_of_its_own() {
        let of = |weights: &[(usize, f64)]| weights.iter().copied().collect::<Direction>();
        let directions = [
            of(&[(0, 1.0), (2, 2.0), (5, 4.0)]),
            of(&[(1, 1.0), (2, 1e-12), (5, 2.0)]),
            of(&[(1, 3.0), (2, -6.0), (3, 0.0)]),
        ];
        let found = echelon(directions.to_vec());
        let expected = [
            (1, of(&[(0, -1.0), (1, 1.0)])),
            (2, of(&[(0, -0.5), (2, 1.0)])),
            (5, of(&[(0, 0.5), (5, 1.0)])),
        ];
        assert_eq!(found, expected.into_iter().collect());
    }
}
