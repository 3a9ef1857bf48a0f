//! What each code means, at length: one file per family of codes, one constant per code.

pub(super) mod content;
pub(super) mod files;
pub(super) mod references;
pub(super) mod shape;
pub(super) mod workspace;

/// A snippet that has a fault, and the same snippet without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The snippet with the fault.
    pub faulty: &'static str,
    /// The snippet mended.
    pub mended: &'static str,
}

/// The long form of a code.
pub(super) struct Explanation {
    pub(super) text: &'static str,
    pub(super) example: Example,
}

/// Makes an explanation from its text, a faulty snippet and the mended one.
const fn explain(text: &'static str, faulty: &'static str, mended: &'static str) -> Explanation {
    Explanation { text, example: Example { faulty, mended } }
}
