//! Files that checks look at: in come a root and a path, or a path that a person named; out comes the
//! file, or its bytes.
//!
//! A path of a playbook stays in the workspace, whatever links lie there: what is read may be quoted in history.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::CheckFault;
use crate::partner::Source;
use crate::playbook::content_hash::hex;

/// How much is read at once, in MiB: the reports of a hundred thousand tests.
const MOST: u64 = 64;

/// A file that was opened, to be read once.
pub struct Opened {
    shown: String,
    name: String,
    stream: Box<dyn Read>,
}

impl Opened {
    /// Makes a file of a stream that `shown` names.
    #[must_use]
    pub fn new(shown: &str, stream: Box<dyn Read>) -> Self {
        let name = Path::new(shown).file_name().unwrap_or(OsStr::new(shown)).to_string_lossy();
        Opened { shown: shown.to_owned(), name: super::one_line(&name), stream }
    }

    /// Returns how it was written where it was named.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Returns its name, without the folder, in one line.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// Returns why it cannot be read, or that it is too much.
    pub fn bytes(self) -> Result<(Vec<u8>, Source), CheckFault> {
        let Opened { shown, name, stream } = self;
        let mut bytes = Vec::new();
        let read = stream.take((MOST << 20) + 1).read_to_end(&mut bytes);
        read.map_err(|fault| CheckFault::Unreadable { path: shown.clone(), fault })?;
        if bytes.len() as u64 > MOST << 20 {
            return Err(CheckFault::TooLarge { path: shown, most: MOST });
        }
        let sha256 = hex(&Sha256::digest(&bytes));
        Ok((bytes, Source { name, sha256 }))
    }
}

impl Read for Opened {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stream.read(into)
    }
}

/// Opens a file of the workspace, through no link.
///
/// # Errors
/// Returns that there is none, that it lies elsewhere, or why it cannot be read.
pub fn of_workspace(root: &Path, path: &str) -> Result<Opened, CheckFault> {
    let mut at = root.to_owned();
    let mut steps = path.split('/').peekable();
    while let Some(step) = steps.next() {
        if matches!(step, "" | "." | "..") {
            return Err(CheckFault::NotAFile(path.to_owned()));
        }
        at.push(step);
        let found = match fs::symlink_metadata(&at) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(CheckFault::NoFile(path.to_owned()));
            }
            Err(fault) => return Err(CheckFault::Unreadable { path: path.to_owned(), fault }),
        };
        let fits = if steps.peek().is_some() { found.is_dir() } else { found.is_file() };
        if !fits {
            return Err(CheckFault::NotAFile(path.to_owned()));
        }
    }
    named(&at, path)
}

/// Opens a file that a person named; `shown` is how they wrote it.
///
/// # Errors
/// Returns that there is none, or why it cannot be read.
pub fn named(path: &Path, shown: &str) -> Result<Opened, CheckFault> {
    let missing = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => CheckFault::NoFile(shown.to_owned()),
        _ => CheckFault::Unreadable { path: shown.to_owned(), fault: error },
    };
    // Opening a pipe that nobody writes to waits without an end.
    if !fs::metadata(path).map_err(missing)?.is_file() {
        return Err(CheckFault::Irregular(shown.to_owned()));
    }
    Ok(Opened::new(shown, Box::new(File::open(path).map_err(missing)?)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_a_playbook_stays_in_the_workspace() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("work/reports")).unwrap();
        fs::write(folder.path().join("outside.xml"), "secret").unwrap();
        fs::write(folder.path().join("work/reports/a.xml"), "a").unwrap();
        let root = folder.path().join("work");
        let (bytes, source) = of_workspace(&root, "reports/a.xml").unwrap().bytes().unwrap();
        assert_eq!((bytes.as_slice(), source.name.as_str()), (&b"a"[..], "a.xml"));
        assert!(matches!(of_workspace(&root, "reports/b.xml"), Err(CheckFault::NoFile(_))));
        for path in ["../outside.xml", "reports/../../outside.xml", "reports", "", "reports//a.xml"] {
            assert!(matches!(of_workspace(&root, path), Err(CheckFault::NotAFile(_))), "{path}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path(), root.join("up")).unwrap();
            std::os::unix::fs::symlink(folder.path().join("outside.xml"), root.join("link.xml")).unwrap();
            for path in ["up/outside.xml", "link.xml"] {
                assert!(matches!(of_workspace(&root, path), Err(CheckFault::NotAFile(_))), "{path}");
            }
        }
    }
}
