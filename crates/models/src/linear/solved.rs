//! What a least-squares solution says about itself.

use linalg_lite::LeastSquares;

use crate::aliased;
use crate::error::Error;
use crate::report::{Bound, Certificate, Method, Report, Status};
use crate::solver::{ROUNDING, hold_to_certificate, max_norm};

/// A line with an objective of so many times that of no features at all is not the best one.
const NO_BETTER: f64 = 1.0 + 1e-9;

/// How it ended.
pub(crate) fn report_of(solution: &LeastSquares) -> Result<Report, Error> {
    let (status, bound) = if solution.dependent.is_empty() {
        (Status::Converged, Bound::Proven)
    } else {
        (Status::RankDeficient { rank: solution.rank }, Bound::Local) // of the columns that are kept
    };
    let norm = max_norm(&solution.gradient);
    let mut report = Report::new(
        status,
        Method::LeastSquares,
        solution.sweeps,
        solution.objective,
        norm,
        Vec::new(),
    );
    report.iterations = 1;
    report.certificate = solution.gap()?.map(|gap| Certificate { gap, bound });
    if report.certificate.is_some() {
        hold_to_certificate(&mut report, solution.unit, ROUNDING);
    } else if solution.objective.is_nan() || solution.objective > NO_BETTER * solution.unit {
        report.status = Status::Stalled;
    }
    report.combinations = solution.combinations();
    aliased::check(&report.combinations)?;
    Ok(report)
}
