//! What git's index file asks of its readers. In go its bytes; out come the extensions that a
//! reader must understand: libgit2 only says that it does not. The layout is that of git's
//! documentation (gitformat-index).

/// An extension that changes the meaning of the entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Required {
    /// `link`: the entries are spread over a shared index.
    Split,
    /// `sdir`: some entries are folders.
    Sparse,
}

const HEADER: usize = 12;
const CHECKSUM: usize = 20;
/// From the start of an entry to its flags, whose lower bits are the length of its name.
const TO_FLAGS: usize = 60;
const EXTENDED: u16 = 0x4000;

/// Returns the first required extension; `None` where there is none or the bytes are no index.
pub(super) fn required_extension(bytes: &[u8]) -> Option<Required> {
    let body = bytes.strip_prefix(b"DIRC")?;
    let version = u32_at(body, 0)?;
    let count = u32_at(body, 4)?;
    let mut at = HEADER;
    for _ in 0..count {
        at = entry_end(bytes, at, version)?;
    }
    while at + 8 <= bytes.len().checked_sub(CHECKSUM)? {
        match bytes.get(at..at + 4)? {
            b"link" => return Some(Required::Split),
            b"sdir" => return Some(Required::Sparse),
            _ => {}
        }
        at = at.checked_add(8)?.checked_add(usize::try_from(u32_at(bytes, at + 4)?).ok()?)?;
    }
    None
}

fn entry_end(bytes: &[u8], start: usize, version: u32) -> Option<usize> {
    let flags = bytes.get(start + TO_FLAGS..start + TO_FLAGS + 2)?;
    let flags = u16::from_be_bytes([flags[0], flags[1]]);
    let name = start + TO_FLAGS + if flags & EXTENDED == 0 { 2 } else { 4 };
    let length = |from: usize| bytes.get(from..)?.iter().position(|b| *b == 0);
    if version == 4 {
        // A number of bytes to take off the name before, then what to put on, up to a NUL.
        let number = bytes.get(name..)?.iter().position(|b| b & 0x80 == 0)? + 1;
        return Some(name + number + length(name + number)? + 1);
    }
    // One to eight NULs, so that the entry's length is a multiple of eight.
    Some(start + (name - start + length(name)? + 8) / 8 * 8)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}
