//! What each code means, at length: one file per family of codes, one constant per code.

pub(super) mod content;
pub(super) mod files;
pub(super) mod references;
pub(super) mod shape;
pub(super) mod workspace;

/// A snippet that has a fault, and the same snippet without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// Where the snippets stand.
    pub place: ExamplePlace,
    /// The snippet with the fault.
    pub faulty: &'static str,
    /// The snippet mended.
    pub mended: &'static str,
}

/// Where the snippets of an example stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExamplePlace {
    /// Keys of a playbook, at its top.
    Playbook,
    /// All items of one checklist.
    Items,
    /// Keys of one item.
    Item,
    /// A part of `aboard.toml`.
    Config,
    /// Commands in a shell: no text of a file shows the fault.
    Shell,
}

impl ExamplePlace {
    /// Returns the place as a phrase, such as `in a playbook`.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Playbook => "in a playbook",
            Self::Items => "among the items of a checklist",
            Self::Item => "in an item",
            Self::Config => "in `aboard.toml`",
            Self::Shell => "in a shell",
        }
    }
}

/// The long form of a code.
pub(super) struct Explanation {
    pub(super) text: &'static str,
    pub(super) example: Example,
}

/// Makes an explanation from its text, the place of its snippets, the faulty one and the mended one.
const fn explain(
    text: &'static str,
    place: ExamplePlace,
    faulty: &'static str,
    mended: &'static str,
) -> Explanation {
    Explanation { text, example: Example { place, faulty, mended } }
}
