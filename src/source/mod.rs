//! Files that people wrote, read with suspicion. Enter: paths in the workspace, or bytes from git.
//! Leave: typed values, and every fault with its line and column.
//!
//! ```text
//! Document::read ─ regular file? in the workspace? size? UTF-8? control characters?
//!   └─ yaml() ─ saphyr's events: depth, documents, anchors, tags, duplicate keys; spans of all nodes
//!        │      then serde_yaml's reading of the same text gives each scalar its value
//!   └─ toml() ─ the toml crate's spanned tables
//!        └─ Tree ─ parse: serde over the tree, faults replaced by stand-ins until all are known
//!                └ resolve: symbolic places get their spans
//! ```

mod decode;
mod deserializer;
mod document;
mod fault;
mod line_index;
mod parse;
mod stand_in;
mod toml_tree;
mod tree;
mod words;
mod yaml_gate;
mod yaml_values;

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a test may stop at the first surprise")]
mod tests;

pub use document::Document;
pub use tree::Tree;

/// The tree of a YAML document.
pub type YamlTree = Tree;

/// The size that a file may have, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;

/// How deep lists and mappings may nest.
pub const MAX_DEPTH: usize = 32;

/// How many values a document may hold. What people write in 256 KiB has some 15,000; a file of
/// `[a,a,a,…` has 130,000, which would cost a reader 100 MiB.
pub const MAX_NODES: usize = 40_000;

/// How many faults of one file are collected before reading stops.
pub const MAX_FAULTS: usize = 100;

/// How many nodes are visited, over all attempts, to find all faults of one file.
const MAX_VISITS: usize = 1_000_000;
