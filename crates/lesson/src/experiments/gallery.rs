use anyhow::Result;
use datasets::Dataset;
use datasets::gallery::{GALLERY, Specimen};
use models::firth::FirthRegression;
use models::{LogisticRegression, Penalty};
use pictures::TextTable;
use pictures::numbers::{fixed, list};
use pictures::{Figure, Ink};
use serde_json::json;

use crate::drawing::around;
use crate::{Chapter, Experiment, Inputs, Report, excerpt};

pub(super) static EXPERIMENT: Experiment = Experiment {
    name: "gallery",
    title: "Twelve ways for a fit to go wrong, or to look as if it did",
    question: "What is wrong with each table, and which of its columns are to blame? (Triangles are positive rows.)",
    chapter: Chapter::Trust,
    code: excerpt!("crates/lesson/src/experiments/gallery.rs", "fn diagnosis(", "}"),
    docs: "models::Finding",
    reference: None,
    run,
};

fn run(_: &Inputs) -> Result<Report> {
    let mut table = TextTable::new(["table", "rows", "columns", "diagnosis"]).words(3);
    let (mut right, mut well, mut pictures) = (0, Vec::new(), Vec::new());
    for specimen in &GALLERY {
        let found = diagnosis(specimen)?;
        right += usize::from(found == specimen.diagnosis);
        if found.is_empty() {
            well.push(specimen.name);
        }
        let data = specimen.table()?;
        let words = if found.is_empty() { "nothing is wrong".to_owned() } else { found };
        pictures.push(picture(specimen.name, &data, &words)?.noted(words.clone()));
        table.row([
            specimen.name.to_owned(),
            data.n_samples().to_string(),
            data.n_features().to_string(),
            words,
        ]);
    }
    let (remedies, slopes) = remedies()?;
    Ok(Report {
        experiment: &EXPERIMENT,
        pictures,
        parts: vec![
            table.into(),
            "What can be done where classes are separated, shown on the first table:"
                .to_owned()
                .into(),
            remedies.into(),
        ],
        seen: format!(
            "{right} of {} tables get the right diagnosis, and {} are found to be sound. Where classes are \
             separated, a fit without a penalty has no finite optimum, and says so; each remedy gives \
             a finite slope of its own ({}), because each answers a different question.",
            GALLERY.len(),
            list(&well),
            list(&slopes),
        ),
        sizes: json!({ "tables": GALLERY.len() }),
        numbers: json!({ "right": right }),
    })
}

/// What a fit finds, in words; empty when all is well.
fn diagnosis(specimen: &Specimen) -> Result<String> {
    let data = specimen.table()?;
    Ok(match LogisticRegression::default().diagnose(data.features.as_ref(), data.labels()?) {
        Ok(findings) => {
            let words = findings.iter().map(|finding| finding.describe(&data.feature_names));
            words.collect::<Vec<_>>().join("; ")
        }
        Err(error) => error.to_string(),
    })
}

fn remedies() -> Result<(TextTable, Vec<String>)> {
    let data = GALLERY[0].table()?;
    let (x, labels) = (data.features.as_ref(), data.labels()?);
    let mut table = TextTable::new(["", "slope", "half pass at", "how it ended"]).words(3);
    let mut slopes = Vec::new();
    let mut row = |name: &str, slope: f64, intercept: f64, ended: String| {
        slopes.push(fixed(slope, 3));
        table.row([name.to_owned(), fixed(slope, 3), fixed(-intercept / slope, 3), ended]);
    };
    for (name, l1, l2) in [("l2 = 0.01", 0.0, 0.01), ("l1 = 0.01", 0.01, 0.0)] {
        let model = LogisticRegression { penalty: Penalty { l1, l2 }, ..Default::default() }
            .fit(x, labels)?;
        row(name, model.coefficients[0], model.intercept, model.report.status.to_string());
    }
    let model = FirthRegression::default().fit(x, labels)?;
    row("Firth", model.coefficients[0], model.intercept, model.report.status.to_string());
    Ok((table, slopes))
}

/// A table by its first two columns, or by its only one and the label.
fn picture(name: &str, data: &Dataset, found: &str) -> Result<Figure> {
    let x = data.feature(&data.feature_names[0])?;
    let labels = data.labels()?;
    let label = |i: usize| f64::from(u8::from(labels[i]));
    let (y, y_name) = match data.feature_names.get(1) {
        Some(second) => (data.feature(second)?.to_vec(), second.clone()),
        None => ((0..x.len()).map(label).collect(), data.target_name.clone()),
    };
    let positives = labels.iter().filter(|label| **label).count();
    let mut figure = Figure::new(name, &data.feature_names[0], &y_name)
        .small()
        .ranges(around(x.iter().copied()), around(y.iter().copied()))
        .described(format!(
            "{} rows by {} and {y_name}, {positives} of them positive; diagnosis: {}.",
            x.len(),
            data.feature_names[0],
            found,
        ));
    for (label, ink) in [(false, Ink::First), (true, Ink::Second)] {
        let those = (0..x.len()).filter(|i| labels[*i] == label);
        figure.points(those.map(|i| (x[i], y[i])).collect(), ink, "");
    }
    Ok(figure)
}
