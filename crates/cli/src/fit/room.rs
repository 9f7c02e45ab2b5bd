//! Whether the matrices of a fit have room, before it starts.

use anyhow::{Result, ensure};
use linalg_lite::Features;
use models::Error;

use super::training::Rows;
use crate::memory::free;
use crate::output;

/// Matrices with a row and a column for each parameter, as many as stand beside each other at the most.
const OF_FIT: u64 = 4;
const OF_ERRORS: u64 = 12;
const OF_SANDWICH: u64 = 16;

/// The bytes of one of them, and those that are free.
#[derive(Clone, Copy)]
pub(super) struct Room {
    of_matrix: u64,
    free: u64,
    parameters: usize,
}

impl Room {
    /// A category with many levels is kept apart, and more parameters than rows are found from the rows.
    pub(super) fn of(train: &Rows, has_intercept: bool) -> Self {
        const LITTLE: u64 = 1 << 24; // is tried in any case
        let features = Features::from(train.features());
        let widest = features.categories().map(|levels| levels.len()).max().unwrap_or(0);
        let parameters = features.n_features() - widest + usize::from(has_intercept);
        let side = parameters.min(train.features().n_samples()) as u64;
        Self { of_matrix: 8 * side * side, free: free().max(LITTLE), parameters }
    }

    /// Says what a fit that needs such matrices will take, if that is much, and refuses one that has no room.
    pub(super) fn check_fit(&self, quiet: bool) -> Result<()> {
        const MUCH: u64 = 1 << 30;
        let needed = OF_FIT * self.of_matrix;
        let Self { parameters, free, .. } = *self;
        let what = format!("the matrices of {parameters} parameters take about {}", size(needed));
        ensure!(
            needed <= free,
            "{what}, and {} of memory are free: leave columns out with --features, --drop or --terms",
            size(free)
        );
        if needed > MUCH {
            output::note(quiet, &what);
        }
        Ok(())
    }

    /// Refuses errors of parameters that have none.
    pub(super) fn check_errors(&self, is_sandwich: bool) -> Result<(), Error> {
        const NO_ROOM: &str = "the covariance of all parameters has no room in memory";
        let matrices = if is_sandwich { OF_SANDWICH } else { OF_ERRORS };
        if matrices * self.of_matrix > self.free {
            return Err(Error::NoInference(NO_ROOM));
        }
        Ok(())
    }
}

fn size(bytes: u64) -> String {
    if bytes < 1_000_000_000 {
        return format!("{:.0} MB", bytes as f64 / 1e6);
    }
    format!("{:.1} GB", bytes as f64 / 1e9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_is_refused_before_it_starts() {
        let room = Room { of_matrix: 1 << 30, free: 5 << 30, parameters: 11_585 };
        assert!(room.check_fit(true).is_ok() && room.check_errors(false).is_err());
        let roomy = Room { free: 13 << 30, ..room };
        assert!(roomy.check_errors(false).is_ok() && roomy.check_errors(true).is_err());
        let error = Room { free: 3 << 30, ..room }.check_fit(true).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the matrices of 11585 parameters take about 4.3 GB, and 3.2 GB of memory are free: leave columns out \
             with --features, --drop or --terms"
        );
    }
}
