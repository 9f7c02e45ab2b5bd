//! The reports as they are stored, one snapshot for each experiment and stream.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use datasets::Source;
use lesson::{EXPERIMENTS, Inputs};
use xtask::snapshots::SnapshotInfo;
use xtask::{data_files, snapshots};

#[test]
fn reports_match() {
    for inputs in Source::ALL.map(Inputs::lesson) {
        for experiment in EXPERIMENTS {
            let report = (experiment.run)(&inputs).unwrap();
            insta::with_settings!({
                snapshot_path => Path::new("snapshots").join(inputs.source.name()),
                prepend_module_to_snapshot => false,
                omit_expression => true,
                description => report.experiment.title,
                info => &SnapshotInfo::new(&inputs, &report),
            }, {
                insta::assert_snapshot!(experiment.name, report.to_string());
            });
            insta::with_settings!({
                snapshot_path => Path::new("snapshots").join(inputs.source.name()),
                prepend_module_to_snapshot => false,
                omit_expression => true,
                description => report.experiment.title,
            }, {
                let name = format!("{}-pictures", experiment.name);
                insta::assert_snapshot!(name, snapshots::pictures(&report));
            });
            assert_eq!(snapshots::difference(&inputs, &report).unwrap(), None);
        }
    }
}

#[test]
fn generated_data_match_byte_for_byte() {
    let drifted: Vec<PathBuf> =
        data_files::drifted().unwrap().into_iter().map(|f| f.path).collect();
    assert!(drifted.is_empty(), "{drifted:?} differ; to keep what changed: cargo xtask accept");
}

fn files_below(folder: &Path) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.insert(path);
        }
    }
    files
}

#[test]
fn nothing_is_stored_that_belongs_to_nothing() {
    let expected: BTreeSet<PathBuf> = Source::ALL
        .into_iter()
        .flat_map(|source| {
            let inputs = Inputs::lesson(source);
            EXPERIMENTS.iter().flat_map(move |e| {
                [snapshots::file(e.name, &inputs), snapshots::pictures_file(e.name, &inputs)]
            })
        })
        .collect();
    assert_eq!(files_below(&snapshots::folder()), expected);
    let expected: BTreeSet<PathBuf> = data_files::lesson_files()
        .unwrap()
        .into_iter()
        .map(|file| data_files::folder().join(file.path))
        .collect();
    assert_eq!(files_below(&data_files::folder()), expected);
}

#[test]
fn pictures_stay_small() {
    const ONE: usize = 80_000;
    const ALL: usize = 500_000;
    for inputs in Source::ALL.map(Inputs::lesson) {
        let mut all = 0;
        for experiment in EXPERIMENTS {
            for picture in (experiment.run)(&inputs).unwrap().pictures {
                let size = picture.inline_svg("picture").len();
                assert!(size < ONE, "{}: \"{}\" has {size} bytes", experiment.name, picture.title);
                all += size;
            }
        }
        assert!(all < ALL, "{all} bytes");
    }
}
