//! A whole sequence of penalties: a fit for each, and which of them predicts best.

mod along;
mod classes;
mod cross_validation;
mod folds;
mod grid;
mod held_out;
mod nested;

pub use cross_validation::CrossValidation;
pub use grid::PenaltyPath;
pub use nested::NestedCrossValidation;
