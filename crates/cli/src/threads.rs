//! As many threads as were asked for, and as there can be.

use std::num::NonZero;
use std::thread::available_parallelism;

use rayon::{ThreadBuilder, ThreadPoolBuilder};

/// More do nothing but take room.
const MOST: usize = 256;

/// Begins the threads that fits run on: so many as RAYON_NUM_THREADS says or, where it says nothing, as there are
/// processors; this one alone where the system gives no more. Figures do not depend on it.
pub(crate) fn begin() {
    let asked = std::env::var("RAYON_NUM_THREADS").ok().and_then(|text| text.parse().ok());
    let asked = asked.filter(|number| *number > 0);
    let number = asked.unwrap_or_else(|| available_parallelism().map_or(1, NonZero::get)).min(MOST);
    let threads = ThreadPoolBuilder::new().num_threads(number);
    // (In a trial that has ended: who fails to begin them for good cannot begin fewer.)
    let trial = ThreadPoolBuilder::new().num_threads(number);
    let are_to_be_had = trial.build_scoped(ThreadBuilder::run, |_| ()).is_ok();
    let _ = match are_to_be_had {
        true => threads.build_global(),
        false => threads.num_threads(1).use_current_thread().build_global(),
    }; // the only failure would be a second beginning
}
