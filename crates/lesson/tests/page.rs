//! The lesson's page, as far as it can be judged without a browser; `tests/browser` has the rest.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use datasets::Source;
use lesson::experiments::{self, EXPERIMENTS};
use lesson::page::{self, Run};
use lesson::{Inputs, agreement};

fn page() -> String {
    let runs: Vec<Run> = Source::ALL
        .map(Inputs::lesson)
        .map(|inputs| (inputs, experiments::run(&inputs).unwrap()))
        .to_vec();
    page::text(&runs, &agreement::check().unwrap()).unwrap()
}

/// The values of an attribute, in order.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    page.split(start.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn every_experiment_has_its_place_and_every_id_is_its_own() {
    let page = page();
    let ids = values(&page, "id");
    let different: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), different.len(), "{:?}", twice(&ids));
    for experiment in EXPERIMENTS {
        assert!(different.contains(experiment.name), "{}", experiment.name);
    }
    assert_eq!(page.matches("<article").count(), EXPERIMENTS.len());
}

/// What `docs` names is public: the crate's sources define it, and its modules stand in the path.
#[test]
fn the_documentation_has_what_is_named() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for experiment in EXPERIMENTS {
        let (package, path) = experiment.docs.split_once("::").unwrap();
        let name = path.rsplit("::").next().unwrap();
        let found = ["struct", "enum", "fn", "trait"].iter().any(|kind| {
            let folder = crates.join(package.replace('_', "-")).join("src");
            sources(&folder).contains(&format!("pub {kind} {name}"))
        });
        assert!(found, "{}: {}", experiment.name, experiment.docs);
    }
}

/// All sources of a folder, in one text.
fn sources(folder: &std::path::Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(
            |path| {
                if path.is_dir() { sources(&path) } else { std::fs::read_to_string(path).unwrap() }
            },
        )
        .collect()
}

fn twice<'a>(ids: &[&'a str]) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    ids.iter().copied().filter(|id| !seen.insert(*id)).collect()
}

#[test]
fn it_is_one_small_file() {
    let page = page();
    assert!(page.len() < 2_500_000, "{} bytes", page.len());
    for address in values(&page, "href").iter().chain(&values(&page, "src")) {
        assert!(address.starts_with('#') || *address == "data:,", "{address}");
    }
    let page = page.split("<script").next().unwrap();
    for word in ["http://", "https://", "@import", "url(\"", "&amp;nbsp;", "NaN"] {
        let place = page.replace("http://www.w3.org/2000/svg", "").find(word);
        assert!(place.is_none(), "{word}");
    }
}

#[test]
fn code_is_short_and_from_the_sources() {
    let page = page();
    let pieces: Vec<&str> = page.split("<pre tabindex=\"0\"><code>").skip(1).collect();
    assert!(pieces.len() > EXPERIMENTS.len());
    for piece in pieces {
        let code = piece.split("</code>").next().unwrap();
        assert!((1..=16).contains(&code.lines().count()), "{code}");
        for (open, closed) in [('{', '}'), ('(', ')'), ('[', ']')] {
            assert_eq!(code.matches(open).count(), code.matches(closed).count(), "{code}");
        }
    }
}

#[test]
fn a_seed_that_one_stream_refuses_has_a_page_of_the_other() {
    let inputs = Inputs { source: Source::ChaCha8, seed: u64::MAX };
    assert!(Inputs { source: Source::NumPy, ..inputs }.stream().is_err());
    let runs = [(inputs, experiments::run(&inputs).unwrap())];
    let page = page::text(&runs, &agreement::check().unwrap()).unwrap();
    assert!(!page.contains("id=\"stream-") && page.contains("id=\"gallery\""));
}
