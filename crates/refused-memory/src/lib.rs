//! An end with a sentence and an exit code for a program that is refused memory.
//!
//! Rust aborts such a program, as if it were at fault. With
//!
//! ```
//! #[global_allocator]
//! static MEMORY: refused_memory::OrEnd = refused_memory::OrEnd { hint: "ask about fewer rows" };
//! ```
//!
//! it writes one line to standard error and ends with code 1 instead. What it had begun to write stays unfinished: files
//! that must be whole have to be put in place by renaming.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{self, Write};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// The system's allocator, or the end.
pub struct OrEnd {
    /// What may help.
    pub hint: &'static str,
}

impl OrEnd {
    fn checked(&self, memory: *mut u8) -> *mut u8 {
        if memory.is_null() {
            self.end();
        }
        memory
    }

    /// By the first thread that gets here; the others wait for it.
    #[cold]
    fn end(&self) -> ! {
        static IS_ENDING: AtomicBool = AtomicBool::new(false);
        if IS_ENDING.swap(true, Ordering::SeqCst) {
            thread::sleep(Duration::from_secs(5));
            process::abort();
        }
        let _ = writeln!(io::stderr(), "error: the system gives no more memory: {}", self.hint);
        process::exit(1)
    }
}

// SAFETY: the system's allocator, of whose answers none is changed.
unsafe impl GlobalAlloc for OrEnd {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.checked(unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.checked(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        self.checked(unsafe { System.realloc(memory, layout, size) })
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }
}
