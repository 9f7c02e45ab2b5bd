//! Whatever a table holds, and whatever is asked of it, an engine says what a file does: for each engine that is
//! installed, and for those that `REGRESS_TEST_ENGINES` names, a command a line.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::sql::laws::agreement::{Pair, same_end};
use crate::sql::laws::cases::Case;
use crate::sql::laws::condition::{Condition, condition};
use crate::sql::laws::places::{Ended, Place, Places};
use crate::sql::laws::predictions::Predictions;
use serde_json::Value;

/// What both said of some tables.
#[derive(Default)]
struct Found {
    disagreements: Vec<String>,
    /// How many fits could be compared in every digit.
    good: usize,
    refused: usize,
}

/// The tables of some seeds.
fn agree(seeds: Range<u64>) {
    const AT_ONCE: usize = 4;
    const IN_A_FOLDER: usize = 100;
    let cases: Vec<Case> = seeds.map(Case::of).collect();
    let found = Mutex::new(Found::default());
    for cases in cases.chunks(IN_A_FOLDER) {
        let (places, next) = (Places::of(cases), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                scope.spawn(|| {
                    while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                        compare(&places, case, &found);
                    }
                });
            }
        });
    }
    let Found { disagreements, good, refused } = found.into_inner().unwrap();
    let all = cases.len();
    let said = format!("{} of {all} tables\n{}", disagreements.len(), disagreements.join("\n"));
    assert!(disagreements.is_empty(), "{said}");
    assert!(3 * good > all && 3 * refused < all, "{good} and {refused} of {all} show little");
}

fn compare(places: &Places, case: &Case, found: &Mutex<Found>) {
    let law = Law::of(places, case);
    let mut said = Vec::new();
    for engine in &places.engines {
        let laws = [law.of_fits(engine), law.of_examinations(engine)];
        let broken = laws.into_iter().filter_map(Result::err);
        said.extend(broken.map(|what| format!("{} {}: {what}", case.told(), engine.told())));
    }
    let mut found = found.lock().unwrap();
    found.good += usize::from(law.condition == Some(Condition::Good));
    found.refused += usize::from(law.condition.is_none());
    found.disagreements.extend(said);
}

/// What is said of the file.
struct Law<'a> {
    places: &'a Places,
    case: &'a Case,
    fit: Ended,
    /// None of what was refused.
    condition: Option<Condition>,
    predictions: Option<Predictions>,
    examination: Ended,
}

impl<'a> Law<'a> {
    fn of(places: &'a Places, case: &'a Case) -> Self {
        let fit = fit(places, case, None);
        let design = || places.run(case, None, &["fit", "--json", "-q"], &case.design());
        let condition = fit.has_result().then(|| condition(&fit, &design()));
        let predictions = condition.and_then(|_| predictions(places, case, (None, &fit)));
        let examination = places.run(case, None, &["doctor", "--json"], &case.to_examine);
        Self { places, case, fit, condition, predictions, examination }
    }

    fn of_fits(&self, engine: &Place) -> Result<(), String> {
        let there = fit(self.places, self.case, Some(engine));
        same_end(&self.fit, &there, self.condition)?;
        let Some(condition) = self.condition else { return Ok(()) };
        let pair = Pair::new(&self.fit, &there, condition);
        let of_file = self.predictions.as_ref();
        pair.agrees(of_file.is_some_and(Predictions::are_on_an_edge))?;
        match (of_file, predictions(self.places, self.case, (Some(engine), &there))) {
            (Some(of_file), Some(of_there)) => of_file.agree(&of_there, &pair),
            (None, None) => Ok(()),
            (of_file, _) => Err(format!("predictions of the file alone: {}", of_file.is_some())),
        }
    }

    fn of_examinations(&self, engine: &Place) -> Result<(), String> {
        let args = ["doctor", "--json"];
        let there = self.places.run(self.case, Some(engine), &args, &self.case.to_examine);
        let said = |ended: &Ended| (kinds(ended), ended.json["target"].clone());
        let (of_file, of_there) = (said(&self.examination), said(&there));
        let words = |ended: &Ended| format!("{:#} {}", ended.json["findings"], ended.said);
        match of_file == of_there {
            true => Ok(()),
            false => Err(format!(
                "doctor: {of_there:?} for {of_file:?}\n{} for {}",
                words(&there),
                words(&self.examination)
            )),
        }
    }
}

fn fit(places: &Places, case: &Case, engine: Option<&Place>) -> Ended {
    let model = case.model(engine);
    places.run(case, engine, &["fit", "--json", "-q", "-o", &model], &case.flags)
}

/// What the model of a place says of the rows there, if it says something.
fn predictions(
    places: &Places,
    case: &Case,
    (engine, fit): (Option<&Place>, &Ended),
) -> Option<Predictions> {
    let is_line = fit.json["model"]["model"]["kind"] == "linear";
    let flags = ["-q", "--unseen", "baseline", "--proba"];
    let flags = flags[..flags.len() - usize::from(is_line)].iter().map(|flag| (*flag).to_owned());
    let model = case.model(engine);
    let ended = places.run(case, engine, &["predict", &model], &flags.collect::<Vec<_>>());
    (ended.code == 0).then(|| Predictions::of(&ended.printed, case.table.columns.len()))
}

/// The kinds of what a doctor found.
fn kinds(ended: &Ended) -> Vec<String> {
    let findings = ended.json["findings"].as_array().cloned().unwrap_or_default();
    let mut kinds: Vec<String> = findings.iter().filter_map(kind).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// What only rows can tell is no kind: an exact separation, how cells are written, how a fit ends, leverages. Sums know
/// columns with the same cells as combinations.
fn kind(finding: &Value) -> Option<String> {
    let what = finding["what"].as_str().unwrap_or_default();
    match finding["kind"].as_str().unwrap_or_default() {
        "separation" | "reading" => None,
        "fit" if !what.contains("parameter") => None,
        "duplicate" => Some("combination".to_owned()),
        other => Some(other.to_owned()),
    }
}

#[test]
fn a_fit_an_examination_and_predictions_are_those_of_the_file() {
    agree(0..100);
}

/// Those that `REGRESS_TEST_TABLES` names, as in 1000..4000.
#[test]
#[ignore = "takes a second a table"]
fn thousands_of_tables() {
    let seeds = std::env::var("REGRESS_TEST_TABLES").unwrap_or_else(|_| "1000..4000".to_owned());
    let (from, to) = seeds.split_once("..").unwrap();
    agree(from.parse().unwrap()..to.parse().unwrap());
}
