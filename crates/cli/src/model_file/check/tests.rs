//! Models that were made up or damaged: whatever a file says, it is refused, or all that is asked of it has an answer.

use std::path::PathBuf;

use clap::Parser;
use datasets::{Source, Stream, Unseen};
use linalg_lite::Columns;
use serde_json::{Value, json};

use crate::fit::{FitArgs, model_of};
use crate::model_file::ModelFile;
use crate::{explain, export, plot};

#[derive(Parser)]
struct Fit {
    #[command(flatten)]
    args: FitArgs,
}

/// One model of every kind, with categories, terms, weights, offsets, bounds, clusters and descent.
fn models() -> Vec<Value> {
    let penguins = "penguins.csv --missing drop -t";
    let fits = [
        format!("{penguins} sex"),
        format!("{penguins} sex --terms poly(year,2)*species+ns(body_mass_g,3) --cluster island"),
        format!("{penguins} sex --firth --features species,year"),
        format!("{penguins} body_mass_g -m linear --robust --drop sex"),
        format!("{penguins} body_mass_g -m linear --l1 3 --nonnegative --penalty-factor year=2"),
        format!("{penguins} species -m softmax --features body_mass_g,sex"),
        format!("{penguins} island -m softmax --firth --features sex"),
        format!("{penguins} island -m ordered --order Torgersen,Dream,Biscoe --features sex,year"),
        format!(
            "{penguins} sex --solver gd --epochs 30 --standardise --features year --offset bill_depth_mm"
        ),
        "titanic_table.csv -t survived --weights count".to_owned(),
    ];
    let fit = |command: &String| {
        let mut words = command.split(' ');
        let table = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data/real");
        let table = table.join(words.next().unwrap()).display().to_string();
        let args =
            Fit::parse_from(["fit".to_owned(), table].into_iter().chain(words.map(str::to_owned)));
        let file = model_of(&args.args).unwrap();
        serde_json::from_str(&file.to_json().unwrap()).unwrap()
    };
    fits.iter().map(fit).collect()
}

/// All that needs no table, and the scores of one.
fn ask(file: &ModelFile) {
    let mut out = Vec::new();
    explain::tell(file, &mut out).unwrap();
    let _ = plot::coefficients(file).map(|figure| figure.svg());
    let _ = plot::loss(file).map(|figure| figure.data());
    assert!(!export::onnx(file).is_empty());
    let dialect = warehouse::Dialect::of_command("duckdb");
    let _ = export::expression(file, dialect, Unseen::Baseline);
    let _ = file.standard_errors();
    let mut row = Columns::new(1);
    file.features.iter().for_each(|_| row.push_numbers(vec![1.0]).unwrap());
    let _ = file.model.scores((&row).into(), None);
    if let Ok(covariance) = file.covariance_of(std::path::Path::new("m.json")) {
        let _ = covariance.form(&vec![1.0; covariance.dim()]);
        let _ = covariance.standard_errors(&row);
    }
}

/// Something in place of a part, or in it.
fn damage(part: &mut Value, stream: &mut Stream) {
    let mut below = |n: usize| stream.uniform(0.0, n as f64) as usize;
    let others = [
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(-0.5),
        json!(1e308),
        json!(1e-320),
        json!(7),
        json!(u64::MAX),
        json!(""),
        json!("\u{1b}]0;x\u{7}"),
        json!([]),
        json!({}),
        json!([1, 2]),
        json!("Gentoo"),
    ];
    match part {
        Value::Array(all) if !all.is_empty() && below(2) == 0 => {
            let (one, other) = (below(all.len()), below(all.len()));
            match below(4) {
                0 => drop(all.remove(one)),
                1 => all.push(all[one].clone()),
                2 => all.swap(one, other),
                _ => all.truncate(one),
            }
        }
        Value::Object(all) if !all.is_empty() && below(2) == 0 => {
            let key = all.keys().nth(below(all.len())).cloned().unwrap();
            all.remove(&key);
        }
        Value::Number(number) if below(2) == 0 => {
            *part = json!(-1.5 * number.as_f64().unwrap_or(0.0));
        }
        part => *part = others[below(others.len())].clone(),
    }
}

/// A part, chosen by going down from the whole.
fn part<'v>(whole: &'v mut Value, stream: &mut Stream) -> &'v mut Value {
    let size = match &*whole {
        Value::Array(all) => all.len(),
        Value::Object(all) => all.len(),
        _ => 0,
    };
    if size == 0 || stream.uniform(0.0, 1.0) < 0.15 {
        return whole;
    }
    let place = stream.uniform(0.0, size as f64) as usize;
    let next = match whole {
        Value::Array(all) => &mut all[place],
        Value::Object(all) => all.values_mut().nth(place).unwrap(),
        other => return other,
    };
    part(next, stream)
}

/// REGRESS_FUZZ asks for more than the usual number.
#[test]
fn a_damaged_model_is_refused_or_answers() {
    let rounds: u64 = std::env::var("REGRESS_FUZZ").map_or(3_000, |text| text.parse().unwrap());
    let models = models();
    let (mut refused, mut believed) = (0, 0);
    for seed in 0..rounds {
        let mut stream = Stream::new(Source::ChaCha8, seed).unwrap();
        let mut value = models[seed as usize % models.len()].clone();
        for _ in 0..=stream.uniform(0.0, 3.0) as usize {
            damage(part(&mut value, &mut stream), &mut stream);
        }
        match ModelFile::of_value(value) {
            Err(_) => refused += 1,
            Ok(file) => {
                ask(&file);
                believed += 1;
            }
        }
    }
    assert!(refused > rounds / 3 && believed > rounds / 20, "{refused} {believed}");
    for model in models {
        ask(&ModelFile::of_value(model).unwrap());
    }
}

/// All texts of a value that are one of these.
fn texts<'v>(value: &'v mut Value, of: &[String], found: &mut Vec<&'v mut Value>) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|part| texts(part, of, found)),
        Value::Object(all) => all.values_mut().for_each(|part| texts(part, of, found)),
        Value::String(text) if of.contains(text) => found.push(value),
        _ => (),
    }
}

/// Terms of other columns than they were learned of, and factors of another kind, are whole only if those became what
/// they need.
#[test]
fn terms_are_held_against_what_their_columns_became() {
    let kinds = ["numbers", "levels", "missing"].map(str::to_owned);
    let (mut refused, mut whole) = (0, 0);
    for model in models().into_iter().filter(|model| model.get("terms").is_some()) {
        let columns = model["columns"].as_array().unwrap().iter();
        let names: Vec<String> = columns.map(|c| c["name"].as_str().unwrap().to_owned()).collect();
        for of in [&names[..], &kinds] {
            let mut all = model["terms"].clone();
            let mut found = Vec::new();
            texts(&mut all, of, &mut found);
            for (place, other) in (0..found.len()).flat_map(|k| of.iter().map(move |n| (k, n))) {
                let (mut value, mut found) = (model.clone(), Vec::new());
                texts(&mut value["terms"], of, &mut found);
                *found.swap_remove(place) = json!(other);
                let file: ModelFile = serde_json::from_value(value).unwrap();
                if file.encoder.is_whole() {
                    let expressions = file.encoder.expressions().unwrap();
                    assert_eq!(expressions.len(), file.encoder.feature_names().len(), "{other}");
                    whole += 1;
                } else {
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 0 && whole > 0, "{refused} {whole}");
}
