//! What becomes of the columns of a table.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use datasets::{
    Cells, CsvFormat, Declared, Encoder, Encoding, Error, Formula, Gaps, ReadAs, Reading, Source,
    Stream, Table, Unseen,
};

fn table(csv: &str) -> Table {
    Table::read("t.csv", csv.as_bytes()).unwrap()
}

fn with(gaps: Gaps) -> Declared<'static> {
    Declared { gaps, ..Declared::default() }
}

fn learn(csv: &str, gaps: Gaps) -> Result<Encoder, Error> {
    let table = table(csv);
    let header = table.header();
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows: Vec<usize> = (0..table.n_rows()).collect();
    Encoder::learn(&table, &names, &rows, None, &with(gaps))
}

fn refused(csv: &str) -> String {
    learn(csv, Gaps::Refuse).unwrap_err().to_string()
}

#[test]
fn booleans_and_categories_are_told_apart() {
    let encoder =
        learn("a,b,c,d\nYES,True,x,0\nno,false,y,1\nyes,false,y,1\n", Gaps::Refuse).unwrap();
    assert_eq!(encoder.feature_names(), ["a=yes", "b=true", "c=x", "d"]);
    let encoder = learn("a,b\nyes,true\nno,no\nmaybe,no\n", Gaps::Refuse).unwrap();
    assert_eq!(encoder.feature_names(), ["a=no", "a=yes", "b=true"]);
    let Encoding::Category { baseline, .. } = &encoder.columns[0].encoding else { panic!() };
    assert_eq!(baseline, "maybe"); // of equals the first
}

/// A gap is the most frequent level, whatever levels are compared with.
#[test]
fn a_gap_is_no_baseline_that_was_chosen() {
    let table = table("pet,kg\ncat,1\ndog,2\ndog,3\n,4\nemu,5\n");
    for (baseline, expected) in [("cat", "pet=dog"), ("emu", "pet=dog"), ("dog", "")] {
        let baselines = [("pet".to_owned(), baseline.to_owned())];
        for formula in [None, Some("kg + pet".parse::<Formula>().unwrap())] {
            let declared = Declared {
                gaps: Gaps::Mean,
                baselines: &baselines,
                terms: formula.as_ref(),
                ..Declared::default()
            };
            let encoder = Encoder::learn(&table, &["pet", "kg"], &[0, 1, 2, 3, 4], None, &declared);
            let encoder = encoder.unwrap();
            let x = encoder.encode(&table, &[3], Unseen::Refuse).unwrap().features;
            let names = encoder.feature_names();
            let own = (0..names.len()).filter(|j| names[*j] != "kg" && x.feature(*j)[0] == 1.0);
            assert_eq!(own.map(|j| names[j].as_str()).collect::<String>(), expected, "{baseline}");
        }
    }
}

#[test]
fn features_follow_the_formula() {
    let csv = "kg,pet,tame\n1,cat,yes\n,dog,no\n4,,yes\n7,emu,\n1,cat,yes\n";
    let encoder = learn(csv, Gaps::Mean).unwrap();
    let x = encoder.encode(&table(csv), &[1, 2, 3, 0], Unseen::Refuse).unwrap().features;
    let row = |i: usize| -> Vec<f64> { (0..4).map(|j| x.feature(j)[i]).collect() };
    assert_eq!(encoder.feature_names(), ["kg", "pet=dog", "pet=emu", "tame=yes"]);
    assert_eq!(row(0), [3.25, 1.0, 0.0, 0.0]); // the mean of 1, 4, 7, 1
    assert_eq!(row(1), [4.0, 0.0, 0.0, 1.0]); // a missing pet is a cat
    assert_eq!(row(2), [7.0, 0.0, 1.0, 0.75]);
    assert_eq!(row(3), [1.0, 0.0, 0.0, 1.0]);
    let usable = |gaps| Encoder { gaps, ..encoder.clone() }.usable_rows(&table(csv));
    assert_eq!(usable(Gaps::Mean).unwrap(), [true; 5]);
    assert_eq!(usable(Gaps::Drop).unwrap(), [true, false, false, false, true]);
    assert!(usable(Gaps::Refuse).unwrap_err().to_string().starts_with("t.csv:3: "));
}

#[test]
fn learning_looks_at_its_rows_alone() {
    let csv = "pet,kg\ncat,1\ndog,3\ndog,5\ncat,7\nemu,100\n";
    let encoder =
        Encoder::learn(&table(csv), &["pet", "kg"], &[0, 1, 3], None, &with(Gaps::Mean)).unwrap();
    assert_eq!(encoder.feature_names(), ["pet=dog", "kg"]);
    assert_eq!(encoder.columns[1].encoding, Encoding::Number { mean: 11.0 / 3.0, form: None });
    assert!(encoder.encode(&table(csv), &[2, 3], Unseen::Refuse).is_ok());
    let error = encoder.encode(&table(csv), &[2, 4], Unseen::Refuse).unwrap_err().to_string();
    assert_eq!(
        error,
        "t.csv:6: column \"pet\" is \"emu\", an unseen level; the known ones are: cat, dog"
    );
    let x = encoder.encode(&table(csv), &[4], Unseen::Baseline).unwrap().features;
    assert_eq!([0, 1].map(|j| x.feature(j)[0]), [0.0, 100.0]);
}

#[test]
fn later_tables_are_read_by_name() {
    let encoder = learn("kg,pet\n1,cat\n2,dog\n3,dog\n", Gaps::Refuse).unwrap();
    assert_eq!(encoder.read_as("kg"), ReadAs::Numbers(None));
    assert_eq!((encoder.read_as("pet"), encoder.read_as("id")), (ReadAs::Text, ReadAs::Nothing));
    let later = table("id,pet,kg\n7,cat,9\n");
    let x = encoder.encode(&later, &[0], Unseen::Refuse).unwrap().features;
    assert_eq!([0, 1].map(|j| x.feature(j)[0]), [9.0, 1.0]);
    let encode = |csv: &str| encoder.encode(&table(csv), &[0], Unseen::Refuse).unwrap_err();
    assert!(encode("kgs,pet\n1,cat\n").to_string().contains("(did you mean \"kgs\"?)"));
    assert_eq!(encode("kg,pet\nx,cat\n").to_string(), "t.csv: column \"kg\" must hold numbers");
    assert_eq!(encode("kg,pet\n1,2\n").to_string(), "t.csv: column \"pet\" must hold text");
}

#[test]
fn what_is_no_category_is_refused_with_advice() {
    let names: String = (0..12).map(|i| format!("name {i}\n")).collect();
    assert!(
        refused(&format!("a\n{names}")).contains("12 different texts in 12 rows: leave it out")
    );
    assert!(
        refused("a\n2026-01-02\n2026-01-03\n")
            .contains("holds dates or times such as \"2026-01-02\"")
    );
    assert_eq!(
        refused("a\n1\n2\nthree\n"),
        "t.csv:4: column \"a\" is \"three\": most other cells are numbers: correct it, or declare \
         the column a category"
    );
    assert!(refused("a,b\n1,\n2,3\n").starts_with("t.csv:2: the value of \"b\" is missing"));
    let empty = learn("a,b\n1,\n2,\n", Gaps::Mean).unwrap_err().to_string();
    assert_eq!(empty, "t.csv: column \"b\" has no value in any row: leave it out");
}

#[test]
fn numbers_become_a_category_when_declared() {
    let columns = |header: &[String]| Ok(vec![ReadAs::Text; header.len()]);
    let reading = Reading { columns: Some(&columns), ..Default::default() };
    let table = Table::read_as("t.csv", &b"zip\n01234\n80331\n80331\n"[..], &reading).unwrap();
    let declared = Declared { categories: &["zip"], ..Declared::default() };
    let encoder = Encoder::learn(&table, &["zip"], &[0, 1, 2], None, &declared).unwrap();
    assert_eq!(encoder.feature_names(), ["zip=01234"]);
}

#[test]
fn an_encoder_is_stored_and_read_back() {
    let encoder = learn("kg,pet,tame\n1.1,cat,yes\n2,dog,no\n3,dog,no\n", Gaps::Mean).unwrap();
    let json = serde_json::to_string(&encoder).unwrap();
    assert!(json.contains(r#"{"name":"pet","type":"category","baseline":"dog","levels":["cat"]}"#));
    assert_eq!(serde_json::from_str::<Encoder>(&json).unwrap(), encoder);
}

/// A column of numbers with gaps, one of text with gaps, and one of yes and no.
fn random_table(random: &mut Stream, n: usize) -> Vec<[String; 3]> {
    let row = |_| {
        let number = random.uniform(0.0, 9.0);
        let pet = ["cat", "dog", "emu", "fox", ""][random.uniform(0.0, 5.0) as usize];
        let tame = ["yes", "no", "No", "NA"][random.uniform(0.0, 4.0) as usize];
        let number = if number < 1.0 { String::new() } else { number.to_string() };
        [number, pet.to_owned(), tame.to_owned()]
    };
    (0..n).map(row).collect()
}

fn csv(rows: &[[String; 3]]) -> String {
    let lines: String = rows.iter().map(|row| row.join(",") + "\n").collect();
    "kg,pet,tame\n".to_owned() + &lines
}

#[test]
fn counts_teach_what_repeated_rows_teach() {
    let mut random = Stream::new(Source::ChaCha8, 5).unwrap();
    let mut learned = 0;
    for _ in 0..300 {
        let n = 3 + random.uniform(0.0, 20.0) as usize;
        let rows = random_table(&mut random, n);
        let counts: Vec<f64> = (0..n).map(|_| random.uniform(0.0, 6.0).floor()).collect();
        let repeated: Vec<[String; 3]> =
            (0..n).flat_map(|i| std::iter::repeat_n(rows[i].clone(), counts[i] as usize)).collect();
        if repeated.is_empty() {
            continue;
        }
        let counted = table(&csv(&rows));
        let places: Vec<usize> = (0..n).collect();
        let names = ["kg", "pet", "tame"];
        let found = Encoder::learn(&counted, &names, &places, Some(&counts), &with(Gaps::Mean));
        match (found, learn(&csv(&repeated), Gaps::Mean)) {
            (Ok(found), Ok(expected)) => {
                learned += 1;
                assert_eq!(found.feature_names(), expected.feature_names());
                for (found, expected) in found.columns.iter().zip(&expected.columns) {
                    let means = [found, expected].map(|column| match &column.encoding {
                        Encoding::Number { mean, .. } | Encoding::Boolean { mean, .. } => *mean,
                        _ => 0.0,
                    });
                    assert!((means[0] - means[1]).abs() <= 1e-12 * means[1].abs(), "{means:?}");
                }
            }
            (Err(_), Err(_)) => (),
            (found, expected) => panic!("{found:?} is not {expected:?}"),
        }
    }
    assert!(learned > 200, "{learned}");
}

#[test]
fn rows_without_weight_are_not_there() {
    let csv = "kg,pet\n1,cat\n,dog\n900,cow\n3,dog\n";
    let learn = |weights: &[f64], gaps| {
        Encoder::learn(&table(csv), &["kg", "pet"], &[0, 1, 2, 3], Some(weights), &with(gaps))
    };
    let encoder = learn(&[3.0, 0.0, 0.0, 1.5], Gaps::Refuse).unwrap();
    assert_eq!(encoder.feature_names(), ["kg", "pet=dog"]); // the gap and the cow do not count
    assert_eq!(encoder.columns[0].encoding, Encoding::Number { mean: 7.5 / 4.5, form: None });
    let error = learn(&[1.0, -1.0, 1.0, 1.0], Gaps::Mean).unwrap_err().to_string();
    assert_eq!(error, "the weight of row 1 is -1: it must be zero or a positive number");
    assert!(matches!(learn(&[1.0], Gaps::Mean), Err(Error::Length { .. })));
    assert!(matches!(learn(&[0.0; 4], Gaps::Mean), Err(Error::Columns(all)) if all.len() == 2));
}

#[test]
fn mistakes_among_numbers_are_named_beside_gaps_and_odd_signs() {
    let odd = |cells: &str| refused(&format!("a\n{cells}\n"));
    assert!(odd("1\n2\n?\nx").starts_with("t.csv:5: column \"a\" is \"x\""));
    assert!(odd("\u{2212}3\n\u{2212}4").starts_with("t.csv:2: column \"a\" is \"\u{2212}3\""));
    assert!(odd("3 kg\n--4 kg\n5 kg").starts_with("t.csv:3: column \"a\" is \"--4 kg\""));
    let cells: String =
        (0..30).map(|k| format!("{}\n", ["$5", "aa"][usize::from(k > 17)])).collect();
    assert!(odd(&cells).starts_with("t.csv:20: column \"a\" is \"aa\""));
    let format = CsvFormat { na: Some(vec![String::new()]), ..Default::default() };
    let reading = Reading { format, ..Default::default() };
    let table = Table::read_as("t.csv", &b"a\n$5\nNA\n"[..], &reading).unwrap();
    assert!(matches!(table.columns()[0].cells, Cells::Text(_))); // only empty cells are gaps
}
