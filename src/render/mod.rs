//! Reports as bytes. Enters: a report. Leaves: text in one of the formats, written to any `Write`.
//! What users wrote is escaped here, at the border, by the rules of each format.

pub mod escape;
mod fingerprint;

pub mod findings_json;
pub mod findings_junit;
pub mod github;
pub mod gitlab;
pub mod reasons;
pub mod sarif;
pub mod snippet;
#[cfg(test)]
mod findings_sample;
pub mod diff;
pub mod page;
pub mod columns;
pub mod json;
pub mod rows;
mod words;
pub mod today;
pub mod status;
pub mod next;
pub mod log;
pub mod partners;
pub mod playbooks;
pub mod waivers;
mod day;
mod markdown;
mod tone;
pub mod gate;
pub mod scorecard;
pub mod portfolio;
