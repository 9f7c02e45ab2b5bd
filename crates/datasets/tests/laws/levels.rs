//! Many levels cost what they are worth, and too many are refused.

use datasets::{Declared, Error, ReadAs, Reading, Table, Unseen};

use super::common::learn;

/// Rows of so many levels, each twice.
fn table(levels: usize, read: ReadAs) -> Table {
    let row = |k: usize| format!("level {:07},{}\n", (k * 7919) % levels, k % 2);
    let csv: String = std::iter::once("a,y\n".to_owned()).chain((0..2 * levels).map(row)).collect();
    let columns = move |_: &[String]| Ok(vec![read.clone(), ReadAs::Either]);
    let reading = Reading { columns: Some(&columns), ..Default::default() };
    Table::from_bytes("t.csv", csv.as_bytes(), &reading).unwrap()
}

#[test]
fn a_category_is_one_column_however_many_levels() {
    let declared = Declared { categories: &["a"], ..Declared::default() };
    for levels in [5_000, 70_000] {
        let table = table(levels, ReadAs::Text);
        let encoder = learn(&table, &declared).unwrap();
        assert_eq!(encoder.feature_names().len(), levels); // without the baseline, and y
        let x = encoder.encode(&table, &[0, 1, 2], Unseen::Refuse).unwrap().features;
        assert_eq!((x.columns().len(), x.n_features()), (2, levels));
    }
}

#[test]
fn a_million_levels_are_refused() {
    let error = learn(&table(1_000_000, ReadAs::Either), &Declared::default()).unwrap_err();
    assert!(matches!(error, Error::FreeText { levels: 1_000_000, rows: 2_000_000, .. }), "{error}");
    assert!(error.to_string().len() < 300);
}
