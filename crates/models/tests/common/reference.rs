//! The tables that `data/reference` has figures for.

use std::path::PathBuf;

use datasets::{Dataset, Reading, Source, Stream, Table, generate, real, split};
use linalg_lite::Mat;
use serde_json::{Map, Value};

pub(crate) fn data_folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data"))
}

pub(crate) fn reference(file: &str) -> Map<String, Value> {
    let text = std::fs::read_to_string(data_folder().join("reference").join(file)).unwrap();
    serde_json::from_str(&text).unwrap()
}

pub(crate) fn names(entry: &Value) -> Vec<&str> {
    entry["features"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
}

/// The features and labels of an entry of `logistic.json`.
#[allow(clippy::too_many_lines, reason = "one arm for each table")]
pub(crate) fn table(name: &str, entry: &Value) -> (Mat<f64>, Vec<bool>) {
    let mut stream = Stream::new(Source::NumPy, 42).unwrap();
    let training_rows = |data: Dataset, stream: &mut Stream| {
        if !name.ends_with("_train") {
            return data;
        }
        let parts = split(data.n_samples(), 0.8, stream).unwrap();
        data.select_rows(&parts.train).unwrap()
    };
    let iris = || real::iris().unwrap().dataset;
    let binary = |data: &Dataset| {
        let chosen = data.select_features(&names(entry)).unwrap();
        (chosen.features, data.labels().unwrap().to_vec())
    };
    match name {
        "spam_13" | "spam_14_outlier" => {
            let data = if name == "spam_13" {
                generate::spam(13, &mut stream).unwrap()
            } else {
                generate::spam_outlier(14, &mut stream).unwrap()
            };
            (data.features.clone(), data.labels().unwrap().to_vec())
        }
        _ if name.starts_with("tutorial_exam") => {
            let data = generate::exam(200, &mut stream).unwrap();
            binary(&training_rows(data, &mut stream))
        }
        _ if name.starts_with("tutorial_medical") => {
            let data = generate::medical(300, &mut stream).unwrap();
            binary(&training_rows(data, &mut stream))
        }
        _ if name.starts_with("iris_versicolor_vs_virginica") => {
            let data = iris();
            let rows: Vec<usize> =
                (0..150).filter(|&i| data.classes().unwrap().0[i] != 0).collect();
            let two = data.select_rows(&rows).unwrap();
            (two.features.clone(), two.is_class("virginica").unwrap())
        }
        _ if name.starts_with("iris_") => {
            let species = name["iris_".len()..].trim_end_matches("_vs_rest");
            (iris().features, iris().is_class(species).unwrap())
        }
        _ if name.starts_with("breast_cancer_wdbc") => {
            binary(&real::breast_cancer().unwrap().dataset)
        }
        "breast_cancer_original_9" => {
            let file = data_folder().join("real/breast_cancer_original.csv");
            let mut table = Table::open(file, &Reading::default()).unwrap();
            assert_eq!(table.drop_incomplete(), 16);
            binary(&table.dataset("malignant").unwrap())
        }
        _ if name.starts_with("challenger") => binary(&real::challenger().unwrap().dataset),
        "penguins_sex" => {
            let file = std::fs::File::open(data_folder().join("real/penguins.csv")).unwrap();
            let mut penguins = Table::read("penguins.csv", file).unwrap();
            penguins.drop_incomplete();
            let (species, _) = penguins.classes("species").unwrap();
            let (sex, _) = penguins.classes("sex").unwrap();
            let measures: Vec<Vec<f64>> =
                names(entry)[..4].iter().map(|name| penguins.numbers(name).unwrap()).collect();
            let x = Mat::from_fn(species.len(), 6, |i, j| match j {
                0..4 => measures[j][i],
                _ => f64::from(u8::from(species[i] == j - 3)), // chinstrap, gentoo
            });
            (x, sex.iter().map(|sex| *sex == 1).collect())
        }
        "penguins_gentoo_vs_rest" => {
            let data = real::penguins().unwrap().dataset;
            (data.features.clone(), data.is_class("Gentoo").unwrap())
        }
        _ if name.starts_with("spambase") => binary(&real::spambase().unwrap().dataset),
        _ => unreachable!("no table for {name}"),
    }
}

/// A table of counts: features, labels, and how often each row was seen.
pub(crate) fn counted_table(name: &str) -> (Mat<f64>, Vec<bool>, Option<Vec<f64>>) {
    let file = data_folder().join("real").join(name.replace("_weighted", ".csv"));
    let table = Table::read(name, std::fs::File::open(file).unwrap()).unwrap();
    let is = |column: &str, value: &str| -> Vec<f64> {
        let (classes, names) = table.classes(column).unwrap();
        classes.iter().map(|class| f64::from(u8::from(names[*class] == value))).collect()
    };
    let (columns, target) = if name.starts_with("titanic") {
        let class = ["2nd", "3rd", "crew"].map(|class| is("class", class));
        let columns = [&class[..], &[is("sex", "female"), is("age", "child")]].concat();
        (columns, "survived")
    } else {
        let departments = ["B", "C", "D", "E", "F"].map(|department| is("dept", department));
        ([&[is("gender", "female")], &departments[..]].concat(), "admit")
    };
    let x = Mat::from_fn(columns[0].len(), columns.len(), |i, j| columns[j][i]);
    let labels = table.numbers(target).unwrap().iter().map(|label| *label == 1.0).collect();
    (x, labels, Some(table.numbers("count").unwrap()))
}
