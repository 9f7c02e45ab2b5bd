//! The levels of several categories together.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// The combinations of levels that are features, each as the codes of its levels, and those that have none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cells {
    /// One a feature.
    pub features: Vec<Vec<u32>>,
    /// The combination that counts as the baseline, where no level of one category does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Vec<u32>>,
}

/// For each row the number of its cell counted from 1, 0 at the baseline, and which rows have a cell that is neither.
pub(super) struct Placed {
    pub(super) codes: Vec<u32>,
    pub(super) unknown: Vec<usize>,
}

impl Cells {
    /// From the codes of each category in the rows that are learned from, and their weights. `has_baseline` says of each
    /// category whether its baseline has a feature; where all have, and there is an intercept, the heaviest combination
    /// has none.
    pub(super) fn learn(
        codes: &[Vec<u32>],
        weights: &[f64],
        has_baseline: &[bool],
        has_intercept: bool,
    ) -> Self {
        let mut heights: HashMap<Vec<u32>, f64> = HashMap::new();
        for (row, weight) in weights.iter().enumerate() {
            let cell = cell_of(codes, row);
            if !is_at_baseline(&cell, has_baseline) {
                *heights.entry(cell).or_default() += weight;
            }
        }
        let mut features: Vec<Vec<u32>> = heights.keys().cloned().collect();
        features.sort_unstable_by(|a, b| a.iter().rev().cmp(b.iter().rev()));
        let are_all = has_baseline.iter().all(|has| *has);
        let heavier = |most: usize, k: usize| {
            if heights[&features[k]] > heights[&features[most]] { k } else { most }
        };
        let heaviest = (1..features.len()).fold(0, heavier);
        let has_none = are_all && has_intercept && !features.is_empty();
        let baseline = has_none.then(|| features.remove(heaviest));
        Self { features, baseline }
    }

    /// Of one category with the levels `0..levels`.
    pub(super) fn of_levels(levels: usize, has_baseline: bool) -> Self {
        let first = u32::from(!has_baseline);
        Self { features: (first..levels as u32).map(|code| vec![code]).collect(), baseline: None }
    }

    pub(super) fn place(&self, codes: &[Vec<u32>], rows: usize, has_baseline: &[bool]) -> Placed {
        let numbered = self.features.iter().map(Vec::as_slice).zip(1..);
        let baseline = self.baseline.iter().map(|cell| (cell.as_slice(), 0));
        let known: HashMap<&[u32], u32> = numbered.chain(baseline).collect();
        let mut unknown = Vec::new();
        let mut cell = vec![0; codes.len()];
        let place = |row: usize| {
            cell.iter_mut().zip(codes).for_each(|(code, of)| *code = of[row]);
            if is_at_baseline(&cell, has_baseline) {
                return 0;
            }
            known.get(cell.as_slice()).copied().unwrap_or_else(|| {
                unknown.push(row);
                0
            })
        };
        let codes = (0..rows).map(place).collect();
        Placed { codes, unknown }
    }
}

fn cell_of(codes: &[Vec<u32>], row: usize) -> Vec<u32> {
    codes.iter().map(|of| of[row]).collect()
}

/// Whether a level is a baseline that has no feature.
fn is_at_baseline(cell: &[u32], has_baseline: &[bool]) -> bool {
    cell.iter().zip(has_baseline).any(|(code, has)| *code == 0 && !has)
}
