//! Many faults. Enter: diagnostics in the order in which they were found. Leaves: the same, sorted.

use super::{Code, Diagnostic, Severity};

/// The faults found so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Makes an empty collection.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a fault.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds the faults of `later` that don't merely follow from one that is already here: an error
    /// at the same node or above it means that what was read there was a stand-in.
    pub fn extend_beyond(&mut self, later: impl IntoIterator<Item = Diagnostic>) {
        let known = self.0.len();
        for diagnostic in later {
            let follows = self.0[..known].iter().any(|earlier| covers(earlier, &diagnostic));
            if !follows {
                self.0.push(diagnostic);
            }
        }
    }

    /// Tells whether one of the faults is an error.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Returns the faults by file, position, path, code and message.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.0.sort_by(|a, b| order(a).cmp(&order(b)));
        self
    }

    /// Tells whether there is no fault.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of faults.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Walks the faults.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Walks the faults, to change them.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.0.iter_mut()
    }
}

/// Tells whether `later` is about a node that `earlier` already called faulty. A fault of the whole
/// file covers nothing: the rest of the file was still read.
fn covers(earlier: &Diagnostic, later: &Diagnostic) -> bool {
    let (Some(first), Some(second)) = (&earlier.place, &later.place) else {
        return false;
    };
    earlier.severity == Severity::Error
        && earlier.code != Code::UnknownKey
        && !first.path.segments().is_empty()
        && first.file == second.file
        && second.path.starts_with(&first.path)
}

fn order(diagnostic: &Diagnostic) -> impl Ord + '_ {
    let place = diagnostic.place.as_ref().map(|place| {
        let span = place.span.as_ref().map(|span| (span.bytes.start, span.bytes.end));
        (&place.file, span, &place.path, place.part)
    });
    (place, diagnostic.code, &diagnostic.message)
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, more: I) {
        self.0.extend(more);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(only: Diagnostic) -> Self {
        Self(vec![only])
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Diagnostics;
    use crate::diagnostic::{Code, Diagnostic, NodePath, Place, Position, Span};

    fn at(file: &str, byte: usize, message: &str) -> Diagnostic {
        let position = Position { line: 1, column: byte + 1 };
        let span = Span { start: position, end: position, bytes: byte..byte };
        Diagnostic::error(Code::WrongType, message).at(Place::file(file).spanned(span))
    }

    #[test]
    fn faults_sort_by_file_then_position() {
        let found: Diagnostics = [at("b", 0, "3"), at("a", 9, "2"), at("a", 1, "1")].into_iter().collect();
        let messages: Vec<_> = found.sorted().into_iter().map(|d| d.message).collect();
        assert_eq!(messages, ["1", "2", "3"]);
    }

    #[test]
    fn warnings_are_not_errors() {
        let mut found = Diagnostics::from(Diagnostic::of(Code::RoleUnused, "nobody uses `sales`"));
        assert!(!found.has_errors());
        found.push(at("a", 0, "bad"));
        assert!(found.has_errors());
    }

    #[test]
    fn a_follower_of_a_known_fault_is_left_out() {
        let weight = NodePath::root().key("dimensions").index(0).key("weight");
        let wrong = Diagnostic::error(Code::WrongType, "text").at(Place::value("p", weight.clone()));
        let mut found = Diagnostics::from(wrong);
        let follower = Diagnostic::error(Code::InvalidValue, "0").at(Place::value("p", weight.clone()));
        let elsewhere = Diagnostic::error(Code::InvalidValue, "0").at(Place::value("q", weight));
        found.extend_beyond([follower, elsewhere]);
        assert_eq!(found.len(), 2);
    }
}
