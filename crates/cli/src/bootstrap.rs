//! How much figures vary from one table to another like it: resamples of the rows, or of clusters of them.

use anyhow::{Result, ensure};
use datasets::Stream;
use metrics::{Bootstrap, Resampling, Units, bootstrap};
use models::WeightKind;
use pictures::numbers::{significant, thousands};
use pictures::{TextTable, shown};
use serde_json::{Map, Value, json};

use crate::words::Words;

const LEVEL: f64 = 0.95;

/// With fewer, intervals are too narrow.
pub(crate) const MANY_CLUSTERS: usize = 30;

/// How resamples are drawn.
pub(crate) struct Resamples<'a> {
    pub(crate) number: u32,
    pub(crate) seed: u64,
    pub(crate) rows: usize,
    pub(crate) weights: Option<&'a [f64]>,
    pub(crate) kind: WeightKind,
    /// The cluster of each row, where these are drawn.
    pub(crate) clusters: Option<&'a [usize]>,
}

/// Figures, each with what resamples say about it; none where it is undefined.
pub(crate) struct Resampled {
    /// What was drawn.
    what: String,
    /// Whether these are so few clusters that they tell little of others.
    are_few: bool,
    seed: u64,
    figures: Vec<(String, Option<Bootstrap>)>,
}

impl Resamples<'_> {
    /// `figures` are found for rows that count so much, in the order of their names.
    pub(crate) fn of(
        &self,
        names: Vec<String>,
        figures: impl Fn(&[f64]) -> Result<Vec<Option<f64>>> + Sync,
    ) -> Result<Resampled> {
        let units = match (self.clusters, self.kind) {
            (Some(clusters), _) => Units::Clusters(clusters),
            (None, WeightKind::Frequency) => Units::Samples,
            (None, _) => Units::Rows,
        };
        let resampling = Resampling::new(self.rows, self.weights, units)?;
        ensure!(
            resampling.n_units() > 1,
            "--bootstrap draws from at least two rows, or clusters, and there is only one"
        );
        let numbers = |resample: usize| {
            let mut stream = Stream::numbered(self.seed, resample as u64);
            move || stream.uniform(0.0, 1.0)
        };
        let found = bootstrap(&resampling, self.number as usize, numbers, figures)?;
        let units = if self.clusters.is_some() { "clusters" } else { "rows" };
        let [number, drawn] = [self.number as usize, resampling.n_units()].map(thousands);
        let what = format!("{number} resamples of {drawn} {units}");
        let are_few = self.clusters.is_some() && resampling.n_units() < MANY_CLUSTERS;
        Ok(Resampled {
            what,
            are_few,
            seed: self.seed,
            figures: names.into_iter().zip(found).collect(),
        })
    }
}

/// In how many resamples which figures have no value.
fn absent(undefined: &[(String, usize)]) -> Option<String> {
    let some: Vec<&(String, usize)> = undefined.iter().filter(|(_, times)| *times > 0).collect();
    let (_, most) = some.iter().max_by_key(|(_, times)| times)?;
    if some.len() == undefined.len() && some.iter().all(|(_, times)| times == most) {
        return Some(format!(
            "{} of the resamples have no such figures: classes are separated there, or one is missing\n",
            thousands(*most)
        ));
    }
    let of = |(name, times): &&(String, usize)| format!("{name} in {}", thousands(*times));
    let all: Vec<String> = some.iter().map(of).collect();
    Some(format!("resamples without a value: {}\n", all.join(", ")))
}

impl Resampled {
    pub(crate) fn text(&self) -> String {
        let heads = ["value", "std error", "bias"].map(str::to_owned);
        let intervals = ["percentile", "BCa"].map(|kind| format!("{}% {kind}", LEVEL * 100.0));
        let first = format!("{}, seed {}", self.what, self.seed);
        let mut table = TextTable::new([first].into_iter().chain(heads).chain(intervals));
        let (mut notes, mut undefined, mut has_gaps) = (Vec::new(), Vec::new(), false);
        for (name, found) in &self.figures {
            let Some(found) = found else { continue };
            let numbers = [found.value, found.standard_error(), found.bias()].map(significant);
            let intervals = [found.percentile(LEVEL), found.bca(LEVEL)].map(|interval| {
                let text = |[low, high]: [f64; 2]| {
                    format!("{} to {}", significant(low), significant(high))
                };
                interval.map_or_else(|| "-".to_owned(), text)
            });
            has_gaps |= intervals.iter().any(|interval| interval == "-");
            table.row([shown(name)].into_iter().chain(numbers).chain(intervals));
            undefined.push((shown(name), found.undefined));
        }
        notes.extend(absent(&undefined));
        if has_gaps {
            notes.push(
                "-: no interval, as too many resamples have no such figure, or too few lie beyond its end\n"
                    .to_owned(),
            );
        }
        if self.are_few {
            notes.push("clusters are few: expect these intervals to be too narrow\n".to_owned());
        }
        format!("{table}{}", notes.concat())
    }

    pub(crate) fn to_json(&self) -> Value {
        let of_figure = |(name, found): &(String, Option<Bootstrap>)| {
            let of = |found: &Bootstrap| {
                json!({
                    "value": Words(found.value),
                    "standard_error": Words(found.standard_error()),
                    "bias": Words(found.bias()),
                    "percentile_interval": found.percentile(LEVEL),
                    "bca_interval": found.bca(LEVEL),
                    "undefined": found.undefined,
                })
            };
            (name.clone(), found.as_ref().map_or(Value::Null, of))
        };
        let figures: Map<String, Value> = self.figures.iter().map(of_figure).collect();
        json!({ "drawn": self.what, "seed": self.seed, "level": LEVEL, "figures": figures })
    }
}
