//! The influence of rows and sandwich errors against R: `data/reference/influence.json`, by `influence.R`.

use datasets::Table;
use linalg_lite::Mat;
use models::inference::{Estimates, Sandwich};
use models::influence::{Change, Influence, Measures};
use models::{Error, LinearRegression, LogisticRegression, Problem, SampleWeights, Target};
use serde_json::Value;

use crate::common::reference::{data_folder, reference};

/// Relative to each figure, and where it is nearly 0 to a millionth of the largest of its kind.
pub(super) struct Compared(pub(super) usize);

impl Compared {
    #[track_caller]
    pub(super) fn agree(&mut self, what: &str, found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len(), "{what}");
        let largest = expected.iter().fold(0.0_f64, |largest, e| largest.max(e.abs()));
        for (f, e) in found.iter().zip(expected) {
            let close = (f - e).abs() <= 1e-8 * e.abs().max(1e-6 * largest);
            assert!(close, "{what}: {f:e} is not {e:e}");
        }
        self.0 += found.len();
    }
}

pub(super) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap_or(f64::NAN)).collect()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|x| x.as_str().unwrap()).collect()
}

/// What R put first stands last here.
pub(super) fn intercept_last(mut of_r: Vec<f64>) -> Vec<f64> {
    of_r.rotate_left(1);
    of_r
}

/// The columns of an entry, its target, and for each row its cluster.
pub(super) struct Data {
    pub(super) x: Mat<f64>,
    pub(super) target: Vec<f64>,
    clusters: Vec<usize>,
    counts: Option<Vec<f64>>,
}

pub(super) fn data(name: &str, entry: &Value) -> Data {
    let file = data_folder().join("real").join(entry["table"].as_str().unwrap());
    let mut table = Table::read(name, std::fs::File::open(file).unwrap()).unwrap();
    table.drop_incomplete();
    let n = table.n_rows();
    let is = |column: &str, level: &str| -> Vec<f64> {
        let (classes, names) = table.classes(column).unwrap();
        classes.iter().map(|class| f64::from(u8::from(names[*class] == level))).collect()
    };
    let of = |column: &str| table.numbers(column).unwrap();
    let column = |feature: &str| match feature {
        "bill_sum" => {
            let (length, depth) = (of("bill_length_mm"), of("bill_depth_mm"));
            length.iter().zip(&depth).map(|(length, depth)| length + depth).collect()
        }
        "female" => is("gender", "female"),
        "B" | "C" | "D" | "E" | "F" => is("dept", feature),
        "virginica" => is("species", feature),
        "is_male" => is("sex", "male"),
        _ => of(feature),
    };
    let columns: Vec<Vec<f64>> = texts(&entry["features"]).into_iter().map(column).collect();
    let group = |names: &[&str]| -> Vec<usize> {
        let classes = names.iter().map(|name| table.classes(name).unwrap().0);
        classes.fold(vec![0; n], |all, more| {
            all.iter().zip(&more).map(|(all, more)| 100 * all + more).collect()
        })
    };
    let (clusters, counts) = match name {
        "challenger" => ((0..n).map(|i| i % 4).collect(), None),
        "ucb_counts" => (group(&["dept", "gender"]), Some(of("count"))),
        "iris_precisions" | "iris_alone" => (group(&["species"]), None),
        _ => (group(&["species", "island"]), None),
    };
    let target = column(entry["target"].as_str().unwrap());
    let x = Mat::from_fn(n, columns.len(), |i, j| columns[j][i]);
    Data { x, target, clusters, counts }
}

pub(super) fn changes(found: &[Option<Change>], of: impl Fn(&Change) -> f64) -> Vec<f64> {
    found.iter().flatten().map(of).collect()
}

/// All that R says of single rows; `is_line` where its residuals are ours.
fn rows_agree<T: Target>(
    name: &str,
    entry: &Value,
    influence: &Influence<'_, T>,
    refitted: impl Fn(usize) -> Option<Vec<Option<Change>>>,
    is_line: bool,
) -> usize {
    let mut compared = Compared(0);
    let rows: Vec<usize> = numbers(&entry["rows"]).iter().map(|row| *row as usize).collect();
    let measures: Vec<Measures> = rows.iter().map(|i| influence.measures(*i).unwrap()).collect();
    let mut of = |key: &str, figure: &dyn Fn(&Measures) -> f64| {
        let found: Vec<f64> = measures.iter().map(figure).collect();
        compared.agree(&format!("{name}, {key}"), &found, &numbers(&entry[key]));
    };
    of("leverage", &|m| m.leverage);
    of("pearson", &|m| m.pearson);
    of("deviance", &|m| m.deviance);
    of("standardised", &|m| m.standardised.unwrap());
    of("studentised", &|m| m.studentised.unwrap());
    of("cooks_distance", &|m| m.cooks_distance.unwrap());
    // R estimates a dispersion of the deviance residuals, which of labels is known.
    let sigma = numbers(&entry["sigma"]);
    let (n, k) = (influence.samples(), influence.parameters() as f64);
    let converted = |i: usize, m: &Measures| {
        let rest = 1.0 - m.leverage;
        let star = m.deviance / (sigma[i] * rest.sqrt());
        let ratio = ((n - k - 1.0) + star * star) / (n - k);
        let of_r = 1.0 / (rest * linalg_lite::exp(k * linalg_lite::ln(ratio)));
        (m.dffits.unwrap() * m.deviance / m.pearson / sigma[i], of_r)
    };
    let (mut dffits, mut ratios) = (Vec::new(), Vec::new());
    for (i, m) in measures.iter().enumerate() {
        let (fits, ratio) = match is_line {
            true => (m.dffits.unwrap(), m.covariance_ratio.unwrap()),
            false => converted(i, m),
        };
        dffits.push(fits);
        ratios.push(ratio);
    }
    compared.agree(&format!("{name}, DFFITS"), &dffits, &numbers(&entry["dffits"]));
    let what = format!("{name}, covariance ratio");
    compared.agree(&what, &ratios, &numbers(&entry["covariance_ratio"]));

    for (k, row) in rows.iter().enumerate() {
        let of = |key: &str| intercept_last(numbers(&entry[key][k]));
        let found = influence.changes(*row).unwrap().unwrap();
        let what = format!("{name}, row {row}");
        compared.agree(&what, &changes(&found, |change| change.value), &of("step"));
        let (share, error) = match is_line {
            true => (1.0, 1.0),
            false => (measures[k].deviance / measures[k].pearson, sigma[k]),
        };
        compared.agree(&what, &changes(&found, |c| c.value * share), &of("dfbeta"));
        let scaled = changes(&found, |c| c.standard_errors.unwrap() * share / error);
        compared.agree(&what, &scaled, &of("dfbetas"));
        let exact = changes(&refitted(*row).unwrap(), |change| change.value);
        compared.agree(&format!("{what}, refitted"), &exact, &of("without"));
    }
    compared.0
}

pub(super) fn errors_agree(
    name: &str,
    entry: &Value,
    data: &Data,
    of: impl Fn(Sandwich<'_>) -> Estimates,
) -> usize {
    let mut compared = Compared(0);
    let clusters = &data.clusters[..];
    let clustered = |corrected| Sandwich::Clustered { clusters, corrected };
    let all = [
        ("hc0", Sandwich::Hc0),
        ("hc1", Sandwich::Hc1),
        ("hc2", Sandwich::Hc2),
        ("hc3", Sandwich::Hc3),
        ("cr0", clustered(false)),
        ("cr1", clustered(true)),
    ];
    for (key, sandwich) in all.into_iter().filter(|(key, _)| entry.get(*key).is_some()) {
        let found = of(sandwich);
        let found: Vec<f64> = found.estimates.iter().flatten().map(|e| e.standard_error).collect();
        let expected = intercept_last(numbers(&entry[key]));
        compared.agree(&format!("{name}, {key}"), &found, &expected);
    }
    compared.0
}

#[test]
fn rows_and_sandwiches_agree_with_r() {
    let mut figures = 0;
    for (name, entry) in
        reference("influence.json").iter().filter(|(name, _)| *name != "iris_alone")
    {
        let data = data(name, entry);
        let offset = entry.get("offset").map(numbers);
        let precisions = entry.get("precisions").map(numbers);
        let is_line = name.starts_with("iris") || name.ends_with("aliased");
        let labels: Vec<bool> = data.target.iter().map(|y| *y == 1.0).collect();
        let weights = match (&data.counts, &precisions) {
            (Some(counts), _) => Some(SampleWeights::frequency(counts)),
            (_, Some(precisions)) => Some(SampleWeights::analytic(precisions)),
            _ => None,
        };
        if is_line {
            let problem =
                whole(Problem::new(data.x.as_ref(), &data.target).unwrap(), weights, &offset);
            let line = LinearRegression::default().fit_problem(&problem).unwrap();
            let influence = line.influence_of(&problem).unwrap();
            let refitted = |row| influence.refitted(row).unwrap();
            figures += rows_agree(name, entry, &influence, refitted, true);
            figures += errors_agree(name, entry, &data, |s| line.sandwich(&problem, s).unwrap());
        } else {
            let problem = whole(Problem::new(data.x.as_ref(), &labels).unwrap(), weights, &offset);
            let fit = LogisticRegression::default().fit_problem(&problem).unwrap();
            let influence = fit.influence_of(&problem).unwrap();
            let refitted = |row| influence.refitted(row).unwrap();
            figures += rows_agree(name, entry, &influence, refitted, false);
            figures += errors_agree(name, entry, &data, |s| fit.sandwich(&problem, s).unwrap());
        }
    }
    assert!(figures > 2900, "{figures}");
}

pub(super) fn whole<'a, T: Target>(
    problem: Problem<'a, T>,
    weights: Option<SampleWeights<'a>>,
    offset: &'a Option<Vec<f64>>,
) -> Problem<'a, T> {
    let problem = match weights {
        Some(weights) => problem.weighted(weights).unwrap(),
        None => problem,
    };
    match offset {
        Some(offset) => problem.with_offset(offset).unwrap(),
        None => problem,
    }
}

/// R gives NaN where a row determines a parameter alone, and all other rows as if it were not there.
#[test]
fn a_row_that_determines_a_parameter_alone_has_no_distance() {
    let all = reference("influence.json");
    let entry = &all["iris_alone"];
    let Data { x, target, .. } = data("iris_alone", entry);
    let kept: Vec<usize> = (0..29).chain([100]).collect();
    let x = Mat::from_fn(30, 2, |i, j| x[(kept[i], j)]);
    let target: Vec<f64> = kept.iter().map(|i| target[*i]).collect();
    let problem = Problem::new(x.as_ref(), &target).unwrap();
    let line = LinearRegression::default().fit_problem(&problem).unwrap();
    let influence = line.influence_of(&problem).unwrap();
    assert_eq!(influence.alone(), [29]);
    let last = influence.measures(29).unwrap();
    assert!((last.leverage - 1.0).abs() < 1e-14);
    let undefined = [last.standardised, last.studentised, last.cooks_distance, last.dffits];
    assert_eq!(undefined, [None; 4]);
    assert_eq!((last.covariance_ratio, influence.changes(29).unwrap()), (None, None));
    assert!(!influence.most_influential(30).contains(&29));
    let mut compared = Compared(0);
    for (key, of) in [
        ("cooks_distance", (|m| m.cooks_distance) as fn(&Measures) -> Option<f64>),
        ("studentised", |m| m.studentised),
        ("leverage", |m| Some(m.leverage)),
    ] {
        let found = |i| of(&influence.measures(i).unwrap()).unwrap();
        let found: Vec<f64> = (0..29).map(found).collect();
        compared.agree(key, &found, &numbers(&entry[key])[..29]);
    }
    for sandwich in [Sandwich::Hc2, Sandwich::Hc3] {
        assert!(matches!(line.sandwich(&problem, sandwich), Err(Error::NoInference(_))));
    }
}
