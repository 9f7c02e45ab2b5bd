use pictures::Ink;

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
