//! The digest under a fit of the page is that of the same fit in the shell.

use crate::common::{Folder, text};
use datasets::{Source, Stream};
use serde_json::{Value, json};

#[test]
fn the_page_and_the_shell_compute_the_same_weights() {
    let folder = Folder::new();
    for seed in 0..20 {
        let mut stream = Stream::new(Source::NumPy, seed).unwrap();
        let n = 20 + 5 * seed as usize;
        let (x, y) = (stream.uniforms(0.0, 10.0, n), stream.standard_normals(n));
        let noise = stream.standard_normals(n);
        let labels: Vec<bool> = (0..n).map(|i| x[i] + 2.0 * y[i] + noise[i] > 5.0).collect();
        let row = |i: usize| format!("{},{},{}\n", x[i], y[i], u8::from(labels[i]));
        folder.write("points.csv", format!("x,y,label\n{}", (0..n).map(row).collect::<String>()));
        let l2 = (1.0 / n as f64).to_string();
        for (method, flags) in [
            ("plain", vec![]),
            ("penalty", vec!["--l2", l2.as_str(), "--standardise"]),
            ("firth", vec!["--firth"]),
        ] {
            let question = json!({
                "scene": "draw", "x": x, "y": y, "labels": labels, "names": ["x", "y"], "method": method,
                "window": { "x": [0, 10], "y": [-3, 3], "places": [2, 2] },
            });
            let answer: Value = serde_json::from_str(&live::answer(&question.to_string())).unwrap();
            let args = [&["fit", "points.csv", "--target", "label"], &flags[..]].concat();
            let said = text(&folder.run(&args).stdout);
            let digest = answer["digest"].as_str().unwrap();
            assert!(
                said.contains(&format!("\ndigest of the weights {digest}\n")),
                "{seed} {method}: {said}"
            );
        }
    }
}
