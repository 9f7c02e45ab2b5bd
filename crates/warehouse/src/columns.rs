//! What a table has: its columns, and what they hold.

use crate::ask::texts;
use crate::{Dialect, Engine, Error};

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Numbers.
    Numbers,
    /// True and false.
    Truths,
    /// Texts.
    Texts,
    /// Something else, by the name of its type.
    Other(String),
}

/// The names of the columns of a table, or of whatever may stand after FROM.
///
/// # Errors
/// Those of the engine; [`Error::Table`] where there are none, or where the dialect cannot ask.
pub fn columns(engine: &dyn Engine, dialect: &Dialect, table: &str) -> Result<Vec<String>, Error> {
    if dialect.columns.is_empty() {
        return Err(Error::Table(format!(
            "the names of the columns of {table} cannot be asked for in the dialect \"{}\": name them with \
             --features",
            dialect.name
        )));
    }
    let asked = dialect.columns.replace("{text}", &dialect.string(table)).replace("{}", table);
    let text = format!("SELECT {} FROM ({asked}) AS c", dialect.hexed("c.name"));
    let names: Vec<String> = texts(engine, text, 1)?.into_iter().map(|(name, _)| name).collect();
    match names.is_empty() {
        true => Err(Error::Table(format!(
            "{table} has no rows, or its columns cannot be listed: name them with --features"
        ))),
        false => Ok(names),
    }
}

/// What some columns of a table hold.
///
/// # Errors
/// Those of the engine.
pub fn holdings(
    engine: &dyn Engine,
    dialect: &Dialect,
    table: &str,
    names: &[String],
) -> Result<Vec<Holds>, Error> {
    if dialect.type_of.is_empty() {
        return Ok(vec![Holds::Numbers; names.len()]);
    }
    let rows = if dialect.type_of.starts_with("MAX") {
        format!("{table} AS t")
    } else {
        format!("(SELECT * FROM {table} AS s LIMIT 1) AS t")
    };
    let mut holdings = Vec::new();
    for some in names.chunks(dialect.sums) {
        let type_of = |name: &String| {
            let column = format!("t.{}", dialect.name(name));
            dialect.hexed(&dialect.type_of.replace("{}", &column))
        };
        let types: Vec<String> = some.iter().map(type_of).collect();
        let text = format!("SELECT {} FROM {rows}", types.join(", "));
        let answer = engine.select(&crate::Query { text, columns: types.len() })?;
        let [row] = answer.as_slice() else {
            return Err(Error::Table(format!("{table} has no rows")));
        };
        holdings.extend(
            row.iter().map(|field| holds(&crate::text::unhexed(field).unwrap_or_default())),
        );
    }
    Ok(holdings)
}

/// By the name of a type: `int4`, `DECIMAL(10,2)`, `character varying`, `ENUM('a', 'b')`.
fn holds(type_name: &str) -> Holds {
    let name = type_name.to_lowercase();
    let begins_with = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    if begins_with(&["interval"]) {
        Holds::Other(type_name.to_owned())
    } else if begins_with(&["bool"]) {
        Holds::Truths
    } else if begins_with(&[
        "varchar", "char", "text", "string", "enum", "bpchar", "uuid", "citext", "name",
    ]) {
        Holds::Texts
    } else if begins_with(&[
        "tinyint",
        "smallint",
        "int",
        "bigint",
        "hugeint",
        "byte",
        "short",
        "long",
        "uint",
        "utinyint",
        "usmallint",
        "uinteger",
        "ubigint",
        "uhugeint",
        "float",
        "double",
        "decimal",
        "numeric",
        "real",
        "number",
    ]) && !name.contains("[]")
    {
        Holds::Numbers
    } else {
        Holds::Other(type_name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_known_by_their_names() {
        assert_eq!(holds("DECIMAL(10,2)"), Holds::Numbers);
        assert_eq!(holds("character varying"), Holds::Texts);
        assert_eq!(holds("boolean"), Holds::Truths);
        assert_eq!(holds("integer[]"), Holds::Other("integer[]".to_owned()));
        assert_eq!(holds("interval"), Holds::Other("interval".to_owned()));
    }
}
