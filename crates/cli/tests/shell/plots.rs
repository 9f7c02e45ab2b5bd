//! What a picture shows is what the explanation says.

use crate::common::Folder;
use serde_json::Value;

/// The elements of an SVG of that name: their attributes, and the text behind them.
fn elements<'a>(svg: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let begin = format!("<{name} ");
    svg.split(&begin)
        .skip(1)
        .map(|rest| {
            let (attributes, rest) = rest.split_once('>').unwrap();
            (attributes, rest.split('<').next().unwrap())
        })
        .collect()
}

fn attribute(attributes: &str, name: &str) -> Option<f64> {
    let rest = attributes.split_once(&format!("{name}=\""))?.1;
    rest.split('"').next()?.parse().ok()
}

/// With one degree of freedom Student's t reaches 12.7 errors to either side, the normal distribution 1.96.
#[test]
fn intervals_of_lines_are_those_of_student() {
    let folder = Folder::new();
    for rows in [3, 4, 6, 20] {
        let row = |i: usize| format!("{i},{}\n", i as f64 * 1.5 + (i * i * 3 % 7) as f64);
        folder.write("t.csv", format!("x,y\n{}", (0..rows).map(row).collect::<String>()));
        folder.ok(&["fit", "t.csv", "-t", "y", "-m", "linear", "-o", "m.json", "-q"]);
        let explained: Value =
            serde_json::from_str(&folder.ok(&["explain", "m.json", "--json"])).unwrap();
        let weight = &explained["weights"][0]["features"][0];
        let number = |value: &Value| value.as_f64().unwrap();
        let deviation = number(&weight["per_deviation"]) / number(&weight["per_unit"]);
        let expected = [0, 1].map(|end| number(&weight["interval"][end]) * deviation);
        if rows == 3 {
            let file: Value = serde_json::from_str(&folder.read("m.json")).unwrap();
            let error = number(&file["covariance"][0][0]).sqrt() * deviation;
            let errors = (expected[1] - expected[0]) / (2.0 * error);
            assert!((errors - 12.706_204_736_174_7).abs() < 1e-9, "{errors}");
        }

        let svg = folder.ok(&["plot", "coefficients", "m.json", "-o", "-"]);
        let ticks: Vec<[f64; 2]> = elements(&svg, "text")
            .into_iter()
            .filter_map(|(of, text)| Some([attribute(of, "x")?, text.parse().ok()?]))
            .collect();
        let ([x0, v0], [x1, v1]) = (ticks[0], ticks[ticks.len() - 1]);
        let value = |x: f64| v0 + (x - x0) * (v1 - v0) / (x1 - x0);
        let lines = elements(&svg, "line");
        let (line, _) = lines.iter().find(|(of, _)| of.contains("stroke=\"#2a80e0\"")).unwrap();
        for (end, expected) in ["x1", "x2"].into_iter().zip(expected) {
            let found = value(attribute(line, end).unwrap());
            let a_pixel = (v1 - v0) / (x1 - x0);
            assert!((found - expected).abs() < a_pixel, "{rows}: {found}, {expected}");
        }
    }
}

#[test]
fn no_straight_boundary_is_drawn_where_features_change_together() {
    let folder = Folder::new();
    let penguins = crate::common::real("penguins.csv");
    let fit = |terms: &str| {
        let flags = ["-t", "sex", "--missing", "drop", "--terms", terms, "-q", "-o", "m.json"];
        folder.ok(&[&["fit", &penguins], &flags[..]].concat());
    };
    let boundary = |flags: &[&str]| {
        folder.run(&[&["plot", "boundary", "m.json", &penguins, "-o", "b.svg"], flags].concat())
    };
    fit("species * body_mass_g + bill_depth_mm + flipper_length_mm");
    assert!(boundary(&[]).status.success());
    assert!(boundary(&["--x", "bill_depth_mm", "--y", "flipper_length_mm"]).status.success());
    let found = boundary(&["--x", "body_mass_g"]);
    let message = "no boundary can be drawn over \"body_mass_g\": other features change with it";
    assert!(crate::common::text(&found.stderr).contains(message));
    fit("poly(body_mass_g, 2) + bill_depth_mm:species");
    assert!(!boundary(&[]).status.success());
}
