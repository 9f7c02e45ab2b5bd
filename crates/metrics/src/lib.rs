//! How good are a classifier's labels and probabilities?
//!
//! Everything here works on plain slices, so it judges the predictions of any library.
//!
//! | question | answer |
//! |---|---|
//! | what was called what? | [`Confusion`], [`confusion`], [`confusion_at`] |
//! | how often right, how often wrong, and which way? | the methods of [`Confusion`] |
//! | what does each threshold do? | [`threshold_sweep`] |
//! | which threshold is cheapest? | [`Prices`], [`cheapest_threshold`] |
//! | and with more than two classes? | [`MultiConfusion`] |
//!
//! # Conventions
//!
//! - A label is `bool`; `true` is the positive class. Classes are numbers from 0.
//! - A sample is called positive when its probability is `>=` the threshold.
//! - A rate whose denominator is zero does not exist: it is `None`, never 0 or NaN.
//!
//! # Example
//!
//! ```
//! let passed = [true, true, true, false, false];
//! let probabilities = [0.9, 0.8, 0.3, 0.6, 0.1];
//! let table = metrics::confusion_at(&passed, &probabilities, 0.5)?;
//! assert_eq!(table.true_positives, 2);
//! assert_eq!((table.false_positives, table.false_negatives), (1, 1));
//! assert_eq!(table.accuracy(), Some(0.6));
//! assert_eq!(table.precision(), Some(2.0 / 3.0));
//! # Ok::<(), metrics::Error>(())
//! ```

mod confusion;
mod cost;
mod error;
mod multi_confusion;
mod rates;
mod threshold;

pub use confusion::{Confusion, confusion, confusion_at};
pub use cost::{CheapestThreshold, Prices, cheapest_threshold};
pub use error::Error;
pub use multi_confusion::MultiConfusion;
pub use threshold::{ThresholdRow, threshold_sweep};
