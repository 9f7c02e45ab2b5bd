//! A whole sequence of penalties: a fit for each, and which of them predicts best.

mod along;
mod classes;
mod cross_validation;
mod folds;
mod grid;
mod held_out;
mod judged;
mod nested;
mod search;

pub use cross_validation::CrossValidation;
pub use grid::{Penalties, PenaltyPath};
pub use judged::HeldOut;
pub use nested::NestedCrossValidation;
