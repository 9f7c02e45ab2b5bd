//! Bytes to a model: the file is refused, or every command that asks it ends.

#![no_main]

use std::ffi::OsString;

use libfuzzer_sys::fuzz_target;

const TABLE: &str = "a,b,g,y,k,n\n1,2,u,yes,low,1.5\n2,1,v,no,mid,2.5\n";

fuzz_target!(|bytes: &[u8]| {
    let folder = std::env::temp_dir();
    let at = |name: &str| folder.join(format!("{}-{name}", std::process::id())).into_os_string();
    let (model, table, out) = (at("model.json"), at("table.csv"), at("out"));
    std::fs::write(&model, bytes).unwrap();
    std::fs::write(&table, TABLE).unwrap();
    let ask = |words: &[&str], files: &[&OsString]| {
        let words = words.iter().map(OsString::from);
        let _ = cli::main(words.chain(files.iter().map(|file| (*file).clone())));
    };
    ask(&["regress", "explain"], &[&model]);
    ask(&["regress", "plot", "coefficients"], &[&model]);
    ask(&["regress", "export", "--sql", "duckdb"], &[&model]);
    ask(&["regress", "predict"], &[&model, &table, &"-o".into(), &out]);
});
