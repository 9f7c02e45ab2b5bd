//! Exported CSV read by Python: the same names and the same doubles. Skipped, and said to be,
//! where there is no `python3` (or no pandas).

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[path = "../../crates/cli/tests/common/not_proved.rs"]
mod not_proved;

use std::path::PathBuf;
use std::process::Command;

use datasets::catalog::GENERATORS;
use datasets::{Dataset, Source, write_csv_file};
use lesson::Inputs;
use not_proved::not_proved;

fn lesson_data() -> Vec<Dataset> {
    let mut all = Vec::new();
    for source in Source::ALL {
        for generator in GENERATORS {
            let mut stream = Inputs::lesson(source).stream().unwrap();
            all.push((generator.generate)(generator.rows, &mut stream).unwrap());
        }
    }
    all
}

/// The lines that `read_csv.py` should print for a file.
fn expected(number: usize, data: &Dataset, reader: &str) -> Vec<String> {
    let targets = data.target_numbers().unwrap();
    (0..data.n_samples())
        .map(|i| {
            let features = (0..data.n_features()).map(|j| data.features[(i, j)]);
            let row = features.chain([targets[i]]).map(|x| format!("\t{:016x}", x.to_bits()));
            format!("{number}\t{reader}{}", row.collect::<String>())
        })
        .collect()
}

#[test]
fn exported_csv_reads_back_to_the_same_doubles() {
    let folder = tempfile::tempdir().unwrap();
    let all = lesson_data();
    let path =
        |number: usize| -> PathBuf { folder.path().join(format!("number {number}, final.csv")) };
    for (number, data) in all.iter().enumerate() {
        write_csv_file(data, path(number)).unwrap();
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/read_csv.py");
    let Ok(output) = Command::new("python3").arg(script).args((0..all.len()).map(path)).output()
    else {
        not_proved("exported CSV is read back by Python", "install python3");
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = |start: String| -> Vec<&str> {
        text.lines().filter(|line| line.starts_with(&start)).collect()
    };
    let with_pandas = text.contains("\tpandas\t");
    for (number, data) in all.iter().enumerate() {
        let header =
            format!("{number}\theader\t{}\t{}", data.feature_names.join("\t"), data.target_name);
        assert_eq!(lines(format!("{number}\theader\t")), [header]);
        assert_eq!(lines(format!("{number}\tcsv\t")), expected(number, data, "csv"));
        if with_pandas {
            assert_eq!(lines(format!("{number}\tpandas\t")), expected(number, data, "pandas"));
        }
    }
    if !with_pandas {
        not_proved("exported CSV is read back by pandas", "pip install pandas");
    }
}
