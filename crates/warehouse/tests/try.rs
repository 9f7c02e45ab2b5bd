use std::io::Write;
use std::process::{Command, Stdio};

use datasets::Gaps;
use models::Penalty;
use warehouse::*;

struct OneShot(&'static str, Vec<String>);
impl Engine for OneShot {
    fn select(&self, query: &Query) -> Result<Vec<Vec<String>>, Error> {
        let mut child = Command::new(self.0)
            .args(&self.1)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let text = query.text.clone();
        let t = std::thread::spawn(move || {
            stdin.write_all(text.as_bytes()).unwrap();
            stdin.write_all(b";\n").unwrap();
        });
        let out = child.wait_with_output().unwrap();
        t.join().unwrap();
        if !out.stderr.is_empty() {
            return Err(Error::Table(format!(
                "{} {}",
                String::from_utf8_lossy(&out.stderr),
                &query.text[..query.text.len().min(3000)]
            )));
        }
        let text = String::from_utf8(out.stdout).unwrap();
        Ok(text
            .lines()
            .map(|l| {
                l.split('|')
                    .map(|f| if f == "NULL" { String::new() } else { f.to_owned() })
                    .collect()
            })
            .collect())
    }
}

#[test]
fn it() {
    let which = std::env::var("ENGINE").unwrap_or("duckdb".into());
    let table = std::env::var("TABLE").unwrap();
    let target = std::env::var("TARGET").unwrap();
    let kind = std::env::var("KIND").unwrap_or("logistic".into());
    let dialect = Dialect::named(&which).unwrap();
    let (prog, extra): (&'static str, Vec<String>) = match which.as_str() {
        "duckdb" => ("/tmp/venv/bin/duckdb", vec![]),
        "postgres" => ("psql", vec!["host=/tmp/pg port=5544 user=postgres".into()]),
        "sqlite" => ("sqlite3", vec!["/tmp/try.sqlite".into()]),
        _ => panic!(),
    };
    let mut args: Vec<String> = dialect.options.iter().map(|s| s.to_string()).collect();
    args.extend(extra);
    let engine = OneShot(prog, args);
    let names = columns(&engine, dialect, &table).unwrap();
    println!("{names:?}");
    let features: Vec<String> = names.into_iter().filter(|n| *n != target).collect();
    let wanted = Wanted {
        dialect,
        table: &table,
        features: &features,
        categories: &[],
        needed: &[],
        gaps: Gaps::Drop,
    };
    let holdings = wanted.holdings(&engine).unwrap();
    println!("{holdings:?}");
    let (gaps, rows) = wanted.gaps(&engine, &holdings).unwrap();
    println!("{gaps:?} {rows}");
    let unlearned = wanted.unlearned(&holdings);
    let number = Truth::Number { column: target.clone() };
    let any = Truth::Classes { column: target.clone(), classes: vec![] };
    let frame = Frame {
        dialect,
        table: &table,
        encoder: &unlearned,
        truth: Some(if kind == "linear" { &number } else { &any }),
        weights: None,
        offset: None,
        part: None,
        has_intercept: true,
        without_features: false,
    };
    let truth = if kind == "linear" {
        number.clone()
    } else {
        truth_of_classes(&target, &classes(&engine, &frame, &target).unwrap())
    };
    let encoder = wanted.learn(&engine, &frame, &holdings, &gaps).unwrap();
    println!("{:?} {:?}", encoder.feature_names(), truth);
    let frame = Frame { encoder: &encoder, truth: Some(&truth), ..frame };
    let moments = Moments::of(&engine, &frame).unwrap();
    println!("{moments:?}");
    let asked = Asked::default();
    let fit = Fit {
        engine: &engine,
        frame: &frame,
        penalty: Penalty::default(),
        standardise: false,
        moments: &moments,
        start: None,
        asked: &asked,
    };
    let fitted = fit.run().unwrap();
    println!("{:#?} {}", fitted.logits, asked.questions());
    println!(
        "{:?} {:?} {}",
        fitted.report.status, fitted.report.certificate, fitted.report.objective
    );
}
