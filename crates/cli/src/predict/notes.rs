use pictures::numbers::count;

use crate::output;

/// Says how many rows have no prediction.
pub(super) fn note_gaps(with_gaps: usize, quiet: bool) {
    if with_gaps > 0 {
        let without = count(with_gaps, "row");
        output::note(quiet, &format!("without a prediction: {without} with a gap"));
    }
}

/// Says how many rows have one that the data of the fit do not tell.
pub(super) fn note_strays(strays: usize, quiet: bool) {
    if strays > 0 {
        let rows = count(strays, "row");
        output::note(
            quiet,
            &format!(
                "not estimable: {rows}, whose predictions depend on features that others replaced in training"
            ),
        );
    }
}
