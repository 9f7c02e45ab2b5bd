use crate::input::Names;

/// The names of a flag that may be given several times.
pub(crate) trait Lists {
    fn all(&self) -> impl Iterator<Item = &String>;

    fn has(&self, name: &str) -> bool {
        self.all().any(|other| other == name)
    }
}

impl Lists for [Names] {
    fn all(&self) -> impl Iterator<Item = &String> {
        self.iter().flat_map(|names| names.iter())
    }
}
