//! What differs from engine to engine, as constants.

use crate::Error;

/// How an engine writes what all of them can say. `{}` stands for what is put in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dialect {
    /// Its name on the command line.
    pub name: &'static str,
    /// The programs that speak it.
    pub programs: &'static [&'static str],
    /// What its program is given besides what the user wrote.
    pub options: &'static [&'static str],
    /// What is said once, before all questions; `{}` stands for the deadline in milliseconds.
    pub greeting: &'static str,
    /// The command that installs the program; empty where there is more than one.
    pub install: &'static str,
    /// What names of columns stand between.
    pub quote: char,
    /// The type of a double.
    pub double: &'static str,
    /// A double literal, which reads back to the same bits.
    pub literal: &'static str,
    /// A number in the answer, in digits that read back to the same bits.
    pub shown: &'static str,
    /// Anything as a text.
    pub text: &'static str,
    /// The hexadecimal digits of a text in UTF-8.
    pub hex: &'static str,
    /// The type of a column, as a text.
    pub type_of: &'static str,
    /// A SELECT of the names of the columns of a table, as texts; empty where they have to be named.
    pub columns: &'static str,
    /// What ends a subquery that is not to be written out wherever its columns are used.
    pub fence: &'static str,
    /// Whether several groupings can be asked for at once.
    pub grouping_sets: bool,
    /// Beyond it `exp` is an error or 0.
    pub largest_exponent: f64,
    /// How many sums a question may ask for.
    pub sums: usize,
}

/// All dialects; the last one is for programs whose name tells nothing.
pub const DIALECTS: [Dialect; 5] = [DUCKDB, POSTGRES, SQLITE, SPARK, ANSI];

const DUCKDB: Dialect = Dialect {
    name: "duckdb",
    programs: &["duckdb"],
    options: &["-list", "-separator", "|", "-noheader"],
    greeting: "",
    install: "pip install duckdb-cli",
    quote: '"',
    double: "DOUBLE",
    literal: "{}",
    shown: "{}",
    text: "CAST({} AS VARCHAR)",
    hex: "hex({})",
    type_of: "typeof({})",
    columns: "SELECT column_name FROM (DESCRIBE SELECT * FROM {})",
    fence: "",
    grouping_sets: true,
    largest_exponent: 700.0,
    sums: 1000,
};

const POSTGRES: Dialect = Dialect {
    name: "postgres",
    programs: &["psql"],
    options: &["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--field-separator=|"],
    greeting: "SET statement_timeout = {}",
    install: "",
    quote: '"',
    double: "double precision",
    literal: "CAST('{}' AS double precision)",
    shown: "{}",
    text: "CAST({} AS text)",
    hex: "encode(convert_to({}, 'UTF8'), 'hex')",
    type_of: "CAST(pg_typeof({}) AS text)",
    columns: "SELECT json_object_keys(row_to_json(t)) FROM (SELECT * FROM {} AS s LIMIT 1) AS t",
    fence: " OFFSET 0",
    grouping_sets: true,
    largest_exponent: 100.0,
    sums: 800,
};

const SQLITE: Dialect = Dialect {
    name: "sqlite",
    programs: &["sqlite3"],
    options: &["-batch", "-list", "-separator", "|", "-noheader"],
    greeting: "",
    install: "",
    quote: '"',
    double: "REAL",
    literal: "{}",
    shown: "printf('%!.20g', {})",
    text: "CAST({} AS TEXT)",
    hex: "hex({})",
    type_of: "typeof({})",
    columns: "SELECT name FROM pragma_table_info('{}')",
    fence: " LIMIT -1 OFFSET 0",
    grouping_sets: false,
    largest_exponent: 700.0,
    sums: 800,
};

const SPARK: Dialect = Dialect {
    name: "spark",
    programs: &["spark-sql"],
    options: &[],
    greeting: "",
    install: "pip install pyspark",
    quote: '`',
    double: "DOUBLE",
    literal: "{}D",
    shown: "{}",
    text: "CAST({} AS STRING)",
    hex: "hex({})",
    type_of: "typeof({})",
    columns: "SELECT explode(json_object_keys(to_json(struct(t.*), map('ignoreNullFields', 'false')))) \
              FROM (SELECT * FROM {} LIMIT 1) AS t",
    fence: "",
    grouping_sets: true,
    largest_exponent: 700.0,
    sums: 800,
};

const ANSI: Dialect = Dialect {
    name: "ansi",
    programs: &[],
    options: &[],
    greeting: "",
    install: "",
    quote: '"',
    double: "DOUBLE PRECISION",
    literal: "CAST({} AS DOUBLE PRECISION)",
    shown: "{}",
    text: "CAST({} AS VARCHAR)",
    hex: "hex({})",
    type_of: "",
    columns: "",
    fence: "",
    grouping_sets: true,
    largest_exponent: 100.0,
    sums: 500,
};

impl Dialect {
    /// The dialect of that name.
    ///
    /// # Errors
    /// [`Error::Table`] with all names.
    pub fn named(name: &str) -> Result<&'static Self, Error> {
        DIALECTS.iter().find(|dialect| dialect.name == name).ok_or_else(|| {
            let names: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.name).collect();
            Error::Table(format!(
                "there is no dialect \"{name}\": it is one of {}",
                names.join(", ")
            ))
        })
    }

    /// The dialect of a program, by its name without folder and ending; the last of [`DIALECTS`] where that says
    /// nothing.
    #[must_use]
    pub fn of_program(program: &str) -> &'static Self {
        let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
        let name = name.split('.').next().unwrap_or(name);
        DIALECTS.iter().find(|dialect| dialect.programs.contains(&name)).unwrap_or(&DIALECTS[4])
    }
}
