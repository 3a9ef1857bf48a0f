//! Plain, sorted values of what was found: what renderers show. Nothing here reads or prints.

pub mod findings;
