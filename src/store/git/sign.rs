//! A commit, signed. In goes what it is to hold; out comes the same commit with a signature, made by git and the
//! program that git is configured with, whatever its format.
//!
//! It may ask for a passphrase, or for a touch of a key, for as long as it takes: no lock is held meanwhile. The
//! object that git writes is checked to be the commit that was meant, and written again, to last, with the others.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;

use git2::{ObjectType, Oid};

use super::commit::object;
use super::hooks::identify;
use super::program::{run, said};
use super::read::absent;
use super::{GitStore, fault, io_fault};
use crate::process::{Ended, Shield};
use crate::store::{CommitError, NewCommit, PolicyError};

/// How the header of a signature begins; its further lines begin with a space.
const HEADER: &[u8] = b"gpgsig";

/// A commit object, without its signature and with it.
#[derive(Debug)]
pub(super) struct Signed {
    unsigned: Vec<u8>,
    bytes: Vec<u8>,
}

impl Signed {
    /// Returns the signed object of an unsigned one.
    pub(super) fn of(self, unsigned: &[u8]) -> Result<Vec<u8>, PolicyError> {
        if self.unsigned == unsigned { Ok(self.bytes) } else { Err(PolicyError::SignedAnother) }
    }
}

impl GitStore {
    /// Has git sign a commit of a tree that is in the repository.
    pub(super) fn sign(
        &self,
        head: Option<Oid>,
        tree: Oid,
        new: &NewCommit,
        scratch: &Path,
        shield: &Shield,
    ) -> Result<Signed, CommitError> {
        let unsigned = object(head, tree, new)?.bytes;
        let [message, out, err] =
            ["signed-message", "signed-out", "signed-err"].map(|name| scratch.join(name));
        fs::write(&message, &new.message).map_err(io_fault("write", &message))?;
        // Files, not pipes: what git starts may live on and hold them.
        let file = |path: &Path| File::create(path).map_err(io_fault("create", path));
        let mut command = self.git();
        command.args(["-c", "i18n.commitEncoding=UTF-8", "commit-tree", "-S", &tree.to_string()]);
        if let Some(parent) = head {
            command.args(["-p", &parent.to_string()]);
        }
        command.arg("-F").arg(&message);
        identify(&mut command, new);
        command.stdin(Stdio::inherit()).stdout(file(&out)?).stderr(file(&err)?);
        match run(&mut command, None, shield)? {
            Ended::Itself(status) if status.success() => {}
            Ended::Interrupted => return Err(PolicyError::Interrupted.into()),
            _ => {
                let text = fs::read(&err).map_err(io_fault("read", &err))?;
                return Err(PolicyError::Unsigned { said: said(&text) }.into());
            }
        }
        let printed = fs::read_to_string(&out).map_err(io_fault("read", &out))?;
        let id = Oid::from_str(printed.trim()).map_err(fault("read the id of a signed commit"))?;
        let odb = self.repository.odb().map_err(fault("open the object database"))?;
        let found = odb.read(id).map_err(|error| absent(id, error))?;
        let bytes = found.data().to_vec();
        match without_signature(&bytes) {
            Some(rest) if found.kind() == ObjectType::Commit && rest == unsigned => {
                Ok(Signed { unsigned, bytes })
            }
            _ => Err(PolicyError::SignedAnother.into()),
        }
    }
}

/// Takes the one signature out of a commit object; `None` where there is none.
fn without_signature(bytes: &[u8]) -> Option<Vec<u8>> {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n")? + 1;
    let (mut rest, mut is_signature, mut signatures) = (Vec::with_capacity(bytes.len()), false, 0);
    for line in bytes[..end].split_inclusive(|byte| *byte == b'\n') {
        is_signature = (is_signature && line.starts_with(b" ")) || {
            let begins = line.strip_prefix(HEADER).is_some_and(|rest| rest.starts_with(b" "));
            signatures += usize::from(begins);
            begins
        };
        if !is_signature {
            rest.extend_from_slice(line);
        }
    }
    rest.extend_from_slice(&bytes[end..]);
    (signatures == 1).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::without_signature;

    #[test]
    fn a_signature_is_taken_out_and_nothing_else() {
        let signed = b"tree 1\nparent 2\ngpgsig -----BEGIN\n \n abc\n -----END\n\ngpgsig no\n";
        assert_eq!(without_signature(signed).as_deref(), Some(&b"tree 1\nparent 2\n\ngpgsig no\n"[..]));
        assert_eq!(without_signature(b"tree 1\n\ngpgsig no\n"), None);
        assert_eq!(without_signature(b"tree 1\ngpgsig a\ngpgsig b\n\nx"), None);
        assert_eq!(without_signature(b"tree 1"), None);
    }
}
