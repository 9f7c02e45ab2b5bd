//! What is no count is named with its line, and a gap is a gap.

use crate::common::Folder;

#[test]
fn a_part_of_a_row_is_no_count() {
    let folder = Folder::new();
    let table = |weight: &str| {
        let row = |i: usize| {
            format!("{},{},{}\n", i % 7, i * 3 % 8 / 4, if i == 2 { weight } else { "2" })
        };
        format!("x,y,w\n{}", (0..30).map(row).collect::<String>())
    };
    for (weight, said) in [
        (
            "1.5",
            "t.csv:4: column \"w\" is 1.5, which is not a count: use --weight-kind precision or survey",
        ),
        ("", "t.csv:4: the value of \"w\" is missing"),
    ] {
        folder.write("t.csv", table(weight));
        let weights = ["--weights", "w", "--weight-kind", "count", "-q"];
        let (code, message) =
            folder.failure(&[&["fit", "t.csv", "-t", "y"], &weights[..]].concat());
        assert!(code == 1 && message.contains(said), "{message}");
    }
}
