//! Fits of linfa and smartcore on the data that `cargo xtask bench --peers` wrote: one JSON object
//! a fit, with its time and its weights (coefficients, then the intercept).

use std::path::Path;
use std::time::Instant;

use linfa::dataset::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2, ShapeBuilder};
use smartcore::linalg::basic::arrays::Array;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linear::linear_regression::{LinearRegression, LinearRegressionParameters};
use smartcore::linear::logistic_regression::{LogisticRegression, LogisticRegressionParameters};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    let (folder, n, p) = match &arguments[..] {
        [_, folder, rows, features, path, ratio, tolerance] if path == "path" => {
            let (n, p) = (rows.parse()?, features.parse()?);
            return linfa_path(Path::new(folder), n, p, ratio.parse()?, tolerance.parse()?);
        }
        [_, folder, rows, features] => (Path::new(folder), rows.parse()?, features.parse()?),
        _ => return Err("usage: peers FOLDER ROWS FEATURES [path RATIO TOLERANCE]".into()),
    };
    let x = numbers(&folder.join("features.bin"))?;
    let labels: Vec<bool> =
        std::fs::read(folder.join("labels.bin"))?.iter().map(|l| *l == 1).collect();
    let targets = numbers(&folder.join("targets.bin"))?;
    report("linfa", "logistic", || linfa_logistic(&x, &labels, n, p));
    report("linfa", "linear", || linfa_linear(&x, &targets, n, p));
    report("smartcore", "logistic", || smartcore_logistic(&x, &labels, n, p));
    report("smartcore", "linear", || smartcore_linear(&x, &targets, n, p));
    Ok(())
}

fn numbers(file: &Path) -> Result<Vec<f64>, Failure> {
    let bytes = std::fs::read(file)?;
    Ok(bytes.as_chunks::<8>().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect())
}

/// The better of two runs, or the first if it was long.
fn report(peer: &str, model: &str, fit: impl Fn() -> Result<(f64, Vec<f64>), Failure>) {
    const LONG: f64 = 2.0;
    let best = fit().and_then(|first| {
        if first.0 > LONG {
            return Ok(first);
        }
        fit().map(|second| if second.0 < first.0 { second } else { first })
    });
    match best {
        Ok((seconds, weights)) => println!(
            "{}",
            serde_json::json!({
                "peer": peer, "model": model, "seconds": seconds, "weights": weights, "l2": 1.0,
            })
        ),
        Err(error) => eprintln!("{peer}, {model}: {error}"),
    }
}

fn linfa_logistic(
    x: &[f64],
    labels: &[bool],
    n: usize,
    p: usize,
) -> Result<(f64, Vec<f64>), Failure> {
    let x = Array2::from_shape_vec((n, p).f(), x.to_vec())?;
    let data = DatasetBase::new(x, Array1::from(labels.to_vec()));
    let start = Instant::now();
    let model = linfa_logistic::LogisticRegression::default()
        .alpha(1.0)
        .max_iterations(1000)
        .gradient_tolerance(1e-9 * n as f64)
        .fit(&data)?;
    let seconds = start.elapsed().as_secs_f64();
    let sign = if model.labels().pos.class { 1.0 } else { -1.0 };
    let weights = model.params().iter().chain([&model.intercept()]).map(|w| sign * w).collect();
    Ok((seconds, weights))
}

/// One elastic net a penalty: leaves seconds and the weights of each in `weights.bin`.
fn linfa_path(
    folder: &Path,
    n: usize,
    p: usize,
    ratio: f64,
    tolerance: f64,
) -> Result<(), Failure> {
    let x = Array2::from_shape_vec((n, p).f(), numbers(&folder.join("features.bin"))?)?;
    let data = DatasetBase::new(x, Array1::from(numbers(&folder.join("targets.bin"))?));
    let start = Instant::now();
    let mut out = vec![0.0];
    for penalty in numbers(&folder.join("lambda.bin"))? {
        let model = linfa_elasticnet::ElasticNet::params()
            .penalty(penalty)
            .l1_ratio(ratio)
            .tolerance(tolerance)
            .max_iterations(100_000)
            .fit(&data)?;
        out.extend(model.hyperplane().iter().chain([&model.intercept()]));
    }
    out[0] = start.elapsed().as_secs_f64();
    let bytes: Vec<u8> = out.iter().flat_map(|x: &f64| x.to_le_bytes()).collect();
    std::fs::write(folder.join("weights.bin"), bytes)?;
    Ok(())
}

fn linfa_linear(
    x: &[f64],
    targets: &[f64],
    n: usize,
    p: usize,
) -> Result<(f64, Vec<f64>), Failure> {
    let x = Array2::from_shape_vec((n, p).f(), x.to_vec())?;
    let data = DatasetBase::new(x, Array1::from(targets.to_vec()));
    let start = Instant::now();
    let model = linfa_linear::LinearRegression::new().fit(&data)?;
    let seconds = start.elapsed().as_secs_f64();
    Ok((seconds, model.params().iter().copied().chain([model.intercept()]).collect()))
}

fn smartcore_logistic(
    x: &[f64],
    labels: &[bool],
    n: usize,
    p: usize,
) -> Result<(f64, Vec<f64>), Failure> {
    let x = DenseMatrix::new(n, p, x.to_vec(), true)?;
    let y: Vec<u32> = labels.iter().map(|label| u32::from(*label)).collect();
    let start = Instant::now();
    let parameters = LogisticRegressionParameters::default().with_alpha(1.0);
    let model = LogisticRegression::fit(&x, &y, parameters)?;
    let seconds = start.elapsed().as_secs_f64();
    let weights = model.coefficients().iterator(0).chain(model.intercept().iterator(0));
    Ok((seconds, weights.copied().collect()))
}

fn smartcore_linear(
    x: &[f64],
    targets: &[f64],
    n: usize,
    p: usize,
) -> Result<(f64, Vec<f64>), Failure> {
    let x = DenseMatrix::new(n, p, x.to_vec(), true)?;
    let y = targets.to_vec();
    let start = Instant::now();
    let model = LinearRegression::fit(&x, &y, LinearRegressionParameters::default())?;
    let seconds = start.elapsed().as_secs_f64();
    Ok((seconds, model.coefficients().iterator(0).copied().chain([*model.intercept()]).collect()))
}
