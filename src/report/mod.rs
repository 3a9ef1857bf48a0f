//! Plain, sorted values of what was found: what renderers show. Nothing here reads or prints.

pub mod findings;
pub mod moment;
pub mod work;
pub mod day;
pub mod status;
pub mod next;
pub mod log;
pub mod partners;
pub mod playbooks;
pub mod waivers;
