use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use datasets::generate::Correlated;
use linalg_lite::MatRef;
use models::loss::{CrossEntropy, SquaredError};
use models::objective::MeanLoss;
use models::solver::Objective;
use models::{Penalty, Problem};
use pictures::numbers::fixed;
use serde::Deserialize;
use serde_json::json;

use super::measure::Measured;
use super::{Case, cargo};
use crate::workspace_root;

/// Whoever has a larger gradient of the mean loss stopped before the optimum.
pub(super) const AT_THE_OPTIMUM: f64 = 1e-9;

/// A line of a peer's program.
#[derive(Deserialize)]
struct Line {
    peer: String,
    model: String,
    seconds: f64,
    weights: Vec<f64>,
    /// Of the sum of the losses, not their mean.
    l2: f64,
    #[serde(default)]
    penalised_intercept: bool,
}

/// A fit, judged by our objective.
pub(super) struct Fit {
    peer: String,
    pub(super) model: String,
    pub(super) seconds: f64,
    objective: f64,
    gradient_norm: f64,
    /// What it minimised, if not the same as the others.
    remark: &'static str,
}

/// Writes the data, runs the programs of the peers on them, and judges what they found.
pub(super) fn fits_of_peers(case: &Case, data: &Correlated) -> Result<Vec<Fit>> {
    let folder = tempfile::tempdir()?;
    write_data(folder.path(), data)?;
    let peers = workspace_root().join("xtask/peers");
    let mut rust = Command::new(cargo());
    rust.args(["run", "--quiet", "--release", "--locked", "--manifest-path"]);
    rust.arg(peers.join("Cargo.toml"));
    rust.arg("--target-dir").arg(workspace_root().join("target/peers")).arg("--");
    let mut fits = Vec::new();
    for mut program in [python("peers.py"), rust] {
        program.arg(folder.path()).arg(case.rows.to_string()).arg(case.features.to_string());
        for line in lines_of(program)?.lines() {
            fits.push(judge(serde_json::from_str(line)?, data)?);
        }
    }
    Ok(fits)
}

/// A script of the peers. Its BLAS chooses its kernel by the machine, whatever the environment says.
pub(super) fn python(script: &str) -> Command {
    let mut python = Command::new("python3");
    python.arg(workspace_root().join("xtask/peers").join(script));
    python.env_remove("OPENBLAS_CORETYPE");
    python
}

/// What a peer's program prints.
pub(super) fn lines_of(mut program: Command) -> Result<String> {
    let output = program.stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("cannot start {program:?}"))?;
    if !output.status.success() {
        bail!("{program:?} failed ({}); NumPy is needed, all else is optional", output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

pub(super) fn write_data(folder: &Path, data: &Correlated) -> Result<()> {
    write_features(folder, data.features.as_ref())?;
    std::fs::write(folder.join("targets.bin"), bytes_of(&data.numbers))?;
    let labels: Vec<u8> = data.labels.iter().map(|label| u8::from(*label)).collect();
    std::fs::write(folder.join("labels.bin"), labels)?;
    Ok(())
}

/// Column by column.
pub(super) fn write_features(folder: &Path, features: MatRef<'_, f64>) -> Result<()> {
    let mut bytes = Vec::with_capacity(8 * features.nrows() * features.ncols());
    for column in features.col_iter() {
        bytes.extend(column.iter().flat_map(|x| x.to_le_bytes()));
    }
    Ok(std::fs::write(folder.join("features.bin"), bytes)?)
}

pub(super) fn bytes_of(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().flat_map(|x| x.to_le_bytes()).collect()
}

fn judge(line: Line, data: &Correlated) -> Result<Fit> {
    let (x, w) = (data.features.as_ref(), &line.weights);
    let l2 = line.l2 / x.nrows() as f64;
    let mut gradient = vec![0.0; w.len()];
    let mut objective = if line.model == "logistic" {
        let problem = Problem::new(x, &data.labels)?;
        MeanLoss::<CrossEntropy>::new(problem, Penalty::l2(l2))?.gradient(w, &mut gradient)?
    } else {
        let problem = Problem::new(x, &data.numbers)?;
        MeanLoss::<SquaredError>::new(problem, Penalty::default())?.gradient(w, &mut gradient)?
    };
    let intercept = w.len() - 1;
    if line.penalised_intercept {
        objective += l2 / 2.0 * w[intercept] * w[intercept];
        gradient[intercept] += l2 * w[intercept];
    }
    let remark = match (line.model.as_str(), line.l2 == 0.0, line.penalised_intercept) {
        ("logistic", true, _) => "without penalty",
        (_, _, true) => "intercept penalised",
        _ => "",
    };
    let gradient_norm = gradient.iter().fold(0.0, |norm: f64, g| norm.max(g.abs()));
    let Line { peer, model, seconds, .. } = line;
    Ok(Fit { peer, model, seconds, objective, gradient_norm, remark })
}

impl Fit {
    pub(super) fn of_ours(ours: &Measured) -> Self {
        Self {
            peer: format!("ours: {}", ours.report.method),
            model: ours.model.to_owned(),
            seconds: ours.seconds,
            objective: ours.report.objective,
            gradient_norm: ours.report.gradient_norm,
            remark: "",
        }
    }

    pub(super) fn to_json(&self, case: &Case) -> serde_json::Value {
        json!({
            "case": case.name,
            "model": self.model,
            "solver": self.peer,
            "rows": case.rows,
            "features": case.features,
            "seconds": self.seconds,
            "gradient_norm": self.gradient_norm,
            "objective": self.objective,
        })
    }

    pub(super) fn cells(&self, ours: &Measured) -> [String; 8] {
        let stopped_short = self.gradient_norm.is_nan() || self.gradient_norm > AT_THE_OPTIMUM;
        [
            ours.case.name.to_owned(),
            self.model.clone(),
            self.peer.clone(),
            fixed(self.seconds * 1e3, 3),
            fixed(self.seconds / ours.seconds, 1),
            format!("{:.0e}", self.gradient_norm),
            fixed(self.objective, 12),
            if stopped_short { "stopped short" } else { self.remark }.to_owned(),
        ]
    }
}
