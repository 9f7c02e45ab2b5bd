//! Robust errors beside a level that occurs once.

use crate::common::Folder;
use serde_json::Value;

/// A level of one row, in which all else is 0, is met exactly: its coefficient has no robust error, and the others have
/// theirs.
#[test]
fn a_level_of_one_row_has_no_robust_error() {
    let folder = Folder::new();
    let row = |i: usize| format!("{},{},{}\n", u8::from(i == 4), (i * 7 + 5) % 11, (i * 5) % 13);
    folder.write("t.csv", "alone,x,y\n".to_owned() + &(0..30).map(row).collect::<String>());
    let fit = ["fit", "t.csv", "-t", "y", "-m", "linear", "--no-intercept", "-o", "m.json", "-q"];
    let json: Value = serde_json::from_str(&folder.ok(&[&fit[..], &["--json"]].concat())).unwrap();
    assert!(json["inference"]["estimates"][0]["standard_error"].as_f64().unwrap() > 0.0);
    let robust = [&fit[..], &["--robust"]].concat();
    let json: Value =
        serde_json::from_str(&folder.ok(&[&robust[..], &["--json"]].concat())).unwrap();
    let [alone, x] = [0, 1].map(|j| &json["inference"]["estimates"][j]);
    assert!(alone["value"].is_number() && alone["standard_error"].is_null(), "{alone}");
    assert!(x["standard_error"].as_f64().unwrap() > 0.0, "{x}");
    assert!(json["inference"]["test_of_all_features"].is_null());
    let text = folder.ok(&robust);
    let line = text.lines().find(|line| line.starts_with("alone")).unwrap();
    assert_eq!(line.split_whitespace().skip(2).collect::<Vec<_>>(), ["-"; 4], "{text}");
    assert!(text.contains("no residual is left to estimate one from"), "{text}");
}
