use std::collections::BTreeMap;

use datasets::Encoder;
use linalg_lite::{Column, Design};
use models::Error;
use pictures::shown;

use super::training::Rows;

/// The names of features that are 0 but in one cluster, as levels are that lie in it, and of such levels that others are
/// compared with.
pub(super) fn lone_levels(rows: &Rows, encoder: &Encoder) -> Result<Vec<String>, Error> {
    let Some(clusters) = &rows.clusters else { return Ok(Vec::new()) };
    let (names, design) = (encoder.feature_names(), Design::new(rows.features(), false)?);
    let baselines = baselines(encoder, &names);
    let mut of_features = vec![Seen::Nowhere; names.len()];
    let mut of_baselines = vec![Seen::Nowhere; names.len()];
    design.for_each_block(|block| {
        let clusters = &clusters[block.rows()];
        for (feature, column) in block.columns() {
            match column {
                Column::Numbers(values) => {
                    let taken = clusters.iter().zip(values).filter(|(_, x)| **x != 0.0);
                    taken.for_each(|(cluster, _)| of_features[feature].add(*cluster));
                }
                Column::Category(levels) => {
                    let mut is_baseline = vec![true; clusters.len()];
                    levels.for_each(|i, level| {
                        of_features[feature + level].add(clusters[i]);
                        is_baseline[i] = false;
                    });
                    let taken = clusters.iter().zip(is_baseline).filter(|(_, is)| *is);
                    taken.for_each(|(cluster, _)| of_baselines[feature].add(*cluster));
                }
            }
        }
    })?;
    let is_lone = |seen: &Seen| matches!(seen, Seen::In(_));
    let of_features = names.iter().zip(&of_features).filter(|(_, seen)| is_lone(seen));
    let of_baselines = baselines.iter().filter(|(j, _)| is_lone(&of_baselines[**j]));
    Ok(of_baselines
        .map(|(_, name)| name)
        .chain(of_features.map(|(name, _)| name))
        .cloned()
        .collect())
}

/// What they mean for errors.
pub(super) fn warning(lone: &[String]) -> String {
    const SHOWN: usize = 3;
    let Some(names) = lone.get(..lone.len().min(SHOWN)).filter(|names| !names.is_empty()) else {
        return String::new();
    };
    let names: Vec<String> = names.iter().map(|name| shown(name)).collect();
    let more = match lone.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let lies = if lone.len() == 1 { "lies in one cluster" } else { "lie in one cluster each" };
    format!(
        "; {}{more} {lies}, where nothing tells how another would differ: errors of what depends on it are too small",
        names.join(", ")
    )
}

/// Baselines by the first feature of their category.
fn baselines(encoder: &Encoder, names: &[String]) -> BTreeMap<usize, String> {
    let of_column = |(column, level): (&str, &str)| {
        let first = format!("{column}={}", encoder.levels_of(column).get(1)?);
        let feature = names.iter().position(|name| *name == first)?;
        Some((feature, format!("{column}={level}")))
    };
    encoder.baselines().filter_map(of_column).collect()
}

/// In which clusters something was.
#[derive(Clone, Copy)]
enum Seen {
    Nowhere,
    In(usize),
    InSeveral,
}

impl Seen {
    fn add(&mut self, cluster: usize) {
        *self = match self {
            Self::Nowhere => Self::In(cluster),
            Self::In(before) if *before == cluster => Self::In(cluster),
            _ => Self::InSeveral,
        };
    }
}
