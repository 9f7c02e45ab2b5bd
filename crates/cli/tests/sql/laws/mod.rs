//! Random tables and flags, and what must hold of them wherever they are.

pub(crate) mod agreement;
pub(crate) mod cases;
pub(crate) mod columns;
pub(crate) mod condition;
pub(crate) mod draw;
pub(crate) mod flags;
pub(crate) mod places;
pub(crate) mod predictions;
pub(crate) mod table;
pub(crate) mod targets;
