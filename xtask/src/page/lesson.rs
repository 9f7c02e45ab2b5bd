//! What a chapter of the page is made of.

mod chapters;

use super::excerpt::Excerpt;

pub(super) use chapters::CHAPTERS;

/// A question and the experiments that answer it.
pub(super) struct Chapter {
    /// Its place in the page's address.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) lead: &'static [Block],
    pub(super) sections: &'static [Section],
}

/// A piece of a chapter's beginning.
pub(super) enum Block {
    Text(&'static str),
    /// In LaTeX.
    Formula(&'static str),
    /// A derivation: in each step words and a formula.
    Steps(&'static [(&'static str, &'static str)]),
    Code(Excerpt),
}

/// An experiment with the lines that compute it.
pub(super) struct Section {
    pub(super) experiment: &'static str,
    pub(super) code: Excerpt,
    /// What the documentation calls it, and its page below `target/doc`.
    pub(super) docs: (&'static str, &'static str),
}
