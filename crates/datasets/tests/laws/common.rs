use datasets::{Cells, CsvFormat, Declared, Encoder, Error, ReadAs, Reading, Table, Unseen};

pub(crate) fn read(bytes: &[u8], format: &CsvFormat) -> Result<Table, Error> {
    let reading = Reading { format: format.clone(), ..Default::default() };
    Table::from_bytes("t.csv", bytes, &reading)
}

/// Some columns as text, the others as they are.
pub(crate) fn read_texts(csv: &str, texts: &[&str]) -> Table {
    let columns = |header: &[String]| {
        let is_text = |name: &String| texts.contains(&name.as_str());
        let read = |name| if is_text(name) { ReadAs::Text } else { ReadAs::Either };
        Ok(header.iter().map(read).collect())
    };
    let reading = Reading { columns: Some(&columns), ..Default::default() };
    Table::from_bytes("t.csv", csv.as_bytes(), &reading).unwrap()
}

/// As a later table is read: what was learned tells of every column what it holds.
pub(crate) fn read_later(
    bytes: &[u8],
    format: &CsvFormat,
    encoder: &Encoder,
) -> Result<Table, Error> {
    let columns = |header: &[String]| Ok(header.iter().map(|name| encoder.read_as(name)).collect());
    let reading = Reading { format: format.clone(), columns: Some(&columns), ..Default::default() };
    Table::from_bytes("t.csv", bytes, &reading)
}

pub(crate) fn learn(table: &Table, declared: &Declared<'_>) -> Result<Encoder, Error> {
    let header = table.header();
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows: Vec<usize> = (0..table.n_rows()).collect();
    Encoder::learn(table, &names, &rows, None, declared)
}

/// The bits of all features, row by row.
pub(crate) fn features(encoder: &Encoder, table: &Table, unseen: Unseen) -> Vec<Vec<u64>> {
    let rows: Vec<usize> = (0..table.n_rows()).collect();
    let x = encoder.encode(table, &rows, unseen).unwrap().features;
    let width = encoder.feature_names().len();
    let values: Vec<Vec<f64>> = (0..width).map(|j| x.feature(j)).collect();
    let row = |i: usize| values.iter().map(|values| values[i].to_bits()).collect();
    (0..table.n_rows()).map(row).collect()
}

/// Every cell as it can be compared: the bits of a number, a text, or nothing.
pub(crate) fn cells(table: &Table) -> Vec<Vec<String>> {
    let cell = |cells: &Cells, row: usize| match cells {
        Cells::Numbers(numbers) if numbers[row].is_nan() => String::new(),
        Cells::Numbers(numbers) => format!("{:016x}", numbers[row].to_bits()),
        Cells::Text(text) => text.get(row).map_or(String::new(), |text| format!("\"{text}\"")),
        Cells::Nothing => "nothing".to_owned(),
    };
    let row = |row| table.columns().iter().map(|column| cell(&column.cells, row)).collect();
    (0..table.n_rows()).map(row).collect()
}

/// The encoder as it comes back from a file.
pub(crate) fn stored(encoder: &Encoder) -> Encoder {
    let back = serde_json::from_str(&serde_json::to_string(encoder).unwrap()).unwrap();
    assert_eq!(*encoder, back);
    back
}
