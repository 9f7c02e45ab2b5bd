//! What may stand after FROM, as something that can be given a name there.

/// A name, a call or a query in parentheses as it is; a query without them, and tables that are joined, filtered or
/// named already, in parentheses.
pub(crate) fn table(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches(';').trim_end();
    if text.is_empty() {
        return Err("name a table, or whatever else may stand after FROM".to_owned());
    }
    let first = text.split(char::is_whitespace).next().unwrap_or_default().to_lowercase();
    Ok(match is_one(text) {
        true => text.to_owned(),
        false if ["select", "with", "values"].contains(&first.as_str()) => format!("({text})"),
        false => format!("(SELECT * FROM {text})"),
    })
}

/// Whether nothing stands between words, but for what is in quotes or parentheses.
fn is_one(text: &str) -> bool {
    let (mut depth, mut quote) = (0_usize, None);
    for letter in text.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (Some(_), _) => (),
            (None, '\'' | '"' | '`') => quote = Some(letter),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) if depth == 0 && (letter.is_whitespace() || letter == ',') => return false,
            _ => (),
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_named_stands_in_parentheses() {
        for one in
            ["orders", "a.\"b c\"", "read_parquet('a b/*.parquet')", "(SELECT 1 AS a)", "'a b.csv'"]
        {
            assert_eq!(table(one).unwrap(), one);
        }
        assert_eq!(table("orders o").unwrap(), "(SELECT * FROM orders o)");
        assert_eq!(table("(SELECT 1) q").unwrap(), "(SELECT * FROM (SELECT 1) q)");
        assert_eq!(table("a JOIN b USING (id);").unwrap(), "(SELECT * FROM a JOIN b USING (id))");
        assert_eq!(table(" SELECT * FROM a ").unwrap(), "(SELECT * FROM a)");
        assert!(table(" ").is_err());
    }
}
