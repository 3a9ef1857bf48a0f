//! What a person trusts to be done on their machine: in come a check with where it asks, out comes a digest, and whether
//! it is among those that were trusted. Digests are kept outside every repository, so that nothing that is fetched can
//! trust itself.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::partner::Environment;
use crate::playbook::content_hash::hex;
use crate::playbook::digest::check_digest;
use crate::playbook::id::Id;
use crate::playbook::model::{Item, Playbook};

/// Returns the digest of what the check of an item does for a partner, where and with which files, in hex: whatever
/// changes of these, it is another. None where the item has no check that acts. `files` are paths with the digests of what is in them.
#[must_use]
pub fn digest(
    playbook: &Playbook,
    partner: &Id,
    item: &Item,
    environment: Option<&Environment>,
    files: &[(String, String)],
) -> Option<String> {
    item.check.as_ref().filter(|check| check.acts())?;
    let terms = json!({ "partner": partner.as_str(), "check": check_digest(playbook, item)?, "environment": environment, "files": files });
    Some(hex(&Sha256::digest(terms.to_string().as_bytes())))
}

/// The digests that a person trusts: a folder with a file for each, whose name it is.
#[derive(Debug)]
pub struct Trusted(PathBuf);

impl Trusted {
    /// Takes the folder; it need not be there.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Trusted(folder.join("trusted"))
    }

    /// Tells whether a digest is trusted.
    #[must_use]
    pub fn holds(&self, digest: &str) -> bool {
        fs::symlink_metadata(self.0.join(digest)).is_ok_and(|found| found.is_file())
    }

    /// Trusts a digest; `what` is kept for whoever looks there.
    ///
    /// # Errors
    /// Returns why it cannot be kept.
    pub fn add(&self, digest: &str, what: &str) -> io::Result<()> {
        fs::create_dir_all(&self.0)?;
        fs::write(self.0.join(digest), format!("{what}\n"))
    }

    /// Trusts nothing any longer that was kept with one of these words; returns how many digests that were.
    ///
    /// # Errors
    /// Returns why they cannot be taken out.
    pub fn remove(&self, words: &[String]) -> io::Result<usize> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            entries => entries?,
        };
        let mut removed = 0;
        for entry in entries {
            let path = entry?.path();
            let what = fs::read_to_string(&path)?;
            if words.iter().any(|word| what.lines().next() == Some(word)) {
                fs::remove_file(&path)?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn what_is_trusted_is_a_file_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let trusted = Trusted::at(&folder.path().join("state"));
        assert!(!trusted.holds("a1"));
        let words = ["acme api/orders".to_owned()];
        assert_eq!(trusted.remove(&words).unwrap(), 0);
        trusted.add("a1", "acme api/orders").unwrap();
        assert!(trusted.holds("a1") && !trusted.holds("a2") && !trusted.holds(""));
        trusted.add("a3", "acme api/orders").unwrap();
        trusted.add("a4", "acme api/order").unwrap();
        assert_eq!(trusted.remove(&words).unwrap(), 2);
        assert!(!trusted.holds("a1") && !trusted.holds("a3") && trusted.holds("a4"));
    }
}
