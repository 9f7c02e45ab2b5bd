use std::fs;
use std::io::Write;
use std::process::Command;

use anyhow::{Result, ensure};
use pictures::TextTable;
use pictures::numbers::fixed;
use serde_json::json;

use super::csv::write_table;
use super::process::{best, regress};

const ROWS: usize = 1_000_000;
const FEATURES: usize = 40;
/// Of what the features take, so much is allowed.
const SHARE: usize = 3;

/// Times `regress fit` on a file whose features stay in memory, and where only a third of them may.
pub(super) fn bench_spilled(as_json: bool, out: &mut impl Write) -> Result<()> {
    let (regress, folder) = (regress()?, tempfile::tempdir()?);
    let csv = folder.path().join("t.csv");
    write_table(&csv, ROWS, FEATURES)?;
    let all = ROWS * FEATURES * size_of::<f64>();
    let mut table = TextTable::new(["features", "seconds", "peak MB", "ratio"]).words(0);
    let mut in_memory = None;
    for (what, bytes) in [("in memory", 4 * all), ("from a file", all / SHARE)] {
        let model = folder.path().join("model.json");
        let run = best(|| {
            let mut command = Command::new(&regress);
            command.args(["fit", "--target", "y", "--quiet", "--memory", &bytes.to_string(), "-o"]);
            command.arg(&model).arg(&csv);
            command
        })?;
        let model = fs::read(model)?;
        let (first, seconds) = in_memory.get_or_insert((model.clone(), run.seconds));
        ensure!(*first == model, "the models are not the same");
        let ratio = run.seconds / *seconds;
        if as_json {
            let line = json!({
                "case": super::SPILLED, "features": what, "rows": ROWS, "columns": FEATURES, "allowed_bytes": bytes,
                "seconds": run.seconds, "peak_megabytes": run.peak_megabytes, "ratio": ratio,
            });
            writeln!(out, "{line}")?;
        }
        let peak = fixed(run.peak_megabytes, 0);
        table.row([what.to_owned(), fixed(run.seconds, 3), peak, fixed(ratio, 2)]);
    }
    if !as_json {
        let (megabytes, allowed) = (all / 1_000_000, all / SHARE / 1_000_000);
        let what = format!("{megabytes} MB of features, {allowed} MB allowed from a file");
        write!(out, "{ROWS} rows, {FEATURES} numbers: {what}\n\n{table}")?;
    }
    Ok(())
}
