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
    Ok(types(engine, dialect, table, names)?.iter().map(|name| holds(name)).collect())
}

/// The types of some columns, in the engine's words.
fn types(
    engine: &dyn Engine,
    dialect: &Dialect,
    table: &str,
    names: &[String],
) -> Result<Vec<String>, Error> {
    let rows = if dialect.type_of.starts_with("MAX") {
        format!("{table} AS t")
    } else {
        format!("(SELECT * FROM {table} AS s LIMIT 1) AS t")
    };
    let mut types = Vec::new();
    for some in names.chunks(dialect.sums) {
        let type_of = |name: &String| {
            let column = format!("t.{}", dialect.name(name));
            dialect.hexed(&dialect.type_of.replace("{}", &column))
        };
        let asked: Vec<String> = some.iter().map(type_of).collect();
        let text = format!("SELECT {} FROM {rows}", asked.join(", "));
        let answer = engine.select(&crate::Query { text, columns: asked.len() })?;
        let [row] = answer.as_slice() else {
            return Err(Error::Table(format!("{table} has no rows")));
        };
        types.extend(row.iter().map(|field| crate::text::unhexed(field).unwrap_or_default()));
    }
    Ok(types)
}

/// Refuses a key that engines do not write alike, so that its hash would differ, and one that an engine cannot hash.
///
/// # Errors
/// [`Error::Table`]; those of the engine.
pub fn check_key(
    engine: &dyn Engine,
    dialect: &Dialect,
    table: &str,
    key: &str,
) -> Result<(), Error> {
    if dialect.type_of.is_empty() {
        return Ok(());
    }
    let name = types(engine, dialect, table, &[key.to_owned()])?.concat().to_lowercase();
    let has_integers_alone = dialect.hash.contains("INTEGER");
    let problem = if ["float", "double", "real"].iter().any(|word| name.starts_with(word)) {
        "holds fractions, which engines write in different ways: cast it to whole numbers in a subquery"
    } else if has_integers_alone && !name.starts_with("int") {
        "holds texts, for which this engine has no hash: take a column of whole numbers"
    } else {
        return Ok(());
    };
    Err(Error::Table(format!("{table}: the key \"{key}\" {problem}")))
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
