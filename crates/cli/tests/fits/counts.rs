//! What is no count is named with its line, a gap is a gap, and no more is counted than can be.

use crate::common::{Folder, text};

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

/// Beyond 2^53 all numbers are whole: such weights say nothing of how often a row was seen.
#[test]
fn weights_beyond_all_counts_are_none() {
    let folder = Folder::new();
    let row = |i: usize| format!("{i},{},{}e29,{}\n", ["p", "q"][i % 2], 10 + i % 3, i * i % 7 % 2);
    folder.write("t.csv", format!("x,c,w,y\n{}", (0..40).map(row).collect::<String>()));
    let fit = ["fit", "t.csv", "-t", "y", "--weights", "w"];
    let output = folder.run(&fit);
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(
        output.status.success() && said.contains("on the 40 rows it was trained on, weighted"),
        "{said}"
    );
    assert!(!said.contains("taken as counts") && !said.contains("18446744073709551615"), "{said}");
    let (code, message) = folder.failure(&[&fit[..], &["--weight-kind", "count"]].concat());
    let expected = "column \"w\" adds up to 4.39e31, more than can be counted: use --weight-kind precision or survey";
    assert!(code == 1 && message.contains(expected), "{message}");
}
