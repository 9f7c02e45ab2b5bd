//! What the doctor finds, and what not.

use crate::common::{Folder, specimen};

#[test]
fn a_doctor_names_what_is_wrong_and_nothing_else() {
    let folder = Folder::new();
    let findings = |report: &str| report.lines().filter(|line| line.starts_with("- ")).count();
    for (name, finding) in [
        ("separated", "\"hours\" alone tells the classes apart"),
        (
            "quasi-separated",
            "marks tells the classes apart without a mistake, except for rows on the boundary",
        ),
        (
            "separated-together",
            "together tell the classes apart without a mistake: no finite coefficients",
        ),
        ("duplicate-column", "weight_lb = 2.20462 * weight_kg"),
        ("linear-combination", "a column is a combination of others"),
        ("scales-apart", "use --standardise"),
        ("constant-column", "\"sensor\" is "),
        ("one-class", "\"passed\" is \"1\" in every row"),
        ("outlier", "a coefficient almost alone"),
        ("rare-class", "2 samples for 2 parameters"),
        ("ties", "nothing that stands in the way of a fit"),
    ] {
        let target = specimen(&folder, name);
        let report = folder.examined(&["t.csv", "--target", &target]);
        assert!(report.contains(finding), "{name}: {report}");
        let expected = match name {
            "ties" => 0,
            "separated-together" => 2, // and their variances are inflated
            _ => 1,
        };
        assert_eq!(findings(&report), expected, "{name}: {report}");
    }
    let table: String =
        (1..=40).map(|i| format!("{i},{},{},2026-01-{:02},\n", i % 5, i % 5, i % 28 + 1)).collect();
    folder.write("t.csv", format!("id,a,b,day,empty\n{table}"));
    let report = folder.examined(&["t.csv"]);
    for part in [
        "\"id\" counts the rows",
        "\"b\" has the same cells as \"a\"",
        "holds dates or times such as",
        "\"empty\" has no value",
        "--drop day",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert_eq!(findings(&report), 4, "{report}");
    let copy: String =
        (0..40).map(|i| format!("{},{}.5,{}\n", i * 7 % 40, 2 * (i * 7 % 40), i)).collect();
    folder.write("t.csv", format!("y,double,x\n{copy}"));
    let report = folder.examined(&["t.csv", "-t", "y"]);
    assert!(report.contains("\"double\" is the target in another unit"), "{report}");
    assert_eq!(findings(&report), 2, "{report}"); // and x counts the rows
}

#[test]
fn a_doctor_names_columns_that_determine_each_other() {
    let folder = Folder::new();
    let nearly: String = (0..60)
        .map(|i| {
            let (age, height, late) = (20 + i * 37 % 50, 150 + i * 23 % 47, i * 29 % 31 % 2);
            format!("{age},{height},{},{}\n", 2024 - age - late, i * 11 % 13)
        })
        .collect();
    folder.write("t.csv", format!("age,height,born,visits\n{nearly}"));
    let report = folder.examined(&["t.csv"]);
    let line = "- these columns nearly determine each other: age, born (condition index ";
    assert!(report.contains(line) && report.contains("VIF above 10): age ("), "{report}");
    assert!(!report.contains("nearly determine each other: age, height"), "{report}");
    for (year, born) in [(0, "-age"), (2024, "2024 - age"), (1_000_000_000, "1e9 - age")] {
        let row = |i: i32| (20 + i * 37 % 50, i * 11 % 13);
        let rows: String =
            (0..60).map(|i| format!("{},{},{}\n", row(i).0, row(i).1, year - row(i).0)).collect();
        folder.write("t.csv", format!("age,visits,born\n{rows}"));
        let report = folder.examined(&["t.csv"]);
        let line = format!("- a column is a combination of others: born = {born}\n");
        assert!(report.contains(&line), "{year}: {report}");
    }
}

#[test]
fn a_doctor_asks_about_numbers_and_rows_that_are_none() {
    let folder = Folder::new();
    let row =
        |i: i32| format!("{},{},{}\n", ["north", "south"][i as usize % 2], 20 + i % 7, i * 5 % 11);
    let rows: String = (0..40).map(row).collect();
    folder.write("t.csv", format!("region,staff,sales\n{rows}TOTAL,911,198\n"));
    let report = folder.examined(&["t.csv", "-t", "sales"]);
    assert!(report.contains("line 42 says TOTAL in \"region\""), "{report}");
    folder.write("t.csv", format!("region,staff,sales\n{rows}"));
    assert!(!folder.examined(&["t.csv", "-t", "sales"]).contains("add up"));
    for code in ["-999", "-9", "999", "-200"] {
        let odd = format!("north,{code},3\n").repeat(4);
        folder.write("t.csv", format!("region,staff,sales\n{rows}{odd}"));
        let report = folder.examined(&["t.csv", "-t", "sales"]);
        let remedy = format!("if it stands for nothing, --na {code}\n");
        assert!(report.contains(&format!("\"staff\" is {code} in 4 rows")), "{report}");
        assert!(report.contains(&remedy), "{report}");
        let cured = folder.examined(&["t.csv", "-t", "sales", "--na", code, "--missing", "drop"]);
        assert!(!cured.contains("stands for nothing"), "{cured}");
    }
}
