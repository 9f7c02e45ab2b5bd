//! What a least-squares solution says about itself.

use linalg_lite::LeastSquares;

use crate::aliased;
use crate::error::Error;
use crate::report::{Bound, Certificate, Method, Report, Status};
use crate::solver::{ROUNDING, hold_to_certificate, max_norm};

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
    hold_to_certificate(&mut report, solution.unit, ROUNDING);
    report.combinations = solution.combinations();
    aliased::check(&report.combinations)?;
    Ok(report)
}
