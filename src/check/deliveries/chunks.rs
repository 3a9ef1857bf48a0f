//! A body in chunks (RFC 9112, section 7.1): in go bytes as they come, out comes the body, and whether it is whole.

use super::request::{MOST_BODY, MOST_HEAD, Unread};

/// How many bytes the line before a chunk may have: a number, and what nobody reads.
const LONGEST_LINE: usize = 1 << 10;

/// Where in the body it is.
#[derive(Debug, Default)]
pub(super) enum Chunks {
    /// Before the size of a chunk.
    #[default]
    Size,
    /// In a chunk, of which so many bytes are to come.
    Data(usize),
    /// Behind a chunk.
    End,
    /// In what follows the last one.
    Trailers,
}

const MALFORMED: Unread = Unread(400, "the chunks of the body are none");

impl Chunks {
    /// Takes what it can off the bytes, and adds it to the body; returns whether that is whole.
    pub(super) fn take(&mut self, bytes: &mut Vec<u8>, body: &mut Vec<u8>) -> Result<bool, Unread> {
        let mut at = 0;
        let is_whole = loop {
            let rest = &bytes[at..];
            match self {
                Chunks::Size => match size(rest)? {
                    None => break false,
                    Some((length, 0)) => {
                        at += length;
                        *self = Chunks::Trailers;
                    }
                    Some((length, size)) => {
                        let size = usize::try_from(size).ok().filter(|size| *size <= MOST_BODY - body.len());
                        at += length;
                        *self = Chunks::Data(size.ok_or(Unread(413, "the body is larger than 1 MiB"))?);
                    }
                },
                Chunks::Data(left) => {
                    let piece = &rest[..rest.len().min(*left)];
                    body.extend_from_slice(piece);
                    at += piece.len();
                    *left -= piece.len();
                    if *left > 0 {
                        break false;
                    }
                    *self = Chunks::End;
                }
                Chunks::End => match rest {
                    [b'\r', b'\n', ..] => {
                        at += 2;
                        *self = Chunks::Size;
                    }
                    [] | [b'\r'] => break false,
                    _ => return Err(MALFORMED),
                },
                Chunks::Trailers => {
                    let is_over = rest.starts_with(b"\r\n")
                        || rest.windows(4).take(MOST_HEAD).any(|four| four == b"\r\n\r\n");
                    if !is_over && rest.len() > MOST_HEAD {
                        return Err(Unread(431, "what follows the body is larger than 16 KiB"));
                    }
                    break is_over;
                }
            }
        };
        bytes.drain(..at);
        Ok(is_whole)
    }
}

/// Reads the size of a chunk; returns it with how many bytes say it, once they are there.
fn size(bytes: &[u8]) -> Result<Option<(usize, u64)>, Unread> {
    // What has no digit is no size.
    if bytes.first().is_some_and(|byte| !byte.is_ascii_hexdigit()) {
        return Err(MALFORMED);
    }
    match httparse::parse_chunk_size(bytes) {
        Ok(httparse::Status::Complete(found)) if found.0 <= LONGEST_LINE => Ok(Some(found)),
        Ok(httparse::Status::Partial) if bytes.len() <= LONGEST_LINE => Ok(None),
        _ => Err(MALFORMED),
    }
}
