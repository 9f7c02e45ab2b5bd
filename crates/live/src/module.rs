//! The module's three exports: room for a question, the answer to it, and where that stands. Both are UTF-8
//! in one buffer.

use std::sync::{Mutex, PoisonError};

static ROOM: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn in_room<T>(work: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    work(&mut ROOM.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Makes room for a question of so many bytes and says where.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn room(bytes: usize) -> *mut u8 {
    in_room(|room| {
        room.clear();
        room.resize(bytes, 0);
        room.as_mut_ptr()
    })
}

/// Replaces the question by its answer and says how many bytes that has.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn answer() -> usize {
    in_room(|room| {
        *room = crate::answer(&String::from_utf8_lossy(room)).into_bytes();
        room.len()
    })
}

/// Where the answer stands.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn place() -> *const u8 {
    in_room(|room| room.as_ptr())
}
