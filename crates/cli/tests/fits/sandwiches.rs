//! Sandwich errors from the shell are those of the library.

use crate::common::{Folder, text};
use crate::drawn::Drawn;
use models::inference::{Estimates, Sandwich};
use models::{LinearRegression, LogisticRegression, Problem, SampleWeights};
use serde_json::Value;

const X: [&str; 5] = ["fit", "t.csv", "--features", "x,z", "-q"];

fn of(folder: &Folder, flags: &str) -> Value {
    let flags: Vec<&str> = flags.split(' ').chain(["--json"]).collect();
    serde_json::from_str(&folder.ok(&[&X[..], &flags].concat())).unwrap()
}

#[track_caller]
fn same(json: &Value, estimates: &Estimates) {
    let found = json["inference"]["estimates"].as_array().unwrap().iter();
    let found: Vec<f64> = found.map(|e| e["standard_error"].as_f64().unwrap()).collect();
    let expected: Vec<f64> =
        estimates.estimates.iter().map(|e| e.unwrap().standard_error).collect();
    assert_eq!(found, expected);
    assert_eq!(json["inference"]["errors"], "sandwich");
}

#[test]
fn every_kind_is_that_of_the_library() {
    let folder = Folder::new();
    let t = Drawn::new(120, 3);
    t.write(&folder);
    let clusters: Vec<usize> = t.classes.clone();
    let counts = SampleWeights::frequency(&t.counts);
    let labels = Problem::new(t.x.as_ref(), &t.labels).unwrap().weighted(counts).unwrap();
    let numbers = Problem::new(t.x.as_ref(), &t.numbers).unwrap().weighted(counts).unwrap();
    let fit = LogisticRegression::default().fit_problem(&labels).unwrap();
    let line = LinearRegression::default().fit_problem(&numbers).unwrap();
    let clustered = Sandwich::Clustered { clusters: &clusters, corrected: true };
    for (flag, kind, sandwich) in [
        ("--robust", "Huber-White, HC0", Sandwich::Hc0),
        ("--robust=hc0", "Huber-White, HC0", Sandwich::Hc0),
        ("--robust=hc1", "Huber-White, HC1", Sandwich::Hc1),
        ("--robust hc2", "Huber-White, HC2", Sandwich::Hc2),
        ("--robust hc3", "Huber-White, HC3", Sandwich::Hc3),
        ("--cluster class", "CR1, 3 clusters by \"class\"", clustered),
    ] {
        let found = of(&folder, &format!("-t label --weights count {flag}"));
        same(&found, &fit.sandwich(&labels, sandwich).unwrap());
        assert_eq!(found["inference"]["sandwich"], kind);
        let flags = format!("-t number -m linear --weights count {flag}");
        same(&of(&folder, &flags), &line.sandwich(&numbers, sandwich).unwrap());
        let flags: Vec<&str> = flags.split(' ').collect();
        let told = folder.ok(&[&X[..], &flags].concat());
        assert!(told.contains(&format!("\nstandard errors from a sandwich ({kind})")), "{told}");
        assert_eq!(told.contains("clusters are few"), flag.starts_with("--cluster"), "{told}");
    }
}

#[test]
fn a_cluster_is_a_feature_only_where_it_is_named() {
    let folder = Folder::new();
    Drawn::new(90, 5).write(&folder);
    let names = |flags: &[&str]| -> Vec<String> {
        let fit =
            ["fit", "t.csv", "-t", "number", "-m", "linear", "--cluster", "class", "--json", "-q"];
        let json: Value = serde_json::from_str(&folder.ok(&[&fit[..], flags].concat())).unwrap();
        let estimates = json["inference"]["estimates"].as_array().unwrap();
        estimates.iter().map(|e| e["name"].as_str().unwrap().to_owned()).collect()
    };
    assert!(names(&[]).iter().all(|name| !name.starts_with("class")));
    let both = names(&["--features", "x,class"]);
    assert_eq!(both.iter().filter(|name| name.starts_with("class=")).count(), 2, "{both:?}");
}

/// Numbers that are only names, and rows with a gap there.
#[test]
fn clusters_may_be_numbers_and_have_gaps() {
    let folder = Folder::new();
    let row = |i: usize| {
        let cluster = match i {
            5 => String::new(),
            _ => ["1", "1.0", "2", "3"][i % 4].to_owned(),
        };
        format!("{},{},{cluster}\n", i * 7 % 13, i * i % 11)
    };
    folder.write("t.csv", format!("x,y,c\n{}", (0..40).map(row).collect::<String>()));
    let fit = ["fit", "t.csv", "-t", "y", "-m", "linear", "--cluster", "c"];
    let (code, message) = folder.failure(&fit);
    assert!(code == 1 && message.contains("t.csv:7") && message.contains("\"c\""), "{message}");
    let told = folder.ok(&[&fit[..], &["--missing", "drop"]].concat());
    assert!(told.contains("39 samples") && told.contains("3 clusters by \"c\""), "{told}");
}

#[test]
fn what_cannot_be_is_refused_with_the_reason() {
    let folder = Folder::new();
    Drawn::new(40, 15).write(&folder);
    for (flags, reason) in [
        ("-t label --cluster class --robust", "sandwich errors of its own"),
        ("-t label --firth --cluster class", "--cluster is not for --firth"),
        ("-t label --l2 0.1 --cluster class", "biased by an unknown amount"),
        ("-t label --profile --cluster class", "exclude each other"),
        ("-t label --cluster label", "name the same column"),
        ("-t label --weights count --cluster count", "name the same column"),
        ("-t label --robust=hc4", "hc0, hc1, hc2, hc3"),
    ] {
        let flags: Vec<&str> = flags.split(' ').collect();
        let (code, message) = folder.failure(&[&X[..], &flags].concat());
        assert!(code == 2 && message.contains(reason), "{flags:?}: {message}");
    }
    for (flag, reason) in
        [("--robust=hc3", "leverage of each row"), ("--cluster=c", "each cluster")]
    {
        let there = ["fit", "--sql", "sqlite3 none.db", "--table", "t", "-t", "y", flag];
        let (code, message) = folder.failure(&there);
        assert!(code == 2 && message.contains(reason), "{message}");
    }
    let (code, message) =
        folder.failure(&[&X[..], &["-t", "label", "--cluster", "klass"]].concat());
    assert!(code == 1 && message.contains("did you mean \"class\"?"), "{message}");

    folder
        .write("t.csv", "x,z,y,g\n1,0,0,a\n2,1,1,a\n3,0,0,a\n4,1,1,a\n5,0,1,a\n6,1,0,a\n7,3,1,a\n");
    let told = folder.run(&[&X[..], &["-t", "y", "--cluster", "g"]].concat());
    let told = text(&told.stdout);
    assert!(told.contains("all rows are in one cluster"), "{told}");
    let lone = "x,z,y\n1,0,0.5\n2,0,2\n3,0,2.5\n4,0,5\n5,0,4\n9,1,6\n";
    folder.write("t.csv", lone);
    let told = folder.ok(&[&X[..], &["-t", "y", "-m", "linear", "--robust", "hc3"]].concat());
    assert!(told.contains("HC2 and HC3 would divide by 0"), "{told}");
}

/// The residuals of each cluster add up to 0 where its own level is a feature, whose mean no residual judges.
#[test]
fn levels_of_the_clusters_themselves_have_no_error() {
    let folder = Folder::new();
    let row = |i: u32| {
        let y = ["no", "yes"][usize::from(i * i * 31 % 97 > 48)];
        format!(
            "{},{},{y}\n",
            f64::from(i * 37 % 101) / 8.0,
            ["a", "b", "c", "d", "e"][(i % 5) as usize]
        )
    };
    folder.write("t.csv", format!("x,g,y\n{}", (0..200).map(row).collect::<String>()));
    let fit = |features: &str| -> Value {
        let args = ["fit", "t.csv", "-t", "y", "--cluster", "g", "--json", "-q"];
        serde_json::from_str(&folder.ok(&[&args[..], &["--features", features]].concat())).unwrap()
    };
    let errors = |found: &Value| -> Vec<Option<f64>> {
        let all = found["inference"]["estimates"].as_array().unwrap();
        all.iter().map(|estimate| estimate["standard_error"].as_f64()).collect()
    };
    assert!(errors(&fit("x")).iter().all(Option::is_some));
    assert_eq!(errors(&fit("g")), [None; 5]);
    assert!(errors(&fit("x,g")).iter().all(Option::is_some), "they are as sure as the slope");
    let told = folder.ok(&["fit", "t.csv", "-t", "y", "--cluster", "g", "--features", "x,g", "-q"]);
    assert!(told.contains("; g=a, g=b, g=c and 2 more lie in one cluster each"), "{told}");
    assert!(
        !folder
            .ok(&["fit", "t.csv", "-t", "y", "--cluster", "g", "--features", "x", "-q"])
            .contains("lie")
    );
}
