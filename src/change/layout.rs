//! The layout of the state directory, and the change of it. It is no change of a partner: every byte of every
//! partner stays, and only where its files lie is another.

use serde::{Deserialize, Serialize};

/// How the state directory is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// `partners/acme.toml`: what people like to browse.
    #[default]
    Flat,
    /// `partners/3f/acme.toml`: small folders, whatever the portfolio.
    Sharded,
}

impl Layout {
    /// Returns the word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Layout::Flat => "flat",
            Layout::Sharded => "sharded",
        }
    }

    /// Returns the other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Layout::Flat => Layout::Sharded,
            Layout::Sharded => Layout::Flat,
        }
    }
}

/// The stable name of the change of it.
pub const KIND: &str = "workspace.layout";

/// Files of partners are moved to where a layout has them, and it becomes the workspace's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relayout {
    /// The layout from then on.
    pub to: Layout,
    /// How many partners have files that moved with it. None where state lies in another repository, whose own
    /// commit moves them.
    pub partners: usize,
}

impl Relayout {
    /// Returns the change as a sentence without its subject.
    #[must_use]
    pub fn headline(&self) -> String {
        let partners = match self.partners {
            0 => String::new(),
            1 => ", 1 partner moved".to_owned(),
            several => format!(", {several} partners moved"),
        };
        format!("lay state out {}{partners}", self.to.as_str())
    }
}
