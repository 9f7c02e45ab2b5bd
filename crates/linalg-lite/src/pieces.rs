use std::ops::Range;
use std::sync::mpsc::sync_channel;

use crate::source::Rows;
use crate::{Design, Error};

/// All that is read ahead or worked on takes no more than so many bytes.
const ROOM: usize = 24 << 20;
/// Of each thread: one piece is worked on, one waits, one is being read.
const AT_ONCE: usize = 3;

/// Calls `visit` with the columns of `rows`: of a matrix in memory, and where they are one piece, all at once, else
/// piece by piece, whole blocks each, with the next one already on its way.
pub(crate) fn read_each(
    design: Design<'_>,
    rows: Range<usize>,
    mut visit: impl FnMut(Range<usize>, &Rows<'_>),
) -> Result<(), Error> {
    let features = design.features();
    let step = design.stride() * blocks_at_once(design);
    if !features.is_elsewhere() || rows.len() <= step {
        visit(rows.clone(), &features.rows(rows)?);
        return Ok(());
    }
    let visited = if design.every > 1 { design.block_rows() } else { step };
    let pieces = rows.clone().step_by(step).map(|from| from..rows.end.min(from + visited));
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(1);
        let read_ahead = move || {
            for piece in pieces {
                let read = features.rows(piece.clone());
                let is_last = read.is_err();
                if send.send((piece, read)).is_err() || is_last {
                    return;
                }
            }
        };
        std::thread::Builder::new().spawn_scoped(scope, read_ahead).map_err(|error| {
            Error::Read { first: rows.start, rows: rows.len(), reason: error.to_string() }
        })?;
        for (piece, read) in receive {
            visit(piece, &read?);
        }
        Ok(())
    })
}

/// As many as there is room for; of a thinned design one, because what lies between is not read.
fn blocks_at_once(design: Design<'_>) -> usize {
    const BYTES: usize = 8;
    if design.every > 1 {
        return 1;
    }
    let of_block = BYTES * design.block_rows() * design.features().n_columns().max(1);
    (ROOM / (AT_ONCE * rayon::current_num_threads() * of_block)).max(1)
}
