//! The champion's day as text.

pub mod table;
