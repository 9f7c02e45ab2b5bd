//! Several classes, each with an offset of its own.

use crate::common::cases::close;
use crate::common::{Folder, text};
use crate::drawn::Drawn;
use models::effects::ClassEffects;
use models::inference::Distribution;
use models::loss::SoftmaxCrossEntropy;
use models::{Problem, SoftmaxRegression};
use serde_json::{Value, json};

const X: [&str; 4] = ["fit", "t.csv", "--features", "x,z"];

#[test]
fn each_class_has_an_offset_of_its_own() {
    let folder = Folder::new();
    let t = Drawn::new(80, 3);
    t.write(&folder);
    let flags = ["-t", "class", "-m", "softmax", "--offset", "c=o", "--offset", "b=number"];
    folder.ok(&[&X[..], &flags, &["-o", "m.json", "-q", "--l2", "0.01"]].concat());
    let offsets = [vec![0.0; 80], t.numbers.clone(), t.offset.clone()];
    let problem = Problem::new(t.x.as_ref(), &t.classes).unwrap();
    let problem = problem.with_class_offsets(&offsets).unwrap();
    let model = SoftmaxRegression { l2: 0.01, ..Default::default() };
    let mut logits = model.fit_problem(&problem, 3).unwrap().logits(t.x.as_ref()).unwrap();
    for (z, offset) in logits.iter_mut().zip(&offsets) {
        z.iter_mut().zip(offset).for_each(|(z, o)| *z += o);
    }
    let p = SoftmaxCrossEntropy::probabilities_of(logits);
    let csv = folder.ok(&["predict", "m.json", "t.csv", "--proba", "-q"]);
    for (i, row) in csv.lines().skip(1).enumerate() {
        let cells: Vec<f64> = row.split(',').skip(9).map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(cells, [p[0][i], p[1][i], p[2][i]]);
    }
    let loss = metrics::log_loss_of_classes(&t.classes, &p, None).unwrap();
    let json = |args: &[&str]| -> Value { serde_json::from_str(&folder.ok(args)).unwrap() };
    let evaluated = json(&["evaluate", "m.json", "t.csv", "--json"]);
    close(evaluated["log_loss"].as_f64().unwrap(), loss, 1e-12);
    assert_eq!(json(&["explain", "m.json", "--json"])["offset"], json!([null, "number", "o"]));
    let explained = folder.ok(&["explain", "m.json"]);
    for part in [
        "z_k = X c_k + b_k + o_k;",
        "o_k is the offset of a sample",
        "the offset o_k is of b the column \"number\", of c the column \"o\", which has no coefficient",
    ] {
        assert!(explained.contains(part), "{part}: {explained}");
    }
    let output = folder.run(&["export", "m.json", "--onnx", "m.onnx"]);
    let told = "its input \"offset\" takes a column for each class: 0, \"number\", \"o\"";
    assert!(text(&output.stderr).contains(told), "{}", text(&output.stderr));

    folder.ok(&[&X[..], &flags, &["-o", "m.json", "-q"]].concat());
    let model = SoftmaxRegression::default().fit_problem(&problem, 3).unwrap();
    let found = model.inference_of(&problem).unwrap();
    let effects = ClassEffects::new(&model, &found.covariance, Distribution::Normal);
    let along = linalg_lite::Mat::from_fn(80, 2, |_, j| [1.0, 0.0][j]);
    let slopes = effects.mean_slopes(t.x.as_ref(), along.as_ref(), None, Some(&offsets)).unwrap();
    let told = json(&["effects", "m.json", "t.csv", "--json", "-q", "--of", "x"]);
    for (slope, own) in slopes.iter().zip(told["effects"].as_array().unwrap()) {
        let slope = effects.estimate(slope).unwrap();
        close(own["effect"].as_f64().unwrap(), slope.value, 1e-12);
        close(own["standard_error"].as_f64().unwrap(), slope.standard_error, 1e-12);
    }
    let firth = ["--firth", "-o", "m.json", "-q"];
    folder.ok(&[&X[..], &flags, &firth].concat());
    folder.ok(&["evaluate", "m.json", "t.csv", "-q"]);
}

#[test]
fn what_offsets_need_is_said() {
    let folder = Folder::new();
    Drawn::new(40, 4).write(&folder);
    for (flags, reason) in [
        ("-t label --offset o --offset number", "--offset has one column"),
        ("-t class -m softmax --offset o", "--offset CLASS=COL"),
        ("-t class -m softmax --offset d=o", "there is no class \"d\""),
        ("-t class -m softmax --offset b=o --offset b=number", "names the class \"b\" twice"),
        ("-t class -m softmax --offset b=x", "an offset is no feature"),
        ("-t class -m softmax --offset b=oo", "there is no column \"oo\" (did you mean \"o\"?)"),
        ("-t class -m softmax --offset b=o --cv", "take --l2"),
        ("-t class -m softmax --offset b=o --l1 0.1", "take --l2"),
    ] {
        let flags: Vec<&str> = flags.split(' ').collect();
        let (code, message) = folder.failure(&[&X[..], &flags].concat());
        assert!(code > 0 && message.contains(reason), "{message}");
    }
}
