//! What a pin holds a playbook to. In: the text of a playbook and of what it includes. Out: a digest
//! that any change to any of them changes, wherever the workspace lies.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

/// Returns the SHA-256, in hex, of a playbook and its includes, by their paths as written in it.
/// Paths and texts go in with their lengths before them, so that nothing can pass from one to the next.
#[must_use]
pub(super) fn content_hash(playbook: &str, includes: &BTreeMap<String, String>) -> String {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text.as_bytes());
    };
    add("");
    add(playbook);
    for (path, text) in includes {
        add(path);
        add(text);
    }
    hex(&digest.finalize())
}

/// Writes bytes in hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(playbook: &str, includes: &[(&str, &str)]) -> String {
        let includes = includes.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        content_hash(playbook, &includes)
    }

    #[test]
    fn any_change_changes_it() {
        let base = hash("p", &[("a", "x"), ("b", "y")]);
        assert_eq!(base.len(), 64);
        assert_eq!(base, hash("p", &[("b", "y"), ("a", "x")]));
        for other in [
            hash("q", &[("a", "x"), ("b", "y")]),
            hash("p", &[("a", "x"), ("b", "z")]),
            hash("p", &[("a", "x"), ("c", "y")]),
            hash("p", &[("a", "x")]),
            hash("p", &[("a", "xb"), ("", "y")]),
            hash("p", &[("ax", ""), ("b", "y")]),
        ] {
            assert_ne!(base, other);
        }
    }
}
