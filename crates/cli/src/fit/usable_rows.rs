use anyhow::{Result, ensure};
use datasets::{Error, Gaps, LongTable};

use super::args::FitArgs;

/// The rows without gaps that matter, and the errors about gaps that are refused.
pub(super) fn usable_rows(
    table: &LongTable,
    args: &FitArgs,
    features: &[&str],
) -> Result<(Vec<usize>, Vec<Error>)> {
    let gaps = args.columns.missing;
    let mut usable = vec![true; table.n_rows()];
    let mut errors = Vec::new();
    let others = args.weights.iter().chain(args.offset_columns()).map(String::as_str);
    let others = others.chain(args.cluster.as_deref());
    let needed = [args.target.as_str()].into_iter().chain(others);
    // (What is learned from all rows refuses their gaps by itself.)
    let are_seen = gaps == Gaps::Drop || gaps == Gaps::Refuse && args.test.is_some();
    for name in needed.chain(features.iter().copied().filter(|_| are_seen)) {
        if !table.may_have_missing(name)? {
            continue;
        }
        let table = table.with(name)?;
        let cells = &table.column(name)?.cells;
        let mut missing = (0..table.n_rows()).filter(|row| cells.is_missing(*row)).peekable();
        if let (Gaps::Refuse, Some(row)) = (gaps, missing.peek()) {
            errors.push(table.missing_cell(*row, name));
        } else {
            missing.for_each(|row| usable[row] = false);
        }
    }
    let rows: Vec<usize> = (0..usable.len()).filter(|row| usable[*row]).collect();
    ensure!(!rows.is_empty(), "{}", every_row_has_a_gap(table, features));
    Ok((rows, errors))
}

/// That nothing is left, and which columns are to blame.
fn every_row_has_a_gap(table: &LongTable, features: &[&str]) -> String {
    const SHOWN: usize = 5;
    let gaps = |name: &str| {
        let Ok(table) = table.with(name) else { return 0 };
        let cells = table.column(name).map(|column| &column.cells);
        cells.map_or(0, |cells| (0..table.n_rows()).filter(|row| cells.is_missing(*row)).count())
    };
    let mut counted: Vec<(usize, &str)> = features.iter().map(|name| (gaps(name), *name)).collect();
    counted.retain(|(count, _)| *count > 0);
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let shown = counted.iter().take(SHOWN).map(|(count, name)| format!("{name} ({count})"));
    format!(
        "{}: every row has a missing cell; most are in {}: leave these out with --drop, or use --missing mean",
        table.file(),
        shown.collect::<Vec<_>>().join(", ")
    )
}
