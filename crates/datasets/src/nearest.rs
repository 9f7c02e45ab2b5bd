use crate::Error;

/// The candidate that `name` is a beginning or a likely misspelling of, if there is one: at most
/// one slip (a letter wrong, missing, extra, or two exchanged) for every three letters.
///
/// ```
/// assert_eq!(datasets::nearest("pengiuns", ["iris", "penguins"]), Some("penguins"));
/// assert_eq!(datasets::nearest("breast", ["iris", "breast-cancer"]), Some("breast-cancer"));
/// assert_eq!(datasets::nearest("zebra", ["iris", "penguins"]), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let slips = |candidate: &str| match candidate.to_lowercase() {
        longer if !name.is_empty() && longer.starts_with(&name) => 0,
        other => strsim::osa_distance(&name, &other),
    };
    candidates
        .into_iter()
        .map(|candidate| (slips(candidate), candidate))
        .filter(|(slips, _)| *slips <= name.chars().count().div_ceil(3))
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// ` (did you mean "candidate"?)` for the [`nearest`], or nothing.
///
/// ```
/// assert_eq!(datasets::did_you_mean("irsi", ["iris"]), " (did you mean \"iris\"?)");
/// ```
pub fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, candidates)
        .map_or_else(String::new, |best| format!(" (did you mean \"{best}\"?)"))
}

/// Whether at least half of the names are numbers, as the cells of a row are.
fn is_row(names: &[String]) -> bool {
    let is_number = |name: &&String| name.replacen(',', ".", 1).parse::<f64>().is_ok();
    names.len() > 1 && 2 * names.iter().filter(is_number).count() >= names.len()
}

impl Error {
    /// That there is no column of that name among `names`.
    #[must_use]
    pub fn unknown_column(name: &str, names: &[String]) -> Self {
        let is_row = is_row(names);
        let question = if is_row { "; are these names, or a row of the table?" } else { "" };
        Self::UnknownColumn {
            name: name.to_owned(),
            hint: did_you_mean(name, names.iter().map(String::as_str)),
            available: names.join(", ") + question,
            row: is_row.then_some(names.len()),
        }
    }
}
