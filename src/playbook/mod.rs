//! Playbooks: in come YAML documents, out comes one validated [`Playbook`](model::Playbook), or
//! every fault at once.

pub mod id;
pub mod model;
pub mod condition;
