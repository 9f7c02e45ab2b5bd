use pictures::Ink;

/// The inks by the names that the style sheet uses.
pub(super) fn names() -> String {
    const INKS: [(&str, Ink); 6] = [
        ("class-0", Ink::First),
        ("class-1", Ink::Second),
        ("class-2", Ink::Third),
        ("model", Ink::Model),
        ("straight", Ink::Straight),
        ("descent", Ink::Sixth),
    ];
    let named = |color: fn(Ink) -> &'static str| {
        INKS.map(|(name, ink)| format!("--{name}:{};", color(ink))).concat()
    };
    let (on_white, on_black) = (named(Ink::color), named(Ink::color_on_black));
    format!(
        ":root{{{on_white}}}@media screen and (prefers-color-scheme:dark){{:root{{{on_black}}}}}"
    )
}

/// Rules by which pictures drawn for white paper take the colours of the page.
pub(super) fn rules() -> String {
    let rule = |from: &str, to: &str| {
        format!("svg [fill=\"{from}\"]{{fill:{to}}}svg [stroke=\"{from}\"]{{stroke:{to}}}")
    };
    let inks = Ink::ALL.iter().filter(|ink| **ink != Ink::Text);
    let inks: String = inks.map(|ink| rule(ink.color(), ink.color_on_black())).collect();
    let text = rule(Ink::Text.color(), "currentColor");
    let grid = rule("#cccccc", "var(--rule)");
    format!("{text}{grid}@media screen and (prefers-color-scheme:dark){{{inks}}}")
}
