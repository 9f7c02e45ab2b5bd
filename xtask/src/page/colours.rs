use cli::Ink;

/// Inks that would be too dark on dark paper, and what they are there.
const ON_DARK: [(Ink, &str); 7] = [
    (Ink::First, "#5fb3ea"),
    (Ink::Second, "#ff9a52"),
    (Ink::Third, "#3fc79a"),
    (Ink::Model, "#e08cc6"),
    (Ink::Straight, "#d9b64a"),
    (Ink::Sixth, "#8fd0ff"),
    (Ink::Grey, "#a0a4ab"),
];

/// Rules by which pictures drawn for white paper take the colours of the page.
pub(super) fn dark() -> String {
    let rule = |from: &str, to: &str| {
        format!("svg [fill=\"{from}\"]{{fill:{to}}}svg [stroke=\"{from}\"]{{stroke:{to}}}")
    };
    let inks: String = ON_DARK.iter().map(|(ink, color)| rule(ink.color(), color)).collect();
    let text = rule(Ink::Text.color(), "currentColor");
    let grid = rule("#cccccc", "var(--rule)");
    format!("{text}{grid}@media screen and (prefers-color-scheme:dark){{{inks}}}")
}
