//! Plain, sorted values of what was found: what renderers show. Nothing here reads or prints.
//!
//! Those that have a JSON form (all but `findings`) are that form: public and versioned.
//! Fields are added, never changed or removed.

pub mod findings;
pub mod version;
pub mod words;
pub mod moment;
pub mod condition;
pub mod due;
pub mod work;
pub mod day;
pub mod status;
pub mod next;
pub mod log;
pub mod partners;
pub mod playbooks;
pub mod doctor;
pub mod waivers;
pub mod unreadable;
pub mod gate;
pub mod baselines;
pub mod checks;
pub mod criteria;
pub mod limits;
pub mod rollback;
mod retest;
pub mod scorecard;
pub mod lasting;
pub mod portfolio;
