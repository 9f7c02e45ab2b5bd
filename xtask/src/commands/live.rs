//! The crates inside the page: `live`, compiled to WebAssembly. It is stored with what it was made from, so
//! that only those who change the crates need a compiler for it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use xxhash_rust::xxh3::xxh3_128;

use crate::workspace_root;

const TARGET: &str = "wasm32-unknown-unknown";
/// The crates that end up in the module.
const CRATES: [&str; 6] = ["datasets", "linalg-lite", "live", "metrics", "models", "pictures"];

/// The module as it is stored.
#[must_use]
pub fn module_file() -> PathBuf {
    workspace_root().join("crates/lesson/src/page/live.wasm.gz")
}

/// The digest of the sources it was made from.
#[must_use]
pub fn sources_file() -> PathBuf {
    workspace_root().join("crates/lesson/src/page/live.sources")
}

/// Compiles the module and stores it.
///
/// # Errors
/// When there is no compiler for it, or a file cannot be written.
pub fn live(out: &mut impl Write) -> Result<()> {
    let folder = workspace_root().join("target/wasm");
    let status = super::cargo()
        .args(["build", "--locked", "--package", "live", "--lib", "--profile", "live"])
        .args(["--target", TARGET, "--target-dir"])
        .arg(&folder)
        .status()?;
    ensure!(status.success(), "no module; the compiler for it: rustup target add {TARGET}");
    let module = fs::read(folder.join(TARGET).join("live/live.wasm"))?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&module)?;
    let packed = packed.finish()?;
    datasets::write_whole(module_file(), &packed)?;
    datasets::write_whole(sources_file(), format!("{}\n", sources()?).as_bytes())?;
    writeln!(out, "wrote {} bytes, {} before packing", packed.len(), module.len())?;
    Ok(())
}

/// A digest of the code in the module, without comments and tests.
///
/// # Errors
/// When a source cannot be read.
pub fn sources() -> Result<String> {
    let mut files = Vec::new();
    for name in CRATES {
        collect(&workspace_root().join("crates").join(name).join("src"), &mut files)?;
    }
    files.sort();
    let mut code = String::new();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        code.extend(lines.flat_map(|line| [line, "\n"]));
    }
    Ok(format!("{:032x}", xxh3_128(code.as_bytes())))
}

/// The sources of a folder, those of tests left out.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let is_for_tests = path.file_stem().is_some_and(|stem| stem == "tests" || stem == "random");
        if is_for_tests {
            continue;
        }
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}
