//! Aboard runs partner-onboarding playbooks from a terminal. Playbooks are YAML, progress is TOML,
//! and git is the database: every change is one commit, so the repository is the audit trail.
//!
//! ```text
//! source -> playbook -> partner -> readiness -> report -> render      reading: pure, but for reading files
//!                                  readiness -> change -> store       writing: one change, one commit
//! store: bytes at revisions (git)     workspace: brings store, playbooks and partners together
//! cli: thin on top: parse, load, call, print
//! ```
//!
//! The folders are declared in the order in which data flows; a test (`tests/suite/layers.rs`)
//! holds every `use crate::` line to it. Nothing below `cli` reads a clock, the environment or a
//! terminal.

pub mod diagnostic;
pub mod calendar;
pub mod source;
pub mod playbook;
pub mod partner;
pub mod readiness;
pub mod change;
pub mod report;
pub mod render;
pub mod store;
pub mod workspace;
pub mod cli;
