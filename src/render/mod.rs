//! Reports as bytes. Enters: a report. Leaves: text in one of the formats, written to any `Write`.
//! What users wrote is escaped here, at the border, by the rules of each format.

mod annotation;
pub mod escape;
mod fingerprint;
mod junit;

pub mod findings_json;
pub mod findings_junit;
pub mod github;
pub mod gitlab;
pub mod sarif;
pub mod snippet;
#[cfg(test)]
mod findings_sample;

pub mod baselines;
pub mod checks;
pub mod column;
mod csv;
pub mod diff;
mod facts;
pub mod json;
mod limits;
mod markdown;
pub mod measure;
pub mod page;
pub mod rows;
pub mod stream;
mod time;
mod tone;
mod unreadable;
mod words;
mod work;

pub mod doctor;
pub mod gate;
pub mod log;
pub mod next;
pub mod partners;
pub mod playbooks;
pub mod portfolio;
pub mod scorecard;
pub mod status;
pub mod today;
pub mod waivers;
