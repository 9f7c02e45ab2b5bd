//! From a file to a model, or what is wrong with the file.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde_json::Value;

use super::{FORMAT, ModelFile, VERSION, checksum};
use crate::exit::Usage;

/// No covariance that a model file keeps, and no names beside it, take more.
const MOST_BYTES: u64 = 160_000_000;

impl ModelFile {
    /// Reads the model that a table is given to, and says so where the two are exchanged.
    pub(crate) fn read_for(path: &Path, table: &Path) -> Result<Self> {
        Self::read(path).map_err(|error| {
            if !is_model_file(table) || is_model_file(path) {
                return error;
            }
            let (name, table) = (path.display(), table.display());
            Usage(format!("{name} is not a model file, but {table} is: exchange the two")).into()
        })
    }

    pub(crate) fn read(path: &Path) -> Result<Self> {
        let name = path.display();
        let mut value = parsed(path)?;
        if !is_of_regress(&value) {
            bail!("{}", no_model_file(path));
        }
        match value.get("version").and_then(Value::as_u64) {
            Some(VERSION) => (),
            found => bail!(
                "{name} has version {} of the model file, but this program reads version {VERSION}: use \
                 the regress that wrote it ({}), or fit again",
                found.map_or("?".to_owned(), |version| version.to_string()),
                value["written_by"].as_str().unwrap_or("unknown"),
            ),
        }
        let stored = value.as_object_mut().and_then(|object| object.remove("checksum"));
        let is_sha256 = |text: &str| text.len() == 64; // of earlier versions
        let is_earlier = stored.as_ref().and_then(Value::as_str).is_some_and(is_sha256);
        let expected = checksum(&value)?;
        ensure!(
            is_earlier || stored == Some(expected.into()),
            "{name} was edited or damaged after it was written (its checksum differs); fit again"
        );
        Self::of_value(value).with_context(|| format!("{name} is no model"))
    }

    /// The model that a value describes, if all its parts fit.
    pub(super) fn of_value(value: Value) -> Result<Self> {
        let file: Self = serde_json::from_value(value)?;
        file.check().map_err(|what| anyhow!("{what}: fit again"))?;
        Ok(file)
    }
}

/// The JSON object in a file; of one that does not begin like that, which may be a long table, no more is read.
fn parsed(path: &Path) -> Result<Value> {
    let name = path.display();
    let unreadable = || format!("cannot read {name}");
    let mut file = BufReader::new(File::open(path).with_context(unreadable)?);
    let begin = file.fill_buf().with_context(unreadable)?.trim_ascii_start();
    ensure!(begin.first().is_none_or(|byte| *byte == b'{'), "{}", no_model_file(path));
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).with_context(unreadable)?;
    ensure!(
        bytes.len() as u64 <= MOST_BYTES,
        "{name} is larger than any model file: more than {} MB",
        MOST_BYTES / 1_000_000
    );
    serde_json::from_slice(&bytes).map_err(|error| {
        let place = format!("{name}:{}:{}", error.line(), error.column());
        anyhow!("{place}: this is not a complete model file; write it again with `regress fit`")
    })
}

fn is_of_regress(value: &Value) -> bool {
    value.get("format").and_then(Value::as_str) == Some(FORMAT)
}

/// Whether a file, which is not a pipe that could be read only once, holds a model.
fn is_model_file(path: &Path) -> bool {
    path.is_file() && parsed(path).is_ok_and(|value| is_of_regress(&value))
}

fn no_model_file(path: &Path) -> String {
    format!(
        "{} is not a model file of regress; `regress fit … -o model.json` writes one",
        path.display()
    )
}
