//! The benchmark as `cargo xtask bench` runs it, on its smallest case.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::process::{Command, Output};

fn bench(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bench")).args(args).output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_measurement_is_one_json_object_a_line() {
    let text = stdout(&bench(&["--case", "tiny", "--json"]));
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    for (line, model) in lines.iter().zip(["logistic", "linear"]) {
        assert_eq!((&line["case"], &line["model"]), (&"tiny".into(), &model.into()));
        assert_eq!((&line["rows"], &line["features"]), (&160.into(), &2.into()));
        for field in ["seconds", "read_seconds"] {
            assert!(line[field].as_f64().unwrap() > 0.0, "{field}");
        }
        assert!(line["sweeps"].as_u64().unwrap() >= 1);
        assert!((0.0..1e-9).contains(&line["gradient_norm"].as_f64().unwrap()));
        assert!(line["solver"].is_string() && line.get("peak_bytes").is_some());
        if cfg!(target_os = "linux") {
            assert!(line["peak_bytes"].as_u64().unwrap() <= 24 << 20, "{line}");
        }
    }
    let refused = bench(&["--case", "huge"]);
    assert_eq!(refused.status.code(), Some(1));
    let message = String::from_utf8_lossy(&refused.stderr);
    assert!(message.contains("no case \"huge\": choose tall, long, wide, fat, tiny"), "{message}");
    let refused = bench(&["--case", "weighted", "--peers"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("leave --peers out"));
}
