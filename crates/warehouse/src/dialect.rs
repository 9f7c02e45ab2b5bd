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
    /// What is added where a file is named: reading neither makes nor locks it.
    pub options_for_a_file: &'static [&'static str],
    /// The command that reads a long statement from a file, which takes its place in `{}`; empty where standard
    /// input is as good.
    pub source: &'static str,
    /// What is said once, before all questions; `{}` stands for the deadline in milliseconds.
    pub greeting: &'static str,
    /// The command that installs the program; empty where there is more than one.
    pub install: &'static str,
    /// What names of columns stand between.
    pub quote: char,
    /// The function that gives the least of several numbers.
    pub least: &'static str,
    /// The type of a double.
    pub double: &'static str,
    /// A double literal, which reads back to the same bits.
    pub literal: &'static str,
    /// A number in the answer, in digits that read back to the same bits.
    pub shown: &'static str,
    /// What else holds of a cell that is a number, where a cast makes 0 of all others; empty elsewhere.
    pub is_number: &'static str,
    /// Anything as a text.
    pub text: &'static str,
    /// The same of a cell, where that would cut numbers short; empty elsewhere.
    pub cell: &'static str,
    /// The hexadecimal digits of a text in UTF-8.
    pub hex: &'static str,
    /// The text of hexadecimal digits; empty where texts are written as they are.
    pub unhex: &'static str,
    /// A list of rows as a table: `{rows}`, their `{name}` and the names of their `{columns}`.
    pub values: &'static str,
    /// Eight hexadecimal digits that a text decides, as if drawn at random.
    pub hash: &'static str,
    /// The type of a column, as a text; over all rows where a column can hold several.
    pub type_of: &'static str,
    /// A SELECT of the names of the columns of a table (`{text}` is what it is called, as a text), as a column `name`; empty where they have to be named.
    pub columns: &'static str,
    /// What ends a subquery that is not to be written out wherever its columns are used.
    pub fence: &'static str,
    /// Whether several groupings can be asked for at once.
    pub grouping_sets: bool,
    /// `exp(-z)`, NULL for NULL; no error where that is too large or too small.
    pub exp_of_negative: &'static str,
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
    options: &["-list", "-noheader"],
    options_for_a_file: &["-readonly"],
    source: "",
    greeting: "",
    install: "pip install duckdb-cli",
    quote: '"',
    least: "LEAST",
    double: "DOUBLE",
    literal: "{}",
    shown: "{}",
    is_number: "",
    text: "CAST({} AS VARCHAR)",
    cell: "",
    hex: "hex({})",
    unhex: "decode(unhex('{}'))",
    values: "(VALUES {rows}) AS {name} ({columns})",
    hash: "substr(md5({}), 1, 8)",
    type_of: "typeof({})",
    columns: "SELECT column_name AS name FROM (DESCRIBE SELECT * FROM {})",
    fence: "",
    grouping_sets: true,
    exp_of_negative: "EXP(-({}))",
    largest_exponent: 700.0,
    sums: 1000,
};

const POSTGRES: Dialect = Dialect {
    name: "postgres",
    programs: &["psql"],
    options: &["--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align"],
    options_for_a_file: &[],
    source: "",
    greeting: "SET statement_timeout = {}; SET client_connection_check_interval = 2000",
    install: "",
    quote: '"',
    least: "LEAST",
    double: "double precision",
    literal: "CAST('{}' AS double precision)",
    shown: "{}",
    is_number: "",
    text: "CAST({} AS text)",
    cell: "",
    hex: "encode(convert_to({}, 'UTF8'), 'hex')",
    unhex: "convert_from(decode('{}', 'hex'), 'UTF8')",
    values: "(VALUES {rows}) AS {name} ({columns})",
    hash: "substr(md5({}), 1, 8)",
    type_of: "CAST(pg_typeof({}) AS text)",
    columns: "SELECT json_object_keys(row_to_json(t)) AS name FROM (SELECT * FROM {} AS s LIMIT 1) AS t",
    fence: " OFFSET 0",
    grouping_sets: true,
    exp_of_negative: "EXP(NULLIF(GREATEST(-700, -GREATEST(-700, COALESCE({}, 'NaN'))), 'NaN'))",
    largest_exponent: 100.0,
    sums: 800,
};

const SQLITE: Dialect = Dialect {
    name: "sqlite",
    programs: &["sqlite3"],
    options: &["-batch", "-list", "-noheader"],
    options_for_a_file: &["-readonly"],
    source: "",
    greeting: "PRAGMA busy_timeout = {}",
    install: "",
    quote: '"',
    least: "MIN",
    double: "REAL",
    literal: "{}",
    shown: "printf('%!.20g', {})",
    is_number: "typeof({}) <> 'text' OR ({} GLOB '*[0-9]*' AND {} NOT GLOB '*[^-+0-9.eE ]*')",
    text: "CAST({} AS TEXT)",
    cell: "CASE WHEN typeof({}) <> 'real' THEN CAST({} AS TEXT) \
           WHEN CAST(printf('%!.15g', {}) AS REAL) = {} THEN printf('%!.15g', {}) \
           WHEN CAST(printf('%!.16g', {}) AS REAL) = {} THEN printf('%!.16g', {}) ELSE printf('%!.17g', {}) END",
    hex: "CASE WHEN {} IS NOT NULL THEN hex({}) END",
    unhex: "CAST(x'{}' AS TEXT)",
    values: "(WITH {name} ({columns}) AS (VALUES {rows}) SELECT * FROM {name}) AS {name}",
    hash: "printf('%08x', abs(CAST({} AS INTEGER) * 2654435761) % 4294967296)",
    type_of: "MAX(CASE typeof({}) WHEN 'null' THEN '' ELSE typeof({}) END)",
    columns: "SELECT name FROM pragma_table_info({text})",
    fence: " LIMIT -1 OFFSET 0",
    grouping_sets: false,
    exp_of_negative: "EXP(-({}))",
    largest_exponent: 700.0,
    sums: 800,
};

const SPARK: Dialect = Dialect {
    name: "spark",
    programs: &["spark-sql"],
    options: &[
        "-S",
        "--conf",
        "spark.ui.showConsoleProgress=false",
        "--conf",
        "spark.sql.variable.substitute=false",
    ],
    options_for_a_file: &[],
    source: "source {}",
    greeting: "",
    install: "pip install pyspark",
    quote: '`',
    least: "LEAST",
    double: "DOUBLE",
    literal: "{}D",
    shown: "{}",
    is_number: "",
    text: "CAST({} AS STRING)",
    cell: "",
    hex: "hex({})",
    unhex: "CAST(X'{}' AS STRING)",
    values: "(VALUES {rows}) AS {name} ({columns})",
    hash: "substr(md5({}), 1, 8)",
    type_of: "typeof({})",
    columns: "SELECT explode(json_object_keys(to_json(struct(t.*), map('ignoreNullFields', 'false')))) AS name \
              FROM (SELECT * FROM {} LIMIT 1) AS t",
    fence: "",
    grouping_sets: true,
    exp_of_negative: "EXP(-({}))",
    largest_exponent: 700.0,
    sums: 200, // of more the code that it generates is not compiled any more
};

const ANSI: Dialect = Dialect {
    name: "ansi",
    programs: &[],
    options: &[],
    options_for_a_file: &[],
    source: "",
    greeting: "",
    install: "",
    quote: '"',
    least: "LEAST",
    double: "DOUBLE PRECISION",
    literal: "CAST({} AS DOUBLE PRECISION)",
    shown: "{}",
    is_number: "",
    text: "CAST({} AS VARCHAR)",
    cell: "",
    hex: "hex({})",
    unhex: "",
    values: "(VALUES {rows}) AS {name} ({columns})",
    hash: "",
    type_of: "",
    columns: "",
    fence: "",
    grouping_sets: true,
    exp_of_negative: "EXP(CASE WHEN {} < -700 THEN 700 WHEN {} > 700 THEN -700 ELSE -({}) END)",
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
