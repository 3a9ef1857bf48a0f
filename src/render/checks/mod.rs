//! What checks said, in each format.

pub mod github;
pub mod junit;
pub mod table;
pub mod tap;
