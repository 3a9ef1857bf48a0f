//! Faults of files, as data. Enter: what a reader, a validator or a rule found wrong, and where.
//! Leaves: [`Diagnostics`], which renderers show and commands turn into exit codes.
//!
//! A place is symbolic (`stages[1].gate`): whoever finds a fault knows the node, not the line. The
//! tree of the file (`source`) resolves it to a span when it is about to be shown.

mod code;
mod collection;
mod explanation;
mod path;
mod suggestion;

pub use code::{Code, UnknownCode};
pub use collection::Diagnostics;
pub use explanation::{Example, ExamplePlace};
pub use path::{NodePath, Segment};
pub use suggestion::suggest;

use std::fmt;
use std::ops::Range;

/// How grave a fault is: errors refuse a file, warnings don't.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file is not accepted.
    Error,
    /// The file is accepted; somebody should look.
    Warning,
}

impl Severity {
    /// Returns the word that reports use: `error` or `warning`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A point in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters (Unicode code points).
    pub column: usize,
}

/// A stretch of a text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// The character behind the last one.
    pub end: Position,
    /// The same in bytes of the text (without its byte-order mark).
    pub bytes: Range<usize>,
}

/// Which half of a `key: value` entry a place means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The key.
    Key,
    /// The value; for list items and whole files the only half there is.
    Value,
}

/// Where a fault is: a file, and a node in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the workspace, with `/` between folders.
    pub file: String,
    /// The node; the root means the file as a whole.
    pub path: NodePath,
    /// The half of the node that is meant.
    pub part: Part,
    /// The stretch of text, once resolved.
    pub span: Option<Span>,
    /// What to say beside the marked text.
    pub label: Option<String>,
}

impl Place {
    /// Means a file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Self::value(file, NodePath::root())
    }

    /// Means the value at a path.
    pub fn value(file: impl Into<String>, path: NodePath) -> Self {
        Self { file: file.into(), path, part: Part::Value, span: None, label: None }
    }

    /// Means the key at a path.
    pub fn key(file: impl Into<String>, path: NodePath) -> Self {
        Self { part: Part::Key, ..Self::value(file, path) }
    }

    /// Says something beside the marked text.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Fixes the stretch of text, for a finder that knows it already.
    #[must_use]
    pub fn spanned(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }
}

/// A second place that explains a fault, such as the first of two equal ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there.
    pub label: String,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of fault.
    pub code: Code,
    /// How grave it is; [`Code::severity`] unless changed.
    pub severity: Severity,
    /// What is wrong: lower-case start, no trailing period, names in backticks.
    pub message: String,
    /// Where, if it has a place.
    pub place: Option<Place>,
    /// What to do next.
    pub help: Option<String>,
    /// The text that would replace the place's span and mend the fault.
    pub replacement: Option<String>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
    /// Other places that explain the fault.
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// Makes an error.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message.into())
    }

    /// Makes a warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message.into())
    }

    /// Makes a fault as grave as its code says.
    pub fn of(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, code.severity(), message.into())
    }

    fn new(code: Code, severity: Severity, message: String) -> Self {
        let (place, help, replacement) = (None, None, None);
        Self { code, severity, message, place, help, replacement, notes: Vec::new(), related: Vec::new() }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Offers a text for the place's span.
    #[must_use]
    pub fn replacement(mut self, text: impl Into<String>) -> Self {
        self.replacement = Some(text.into());
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a place that explains the fault.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push(Related { place, label: label.into() });
        self
    }
}
