//! The journal of a commit: what is about to be recorded, written to last before the branch moves. In go the
//! branch, the commits and the paths; out comes a file that outlives its process, so that whoever comes
//! next can tell what became of it and bring worktree and index in step.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use git2::Oid;

use super::io_fault;
use super::sync::{Syncing, sync_folder};
use crate::store::StoreError;

pub(super) const FILE: &str = "aboard.journal";
/// The journal of a change of which it was said that it was not made.
const GIVEN_UP: &str = "aboard.given-up";
/// The journal of the last change, which is done or was taken back, with those of the changes right before it.
pub(super) const LAST: &str = "aboard.last";
/// How many changes are kept there: a git command that falls into the middle of several is done by then.
const KEPT: usize = 16;
/// How long after a change a git command may still write the index that it read in the middle of it.
pub(super) const SOON: Duration = Duration::from_secs(30);
/// The first line, which names the format.
const HEADING: &str = "aboard journal 1";
const PROCESS: &str = "process ";
const BRANCH: &str = "branch ";
const BASE: &str = "base ";
const COMMIT: &str = "commit ";
const PATH: &str = "path ";
const OVER: &str = "over ";
/// The last line: a journal without it was not finished, so the branch was not moved.
const END: &str = "end";

/// What was about to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Journal {
    /// The id of the process.
    pub(super) process: u32,
    /// The full name of the branch.
    pub(super) branch: String,
    /// Where the branch was; `None` before its first commit.
    pub(super) base: Option<Oid>,
    /// The commit to move it to.
    pub(super) commit: Oid,
    /// The repository-relative paths that the commit writes.
    pub(super) paths: Vec<String>,
    /// The edits of the user's that it replaces, as blobs, with their paths.
    pub(super) over: Vec<(Oid, String)>,
}

/// The journal in its place.
pub(super) struct Written {
    path: PathBuf,
}

impl Journal {
    /// Reads the journal that is left in `git_folder`. What is no whole journal counts as none: it is written
    /// whole before the branch moves.
    pub(super) fn read(git_folder: &Path) -> Result<Option<Self>, StoreError> {
        Written::left(git_folder)?.map_or(Ok(None), |left| left.read())
    }

    /// Returns the edit of the user's that the commit replaces at a path.
    pub(super) fn replaced(&self, path: &str) -> Option<Oid> {
        self.over.iter().find(|(_, over)| over == path).map(|(id, _)| *id)
    }

    /// Reads the journals of the last changes, each made soon after the one before; the newest comes first.
    pub(super) fn last(git_folder: &Path) -> Result<Vec<Self>, StoreError> {
        let text = text_at(&git_folder.join(LAST))?.unwrap_or_default();
        Ok(each(&text).filter_map(Self::parse).collect())
    }

    /// Puts the journal in its place, whole, and behind it those of the changes right before; begins to make it last.
    pub(super) fn publish(
        &self,
        git_folder: &Path,
        scratch: &Path,
        syncing: &Syncing,
    ) -> Result<Written, StoreError> {
        let (made, path) = (scratch.join("journal"), git_folder.join(FILE));
        let written = File::create(&made).and_then(|mut file| {
            file.write_all(self.text().as_bytes())?;
            file.write_all(before(git_folder).as_bytes())?;
            Ok(file)
        });
        syncing.take(written.map_err(io_fault("write", &made))?);
        fs::rename(&made, &path).map_err(io_fault("write", &path))?;
        syncing.folder(git_folder);
        Ok(Written { path })
    }

    fn text(&self) -> String {
        let mut text = format!("{HEADING}\n{PROCESS}{}\n{BRANCH}{}\n", self.process, self.branch);
        if let Some(base) = self.base {
            text.extend([BASE, &base.to_string(), "\n"]);
        }
        text.extend([COMMIT, &self.commit.to_string(), "\n"]);
        for path in &self.paths {
            text.extend([PATH, path, "\n"]);
        }
        for (id, path) in &self.over {
            text.extend([OVER, &id.to_string(), " ", path, "\n"]);
        }
        text.push_str(END);
        text.push('\n');
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(HEADING) {
            return None;
        }
        let (mut process, mut branch, mut base, mut commit) = (None, None, None, None);
        let (mut paths, mut over) = (Vec::new(), Vec::new());
        for line in lines {
            if line == END {
                return Some(Self { process: process?, branch: branch?, base, commit: commit?, paths, over });
            } else if let Some(number) = line.strip_prefix(PROCESS) {
                process = number.parse().ok();
            } else if let Some(name) = line.strip_prefix(BRANCH) {
                branch = Some(name.to_owned());
            } else if let Some(id) = line.strip_prefix(BASE) {
                base = Some(Oid::from_str(id).ok()?);
            } else if let Some(id) = line.strip_prefix(COMMIT) {
                commit = Some(Oid::from_str(id).ok()?);
            } else if let Some(path) = line.strip_prefix(PATH) {
                paths.push(path.to_owned());
            } else if let Some((id, path)) = line.strip_prefix(OVER).and_then(|rest| rest.split_once(' ')) {
                over.push((Oid::from_str(id).ok()?, path.to_owned()));
            } else {
                return None;
            }
        }
        None
    }
}

/// Returns the text of the journals that a change is to keep, none where there was no change lately.
fn before(git_folder: &Path) -> String {
    let last = git_folder.join(LAST);
    let is_recent = fs::metadata(&last)
        .and_then(|found| found.modified())
        // A clock that was set back tells nothing.
        .is_ok_and(|made| made.elapsed().unwrap_or_default() <= SOON);
    // What cannot be read protects less, and keeps nobody from recording a change.
    let text = if is_recent { text_at(&last).ok().flatten().unwrap_or_default() } else { String::new() };
    each(&text).take(KEPT - 1).collect()
}

/// Parts a text into its journals.
fn each(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive("\nend\n").filter(|journal| journal.starts_with(HEADING))
}

/// Returns the text of a file, empty where it is none; nothing where there is no file.
fn text_at(path: &Path) -> Result<Option<String>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8(bytes).unwrap_or_default())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_fault("read", path)(error)),
    }
}

impl Written {
    /// Finds the journal that is left in `git_folder`, whole or not.
    pub(super) fn left(git_folder: &Path) -> Result<Option<Self>, StoreError> {
        for name in [FILE, GIVEN_UP] {
            let path = git_folder.join(name);
            match path.symlink_metadata() {
                Ok(_) => return Ok(Some(Self { path })),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(io_fault("read", &path)(error)),
            }
        }
        Ok(None)
    }

    /// Reads it; what is no whole journal counts as none.
    pub(super) fn read(&self) -> Result<Option<Journal>, StoreError> {
        Ok(text_at(&self.path)?.and_then(|text| Journal::parse(&text)))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps who comes next from making the change, to last: it is about to be said that it was not made.
    pub(super) fn give_up(&mut self) -> Result<(), StoreError> {
        let path = self.path.with_file_name(GIVEN_UP);
        fs::rename(&self.path, &path).map_err(io_fault("rename", &self.path))?;
        self.path = path;
        self.path.parent().map_or(Ok(()), sync_folder).map_err(io_fault("sync", &self.path))
    }

    /// Whether [`Written::give_up`] was done.
    pub(super) fn is_given_up(&self) -> bool {
        self.path.ends_with(GIVEN_UP)
    }

    /// Keeps the journal as that of the last change: what it tells is done, or was taken back.
    pub(super) fn finish(self) -> Result<(), StoreError> {
        fs::rename(&self.path, self.path.with_file_name(LAST)).map_err(io_fault("rename", &self.path))
    }

    /// Takes the journal away: nothing of what it tells was ever to be seen.
    pub(super) fn remove(self) -> Result<(), StoreError> {
        remove(&self.path)
    }
}

/// Takes the journals of the last changes away, if they are there.
pub(super) fn forget_last(git_folder: &Path) -> Result<(), StoreError> {
    remove(&git_folder.join(LAST))
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(io_fault("remove", path)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use git2::Oid;
    use proptest::prelude::*;

    use super::{Journal, Syncing, Written};

    fn journal() -> impl Strategy<Value = Journal> {
        let oid = || prop::array::uniform20(1u8..).prop_map(|bytes| Oid::from_bytes(&bytes).unwrap());
        let parts = (
            1u32..,
            "refs/heads/[a-z/]{1,9}",
            prop::option::of(oid()),
            oid(),
            prop::collection::vec("[ -~é]{1,9}", 0..4),
            prop::collection::vec((oid(), "[ -~é]{1,9}"), 0..3),
        );
        parts.prop_map(|(process, branch, base, commit, paths, over)| Journal {
            process,
            branch,
            base,
            commit,
            paths,
            over,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn what_is_written_is_read_back_and_no_part_of_it_is(journal in journal(), cut in 0usize..1000) {
            let folder = tempfile::tempdir().unwrap();
            let syncing = Syncing::start();
            let mut written = journal.publish(folder.path(), folder.path(), &syncing).unwrap();
            syncing.finish().unwrap();
            prop_assert_eq!(Journal::read(folder.path()).unwrap(), Some(journal.clone()));
            prop_assert!(!written.is_given_up());
            written.give_up().unwrap();
            let written = Written::left(folder.path()).unwrap().unwrap();
            prop_assert!(written.is_given_up());
            prop_assert_eq!(written.read().unwrap(), Some(journal.clone()));
            written.remove().unwrap();
            prop_assert_eq!(Journal::read(folder.path()).unwrap(), None);
            let text = journal.text();
            let cut = cut % (text.len() - 1);
            if text.is_char_boundary(cut) {
                prop_assert_eq!(Journal::parse(&text[..cut]), None);
            }
        }
    }
}
