//! Playbooks: in come YAML documents, out comes one validated [`Playbook`](model::Playbook), or
//! every fault at once.
//!
//! ```text
//! load ─ Document ─ raw (serde mirror) ─ draft (includes, overrides, defaults) ─ validate ─ model
//! ```

pub mod id;
pub mod pattern;
pub mod model;
pub mod condition;
pub mod address;
pub mod attributes;
pub mod text;
pub mod links;
pub mod raw;
mod found;
mod draft;
mod validate;
pub(crate) mod content_hash;
pub mod load;
pub mod lint;
pub mod schema;
pub mod digest;
pub mod lookup;

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]
mod tests;
