use anyhow::Result;
use serde_json::json;

use crate::lesson::exam;
use crate::text::{count, fixed};
use crate::{Inputs, Report, Table};

const EVERY: usize = 4;

pub(super) fn run(inputs: &Inputs) -> Result<Report> {
    let (training, _) = exam::train(inputs)?;
    let (probabilities, passed) = (&training.test_probabilities, training.test.labels()?);
    let (study, sleep) =
        (training.test.feature("study_hours")?, training.test.feature("sleep_hours")?);
    let mut order: Vec<usize> = (0..passed.len()).collect();
    order.sort_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));

    let mut table = Table::new(["study", "sleep", "p(pass)", "predicted", "actual", ""]).words(5);
    let mut rows = Vec::new();
    let mut wrong = Vec::new();
    let word = |label: bool| if label { "pass" } else { "fail" };
    for (place, &i) in order.iter().enumerate() {
        let predicted = probabilities[i] >= 0.5;
        let is_wrong = predicted != passed[i];
        let printed = place.is_multiple_of(EVERY);
        if is_wrong {
            wrong.push(probabilities[i]);
        }
        if printed {
            table.row([
                fixed(study[i], 2),
                fixed(sleep[i], 2),
                fixed(probabilities[i], 4),
                word(predicted).to_owned(),
                word(passed[i]).to_owned(),
                if is_wrong { "wrong" } else { "" }.to_owned(),
            ]);
        }
        rows.push(json!({
            "test_row": i,
            "dataset_row": training.split.test[i],
            "study": study[i],
            "sleep": sleep[i],
            "p_pass": probabilities[i],
            "predicted": u8::from(predicted),
            "actual": u8::from(passed[i]),
            "wrong": is_wrong,
            "printed": printed,
        }));
    }
    let sure = |p: f64| !(0.1..=0.9).contains(&p);
    let n_sure = probabilities.iter().filter(|p| sure(**p)).count();
    let sure_and_wrong = wrong.iter().filter(|p| sure(**p)).count();
    Ok(Report {
        title: "Probabilities, not just labels",
        look_at:
            "Look down the third column: test students by their probability of passing, every \
                  fourth shown."
                .to_owned(),
        parts: vec![table.into()],
        seen: format!(
            "{} of the {} are labelled wrong. Of the {} the model is sure about (below 0.1 or above \
             0.9) {} wrong, of the {} others {}.",
            wrong.len(),
            count(passed.len(), "test student"),
            n_sure,
            match sure_and_wrong {
                0 => "none is".to_owned(),
                1 => "1 is".to_owned(),
                n => format!("{n} are"),
            },
            passed.len() - n_sure,
            wrong.len() - sure_and_wrong,
        ),
        sizes: json!({ "students": exam::STUDENTS, "epochs": training.descent.epochs }),
        reference: Some("exam"),
        figures: json!({ "sorted_idx": order, "sorted_predictions": rows }),
    })
}
