//! Whatever a table holds, and whatever is asked of it, an engine says what a file does: for each engine that is
//! installed, and for those that `REGRESS_TEST_ENGINES` names, a command a line.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::sql::AnEngine;
use crate::sql::laws::agreement::{Condition, Pair, Predictions, condition, same_end};
use crate::sql::laws::cases::Case;
use crate::sql::laws::places::{Ended, Places};
use serde_json::Value;

/// What both say of some tables, each of a seed.
fn agree(seeds: std::ops::Range<u64>) {
    const AT_ONCE: usize = 2;
    let (next, disagreements) = (AtomicUsize::new(0), std::sync::Mutex::new(Vec::new()));
    let counts = std::sync::Mutex::new([0; 4]);
    let cases: Vec<Case> = seeds.map(Case::of).collect();
    for cases in cases.chunks(100) {
        let places = Places::of(cases);
        next.store(0, Ordering::Relaxed);
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                scope.spawn(|| {
                    while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let (at, found) = disagreements_of(&places, case);
                        counts.lock().unwrap()[at] += 1;
                        disagreements.lock().unwrap().extend(found);
                    }
                });
            }
        });
    }
    let (found, counts) = (disagreements.into_inner().unwrap(), counts.into_inner().unwrap());
    println!("good, poor, no optimum, refused: {counts:?}");
    assert!(found.is_empty(), "{} of {} tables\n{}", found.len(), cases.len(), found.join("\n"));
}

fn disagreements_of(places: &Places, case: &Case) -> (usize, Vec<String>) {
    let fit = |engine: Option<&(AnEngine, String)>, model: &str| {
        places.run(case, engine, &["fit", "--json", "-q", "-o", model], &case.flags)
    };
    let model = format!("{}.json", case.name());
    let file = fit(None, &model);
    let condition = match file.has_result() {
        true => condition(&file, &places.run(case, None, &["fit", "--json", "-q"], &case.design())),
        false => Condition::NoOptimum,
    };
    let examined = places.run(case, None, &["doctor", "--json"], &case.to_examine);
    let mut found = Vec::new();
    for (k, engine) in places.engines.iter().enumerate() {
        let model = format!("{}-{k}.json", case.name());
        let there = fit(Some(engine), &model);
        let mut say = |said: Result<(), String>| {
            if let Err(said) = said {
                let flags: Vec<String> = case.flags.iter().map(|f| format!("'{f}'")).collect();
                found.push(format!(
                    "{} {} [{condition:?}] {}: {said}",
                    case.name(),
                    engine.0.command,
                    flags.join(" ")
                ));
            }
        };
        say(fits(places, case, (engine, k), (&file, &there), condition));
        let examined_there =
            places.run(case, Some(engine), &["doctor", "--json"], &case.to_examine);
        say(examinations(&examined, &examined_there));
    }
    let at = match condition {
        _ if !file.has_result() => 3,
        Condition::Good => 0,
        Condition::Poor => 1,
        Condition::NoOptimum => 2,
    };
    (at, found)
}

fn fits(
    places: &Places,
    case: &Case,
    (engine, k): (&(AnEngine, String), usize),
    (file, there): (&Ended, &Ended),
    condition: Condition,
) -> Result<(), String> {
    same_end(file, there)?;
    if !file.has_result() {
        return Ok(());
    }
    let pair = Pair::new(file, there, condition);
    let predicted = |engine: Option<&(AnEngine, String)>, model: &str| {
        let mut flags = ["-q", "--unseen", "baseline"].map(str::to_owned).to_vec();
        let is_line = file.json["model"]["model"]["kind"] == "linear";
        flags.extend((!is_line).then(|| "--proba".to_owned()));
        let ended = places.run(case, engine, &["predict", model], &flags);
        (ended.code == 0)
            .then(|| Predictions::of(&ended.printed, case.table.columns.len()))
            .ok_or_else(|| format!("predict: {}", ended.said))
    };
    let of_file = predicted(None, &format!("{}.json", case.name()));
    let of_there = predicted(Some(engine), &format!("{}-{k}.json", case.name()));
    match (of_file, of_there) {
        (Ok(of_file), Ok(of_there)) => {
            pair.agrees(of_file.are_on_an_edge())?;
            of_file.agree(&of_there, &pair)
        }
        (Err(_), Err(_)) => pair.agrees(false),
        (Err(error), _) => Err(format!("file alone: {error}")),
        (_, Err(error)) => Err(format!("engine alone: {error}")),
    }
}

fn examinations(file: &Ended, there: &Ended) -> Result<(), String> {
    let kinds = |ended: &Ended| {
        let findings = ended.json["findings"].as_array().cloned().unwrap_or_default();
        let mut kinds: Vec<String> = findings.iter().filter_map(kind).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    };
    let (a, b) = (kinds(file), kinds(there));
    let words = |ended: &Ended| format!("{:#} {}", ended.json["findings"], ended.said);
    match a == b && file.json["target"] == there.json["target"] {
        true => Ok(()),
        false => Err(format!(
            "doctor: {b:?} {} for {a:?} {}\n  there: {}\n  file: {}",
            there.json["target"],
            file.json["target"],
            words(there),
            words(file)
        )),
    }
}

/// What only rows can tell is no kind: an exact separation, how cells are written, and leverages. Sums know columns with
/// the same cells as combinations.
fn kind(finding: &Value) -> Option<String> {
    let what = finding["what"].as_str().unwrap_or_default();
    match finding["kind"].as_str().unwrap_or_default() {
        "separation" | "reading" => None,
        "fit" if what.contains("leverage") => None,
        "duplicate" => Some("combination".to_owned()),
        other => Some(other.to_owned()),
    }
}

#[test]
fn a_hundred_tables() {
    agree(0..100);
}

#[test]
#[ignore = "takes an hour"]
fn thousands_of_tables() {
    let seeds = std::env::var("REGRESS_LAW_SEEDS").unwrap_or_else(|_| "1000..4000".to_owned());
    let (from, to) = seeds.split_once("..").unwrap();
    agree(from.parse().unwrap()..to.parse().unwrap());
}
