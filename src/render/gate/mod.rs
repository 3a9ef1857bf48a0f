//! Verdicts of gates in each format.

pub mod github;
pub mod junit;
pub mod markdown;
pub mod table;
