#![doc = include_str!("../README.md")]
//!
//! | to do this | use |
//! |---|---|
//! | hold features | [`Mat`], [`MatRef`], [`MatMut`] (faer's), [`matrix_from_columns`]; many: [`Columns`] |
//! | look at numbers that are there as a matrix | [`matrix_view`] |
//! | walk over the samples | [`Design`] and its [`Block`]s, [`Moments`] of every feature, [`Centres`] |
//! | fit a line or a plane | [`least_squares`], by column-pivoted QR, with the rank |
//! | solve `A x = b`, `A` symmetric positive definite | [`Cholesky`] |
//! | solve or decompose where the last bit decides nothing | [`factorisations`], faer's |
//! | see which features say the same, or nearly | [`dependencies()`], [`collinearity()`]; without their rows: [`dependencies_of_products`] |
//! | choose the shortest of many equal solutions | [`minimum_norm()`] |
//! | turn logits into probabilities | [`sigmoid`], [`sigmoids`], [`log1p_exp`] |
//!
//! # Conventions
//!
//! - Features `X` are `n_samples x n_features`, `f64`, column-major.
//! - The intercept is a virtual last weight: no column of ones is stored.
//! - Sums over samples run in a fixed order (see [`dot`]), so that they never depend on how the
//!   machine or the compiler would like to group them.
//! - Sweeps use all threads of rayon's pool (`RAYON_NUM_THREADS`, or
//!   a pool of the caller's), and give the same bits for any number of them.

#[cfg(all(windows, target_env = "gnu"))]
use exact_fma as _; // in the place of a C library's that rounds twice

mod arrow;
mod block;
mod centres;
mod cholesky;
mod chosen;
mod chunk;
mod collinearity;
mod column;
mod columns;
mod combination;
mod dependencies;
mod design;
mod double_double;
mod echelon;
mod error;
mod factor;
pub mod factorisations;
mod functions;
mod gram;
mod kernels;
mod least_squares;
mod level_dependencies;
mod matrix;
mod matrix_product;
mod minimum_norm;
mod moments;
mod normal_equations;
mod pairs;
mod pieces;
mod pivoted_qr;
mod product_dependencies;
mod products;
mod replaced_set;
mod residual;
mod rough_line;
mod rounding;
mod source;
mod sums;
mod sweep;
mod triangle;
mod unit_columns;

pub use arrow::{Arrow, ArrowCholesky};
pub use block::Block;
pub use centres::Centres;
pub use cholesky::Cholesky;
pub use chosen::Chosen;
pub use collinearity::{
    CategoryInflation, Collinearity, NearDependency, collinearity, collinearity_of_products,
};
pub use column::{Category, Codes, Column, Kind};
pub use columns::Columns;
pub use combination::Combination;
pub use dependencies::{Dependencies, dependencies};
pub use design::{BLOCK_ROWS, Design};
pub use double_double::DoubleDouble;
pub use error::{Error, check_counts, check_finite, check_length};
pub use functions::{
    exp, exp_neg_abs, ln, ln_1p, ln_1p_of_parts, ln_from_one, log1p_exp, log2, log10, pow, sigmoid,
    sigmoids,
};
pub use gram::{Gram, gram};
pub use least_squares::{LeastSquares, least_squares};
pub use matrix::{Mat, MatMut, MatRef, fill_columns, matrix_from_columns, matrix_view};
pub use matrix_product::product;
pub use minimum_norm::{MinimumNorm, minimum_norm};
pub use moments::Moments;
pub use pivoted_qr::PivotedQr;
pub use product_dependencies::dependencies_of_products;
pub use replaced_set::{ReplacedSet, combination_name, names_with_sets, set_name};
pub use source::{Features, Rows, Source};
pub use sums::{add_weighted_products, dot, mean, sum, sum_ln_1p};
pub use triangle::inverse_power;

#[cfg(test)]
mod random;
