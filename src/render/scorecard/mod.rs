//! Scorecards in each format.

pub mod csv;
pub mod markdown;
pub mod table;
