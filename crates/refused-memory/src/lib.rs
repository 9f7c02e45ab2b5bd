//! An end with a sentence and an exit code for a program that is refused memory.
//!
//! Rust aborts such a program, as if it were at fault. With
//!
//! ```
//! #[global_allocator]
//! static MEMORY: refused_memory::OrEnd = refused_memory::OrEnd;
//! ```
//!
//! it writes one line to standard error and ends with code 1 instead. What it had begun to write stays unfinished: files
//! that must be whole have to be put in place by renaming.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// The system's allocator, or the end.
pub struct OrEnd;

// SAFETY: the system's allocator, of whose answers none is changed.
unsafe impl GlobalAlloc for OrEnd {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        or_end(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        or_end(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        or_end(unsafe { System.realloc(memory, layout, size) }, size)
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }
}

fn or_end(memory: *mut u8, bytes: usize) -> *mut u8 {
    if memory.is_null() {
        end(bytes);
    }
    memory
}

/// By the first thread that gets here; the others wait for it.
#[cold]
fn end(bytes: usize) -> ! {
    static IS_ENDING: AtomicBool = AtomicBool::new(false);
    if IS_ENDING.swap(true, Ordering::SeqCst) {
        thread::sleep(Duration::from_secs(5));
        process::abort();
    }
    let _ = writeln!(
        std::io::stderr(),
        "error: the system refuses memory for {bytes} bytes more: end other programs, or ask about fewer rows or columns"
    );
    process::exit(1)
}
