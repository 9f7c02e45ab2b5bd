//! `regress effects` and `predict --interval`: the figures of R, and what is not estimable.

use serde_json::Value;

use crate::common::{Folder, real, text};

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-8 * expected.abs()
}

fn fit(folder: &Folder, model: &Value) -> String {
    let of = |key: &str| model[key].as_str().unwrap().to_owned();
    let table = real(&of("file"));
    let (target, kind, terms) = (of("target"), of("model"), of("terms"));
    let mut args = vec!["fit", &table, "-t", &target, "-m", &kind, "--terms", &terms, "-q"];
    args.extend(["--missing", "drop", "-o", "m.json"]);
    args.extend(model["flags"].as_array().unwrap().iter().map(|flag| flag.as_str().unwrap()));
    folder.ok(&args);
    table
}

#[test]
fn effects_and_intervals_are_those_of_r() {
    let models: Vec<Value> =
        serde_json::from_str(include_str!("../../../../data/reference/effects.json")).unwrap();
    let folder = Folder::new();
    let mut figures = 0;
    for model in &models {
        let table = fit(&folder, model);
        let about = format!("{}: {}", model["file"], model["terms"]);
        let found = folder.ok(&["effects", "m.json", &table, "--json", "-q"]);
        let found: Value = serde_json::from_str(&found).unwrap();
        let found = found["effects"].as_array().unwrap();
        let expected = model["effects"].as_array().unwrap();
        assert_eq!(found.len(), expected.len(), "{about}");
        for expected in expected {
            let is_it = |own: &&Value| {
                own["column"] == expected["column"] && own.get("level") == expected.get("level")
            };
            let own = found.iter().find(is_it).unwrap_or_else(|| panic!("{expected} in {about}"));
            for key in ["effect", "standard_error"] {
                let (own, expected) = (own[key].as_f64().unwrap(), expected[key].as_f64().unwrap());
                assert!(close(own, expected), "{key} of {expected} in {about}: {own}");
                figures += 1;
            }
        }
        figures += intervals(&folder, model, &table, &about);
    }
    assert!(figures > 150, "{figures}");
}

/// The rows of R are numbered among those of the table, or among the repeated ones.
fn intervals(folder: &Folder, model: &Value, table: &str, about: &str) -> usize {
    let csv = folder.ok(&["predict", "m.json", table, "--interval", "0.9", "-q"]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let ends = model["ends"].as_array().unwrap();
    let width = ends[0].as_array().unwrap().len();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut figures = 0;
    for (row, ends) in model["rows"].as_array().unwrap().iter().zip(ends) {
        let record = &rows[row.as_u64().unwrap() as usize - 1];
        let cells = record.iter().skip(record.len() - width);
        for (cell, end) in cells.zip(ends.as_array().unwrap()) {
            let (found, end) = (cell.parse().unwrap(), end.as_f64().unwrap());
            assert!(close(found, end), "{about}: {found}, {end}");
            figures += 1;
        }
    }
    figures
}

/// A column that counts from elsewhere, or in another unit, has the same effect, in that unit.
#[test]
fn shifts_and_units_change_no_effect() {
    let folder = Folder::new();
    let row = |i: u32, shift: f64, unit: f64| {
        let x = f64::from(i * 7 % 23) / 4.0;
        let y = u32::from((i * 37 % 90 + i * 7 % 23 * 2) % 64 < 30);
        format!("{},{},{}\n", x * unit + shift, ["a", "b", "c"][(i % 3) as usize], y)
    };
    let effects = |terms: &str, shift: f64, unit: f64| {
        let rows: String = (0..90).map(|i| row(i, shift, unit)).collect();
        folder.write("t.csv", format!("x,k,y\n{rows}"));
        folder.ok(&["fit", "t.csv", "-t", "y", "--terms", terms, "-o", "m.json", "-q"]);
        let found: Value =
            serde_json::from_str(&folder.ok(&["effects", "m.json", "t.csv", "--json"])).unwrap();
        let csv = folder.ok(&["predict", "m.json", "t.csv", "--interval", "0.95", "-q"]);
        let last = csv.lines().last().unwrap().rsplit(',').take(2).map(|c| c.parse().unwrap());
        let last: Vec<f64> = last.collect();
        let all = found["effects"].as_array().unwrap().clone();
        let figures = all.iter().flat_map(|e| {
            let unit = if e.get("level").is_some() { 1.0 } else { unit };
            ["effect", "standard_error"].map(|key| e[key].as_f64().unwrap() * unit)
        });
        figures.chain(last).collect::<Vec<f64>>()
    };
    // (a product of a level and a column far from zero hardly differs from the level)
    for (terms, shift) in
        [("x * k", 3e4), ("x + k", 1e9), ("poly(x, 2) * k", 1e9), ("ns(x, 3) + k", 1e9)]
    {
        let plain = effects(terms, 0.0, 1.0);
        assert_eq!(effects(terms, 0.0, 1024.0), plain, "{terms}");
        for (found, plain) in effects(terms, shift, 1.0).iter().zip(&plain) {
            assert!((found - plain).abs() <= 1e-6 * plain.abs(), "{terms}: {found}, {plain}");
        }
    }
}

#[test]
fn what_no_row_tells_is_not_estimable() {
    let (folder, penguins) = (Folder::new(), real("penguins.csv"));
    let linear = ["-t", "body_mass_g", "-m", "linear", "--missing", "drop", "-q", "-o", "m.json"];
    folder.ok(&[&["fit", &penguins, "--terms", "species * island"], &linear[..]].concat());
    let found = folder.ok(&["effects", "m.json", &penguins, "-q"]);
    assert!(found.contains("its levels never came together in training"), "{found}");
    assert!(
        found.contains("it is not estimable: no row of the training tells the coefficient of"),
        "{found}"
    );
    let found = folder.ok(&[
        "effects",
        "m.json",
        &penguins,
        "-q",
        "--of",
        "species",
        "--at",
        "island=Dream",
    ]);
    assert!(found.contains("species: Chinstrap against Adelie  "), "{found}");
    let wrong: [(&[&str], &str); 5] = [
        (&["--of", "specie"], "the model has no column \"specie\" (did you mean \"species\"?)"),
        (&["--at", "island=Drem"], "\"Drem\" is no level of \"island\" (did you mean \"Dream\"?)"),
        (&["--at", "island"], "a column and a value are needed"),
        (&["--at", "island=Dream", "--of", "island"], "\"island\" has one value in all rows"),
        (&["--level", "2"], "a number between 0 and 1"),
    ];
    for (flags, message) in wrong {
        let found = folder.run(&[&["effects", "m.json", &penguins], flags].concat());
        assert!(text(&found.stderr).contains(message), "{flags:?}: {}", text(&found.stderr));
    }
    folder.ok(&[
        "fit",
        &penguins,
        "-t",
        "sex",
        "--missing",
        "drop",
        "--l2",
        "1",
        "-q",
        "-o",
        "l2.json",
    ]);
    for command in [
        &["effects", "l2.json", &penguins][..],
        &["predict", "l2.json", &penguins, "--interval", "0.9"],
    ] {
        let found = folder.run(command);
        assert!(
            text(&found.stderr).contains("l2.json has no standard errors"),
            "{}",
            text(&found.stderr)
        );
    }
}

/// The slope of a number where it is fixed, and the picture of it.
#[test]
fn an_effect_has_a_place_and_a_picture() {
    let folder = Folder::new();
    let penguins = real("penguins.csv");
    let fit = ["fit", &penguins, "-t", "sex", "--missing", "drop", "-q", "-o", "m.json"];
    folder.ok(&[&fit[..], &["--terms", "species + poly(body_mass_g, 2)"]].concat());
    let slope = |at: &str| {
        let args = ["effects", "m.json", &penguins, "--json", "-q", "--of", "body_mass_g", "--at"];
        let found = folder.ok(&[&args[..], &[at]].concat());
        let found: Value = serde_json::from_str(&found).unwrap();
        found["effects"][0]["effect"].as_f64().unwrap()
    };
    assert!(slope("body_mass_g=4000") > 2.0 * slope("body_mass_g=6000"));
    let plot = |kind: &[&str]| {
        folder.ok(&[&["plot", "effect", "m.json", &penguins, "-q", "--x"], kind].concat())
    };
    let svg = plot(&["body_mass_g", "-o", "-"]);
    assert!(
        svg.contains("mean probability of male") && svg.contains("mean, with its 95% band"),
        "{svg}"
    );
    let levels = plot(&["species"]);
    assert!(levels.contains("Chinstrap") && levels.contains("sex by species"), "{levels}");
    let several = ["fit", &penguins, "-t", "species", "-m", "softmax", "--missing", "drop", "-q"];
    folder.ok(&[&several[..], &["--features", "body_mass_g", "-o", "m.json"]].concat());
    let several = plot(&["body_mass_g"]);
    assert!(
        ["Adelie", "Chinstrap", "Gentoo"].iter().all(|name| several.contains(name)),
        "{several}"
    );
    let (_, message) = folder.failure(&["plot", "effect", "m.json", &penguins, "--x", "mass"]);
    assert!(message.contains("the model has no column \"mass\""), "{message}");
}
