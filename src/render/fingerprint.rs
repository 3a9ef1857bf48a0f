//! Names of findings that outlive edits above them. Enter: findings. Leave: hashes of what was found,
//! without line numbers or list positions; equal findings are told apart by counting.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::diagnostic::{Diagnostic, Segment};

/// Returns one unique fingerprint for each finding, in their order: 32 hexadecimal digits.
pub(super) fn fingerprints(diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let number = |identity: String| {
        let count = seen.entry(identity.clone()).or_default();
        *count += 1;
        hash(&format!("{identity}\0{count}"))
    };
    diagnostics.iter().map(identity).map(number).collect()
}

fn identity(diagnostic: &Diagnostic) -> String {
    let (file, keys) = diagnostic.place.as_ref().map_or(("", String::new()), |place| {
        let keys = place.path.segments().iter().filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        });
        (place.file.as_str(), keys.collect::<Vec<_>>().join("\0"))
    });
    format!("{}\0{file}\0{keys}\0{}", diagnostic.code, diagnostic.message)
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::fingerprints;
    use crate::diagnostic::{Code, Diagnostic, NodePath, Place, Position, Span};

    fn fault(index: usize, line: usize) -> Diagnostic {
        let at = Position { line, column: 1 };
        let path = NodePath::root().key("items").index(index).key("id");
        let place = Place::value("p", path).spanned(Span { start: at, end: at, bytes: line..line });
        Diagnostic::error(Code::InvalidValue, "m").at(place)
    }

    #[test]
    fn equal_findings_differ_and_moved_ones_don_t() {
        let before = fingerprints(&[fault(0, 3), fault(1, 9)]);
        assert_ne!(before[0], before[1]);
        assert_eq!(before, fingerprints(&[fault(5, 30), fault(7, 90)]));
        assert_eq!(before[0].len(), 32);
    }
}
