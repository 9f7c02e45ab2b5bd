use std::ops::Range;

use rayon::prelude::*;

/// What `of` finds in each chunk of samples, in their order: on all threads of rayon's pool when
/// there is more than one. The chunks follow from the number of samples alone.
pub(crate) fn in_chunks<T: Send>(samples: usize, of: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    const CHUNK: usize = 1 << 14;
    let rows = |chunk: usize| chunk * CHUNK..samples.min((chunk + 1) * CHUNK);
    match samples.div_ceil(CHUNK) {
        1 => vec![of(rows(0))],
        chunks => (0..chunks).into_par_iter().map(|chunk| of(rows(chunk))).collect(),
    }
}

/// The first value that is bad, and its number.
pub(crate) fn first_bad(
    values: &[f64],
    is_bad: impl Fn(&f64) -> bool + Sync,
) -> Option<(usize, f64)> {
    let in_rows = |rows: Range<usize>| {
        let any = values[rows.clone()].iter().fold(false, |any, value| any | is_bad(value));
        rows.into_iter().filter(|_| any).find(|i| is_bad(&values[*i]))
    };
    in_chunks(values.len(), in_rows).into_iter().flatten().next().map(|i| (i, values[i]))
}
