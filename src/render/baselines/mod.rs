//! Baselines of checks: in comes the report, out come tables of them.

pub mod comparison;
pub mod list;
