//! A table with a type for each column, as a CSV file and in the words of an engine.

use warehouse::Dialect;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Integer,
    Double,
    Boolean,
    Text,
}

#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) holds: Type,
    /// None where nothing is.
    pub(crate) cells: Vec<Option<String>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
}

impl Column {
    fn sql_type(&self, dialect: &Dialect) -> &'static str {
        match (self.holds, dialect.name) {
            (Type::Integer, "sqlite") => "INTEGER",
            (Type::Integer, _) => "BIGINT",
            (Type::Double, _) => dialect.double,
            (Type::Boolean, "sqlite") | (Type::Text, "postgres" | "sqlite") => "TEXT",
            (Type::Boolean, _) => "BOOLEAN",
            (Type::Text, "spark") => "STRING",
            (Type::Text, _) => "VARCHAR",
        }
    }

    fn literal(&self, row: usize, dialect: &Dialect) -> String {
        match (&self.cells[row], self.holds) {
            (None, _) => "NULL".to_owned(),
            (Some(cell), Type::Text | Type::Boolean) => dialect.string(cell),
            (Some(cell), Type::Integer) => cell.clone(),
            (Some(cell), Type::Double) => dialect.double(cell.parse().unwrap()),
        }
    }
}

impl Table {
    fn n_rows(&self) -> usize {
        self.columns[0].cells.len()
    }

    pub(crate) fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.columns.iter().map(|column| &column.name)).unwrap();
        for row in 0..self.n_rows() {
            let cell = |column: &Column| column.cells[row].clone().unwrap_or_default();
            writer.write_record(self.columns.iter().map(cell)).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }

    /// The statements that make it.
    pub(crate) fn created(&self, name: &str, dialect: &Dialect) -> String {
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("{} {}", dialect.name(&column.name), column.sql_type(dialect)))
            .collect();
        let (columns, rows) = (columns.join(", "), self.rows(dialect));
        format!("CREATE TABLE {name} ({columns});\nINSERT INTO {name} VALUES {rows};\n")
    }

    /// What may stand behind FROM where no table can be made.
    pub(crate) fn written_out(&self, dialect: &Dialect) -> String {
        let names: Vec<String> = (0..self.columns.len()).map(|j| format!("c{j}")).collect();
        let values = dialect.values.replace("{name}", "v").replace("{columns}", &names.join(", "));
        let values = values.replace("{rows}", &self.rows(dialect));
        let column = |(j, column): (usize, &Column)| {
            let sql_type = column.sql_type(dialect);
            format!("CAST(v.c{j} AS {sql_type}) AS {}", dialect.name(&column.name))
        };
        let columns: Vec<String> = self.columns.iter().enumerate().map(column).collect();
        format!("(SELECT {} FROM {values})", columns.join(", "))
    }

    fn rows(&self, dialect: &Dialect) -> String {
        let row = |row: usize| {
            let cells = self.columns.iter().map(|column| column.literal(row, dialect));
            format!("({})", cells.collect::<Vec<_>>().join(", "))
        };
        (0..self.n_rows()).map(row).collect::<Vec<_>>().join(",\n")
    }
}
