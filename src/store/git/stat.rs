//! What the system says of a file, as the index remembers it. In goes the system's word, out come the bytes that git
//! keeps, what kind of file it is, and when it was written.

use std::fs::Metadata;
use std::ops::Range;
use std::time::{Duration, SystemTime};

/// Where the bytes say when anything about a file was changed, its times included.
pub(super) const CHANGED: Range<usize> = 0..8;
/// Where they say when its content was written.
pub(super) const WRITTEN: Range<usize> = 8..16;
/// Where they say on which device it lies.
pub(super) const DEVICE: Range<usize> = 16..20;
/// The mode of a file that nobody runs.
const FILE: u32 = 0o100_644;

/// What the system says of a file.
pub(super) struct Stat {
    /// In git's layout, which keeps the low 32 bits of every number.
    pub(super) bytes: [u8; 40],
    pub(super) kind: Kind,
    /// When it was written, where that can be told.
    pub(super) modified: Option<SystemTime>,
}

/// What a name leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A regular file.
    File,
    /// A symbolic link, which is not followed.
    Link,
    /// A folder, or something that git knows nothing of.
    Other,
}

impl Stat {
    /// Returns what is told of a file that is not followed where it is a link.
    pub(super) fn of(metadata: &Metadata) -> Self {
        let kind = match metadata {
            metadata if metadata.is_file() => Kind::File,
            metadata if metadata.is_symlink() => Kind::Link,
            _ => Kind::Other,
        };
        Stat { bytes: bytes(metadata), kind, modified: metadata.modified().ok() }
    }

    /// Returns the same of a file that was asked for by its name in a folder.
    #[cfg(unix)]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the index keeps the low 32 bits"
    )]
    pub(super) fn told(stat: &rustix::fs::Stat) -> Self {
        use rustix::fs::FileType;
        let kind = match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Kind::File,
            FileType::Symlink => Kind::Link,
            _ => Kind::Other,
        };
        let nanoseconds = stat.st_mtime_nsec as u32;
        // Before 1970 nobody wrote a file: what says so is compared by its content.
        let since = u64::try_from(stat.st_mtime).ok().map(|seconds| Duration::new(seconds, nanoseconds));
        let bytes = laid_out([
            stat.st_ctime as u32,
            stat.st_ctime_nsec as u32,
            stat.st_mtime as u32,
            nanoseconds,
            stat.st_dev as u32,
            stat.st_ino as u32,
            FILE,
            stat.st_uid,
            stat.st_gid,
            stat.st_size as u32,
        ]);
        Stat { bytes, kind, modified: since.and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since)) }
    }
}

/// A file of which nothing is known but its mode.
pub(super) fn unknown() -> [u8; 40] {
    laid_out([0, 0, 0, 0, 0, 0, FILE, 0, 0, 0])
}

/// Returns what is told of a file, in git's layout.
#[cfg(unix)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the index keeps the low 32 bits"
)]
pub(super) fn bytes(metadata: &Metadata) -> [u8; 40] {
    use std::os::unix::fs::MetadataExt as _;
    laid_out([
        metadata.ctime() as u32,
        metadata.ctime_nsec() as u32,
        metadata.mtime() as u32,
        metadata.mtime_nsec() as u32,
        metadata.dev() as u32,
        metadata.ino() as u32,
        FILE,
        metadata.uid(),
        metadata.gid(),
        metadata.size() as u32,
    ])
}

/// Elsewhere nothing is known, and git compares the content once.
#[cfg(not(unix))]
pub(super) fn bytes(_: &Metadata) -> [u8; 40] {
    unknown()
}

fn laid_out(fields: [u32; 10]) -> [u8; 40] {
    let mut bytes = [0; 40];
    for (place, field) in bytes.chunks_exact_mut(4).zip(fields) {
        place.copy_from_slice(&field.to_be_bytes());
    }
    bytes
}

#[cfg(all(test, unix))]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use std::fs::{self, File};
    use std::os::unix::fs::symlink;

    use rustix::fs::{AtFlags, CWD, statat};

    use super::*;

    #[test]
    fn the_same_is_told_whichever_way_it_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        fs::write(place("file"), "text").unwrap();
        fs::create_dir(place("folder")).unwrap();
        symlink("file", place("link")).unwrap();
        let half_a_second = Duration::from_millis(1_500);
        File::create(place("old")).unwrap().set_modified(SystemTime::UNIX_EPOCH + half_a_second).unwrap();
        for (name, kind) in
            [("file", Kind::File), ("folder", Kind::Other), ("link", Kind::Link), ("old", Kind::File)]
        {
            let told = Stat::told(&statat(CWD, place(name), AtFlags::SYMLINK_NOFOLLOW).unwrap());
            let of = Stat::of(&fs::symlink_metadata(place(name)).unwrap());
            assert_eq!((told.bytes, told.kind, told.modified), (of.bytes, of.kind, of.modified), "{name}");
            assert_eq!(told.kind, kind, "{name}");
        }
    }
}
