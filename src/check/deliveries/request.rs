//! One request of HTTP/1, read as its bytes come: in go pieces of bytes from anybody, out comes the request once it is
//! whole, or why it is none that is read.

use http::header::{CONTENT_LENGTH, EXPECT, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::chunks::Chunks;

/// How many bytes a head may have.
pub(super) const MOST_HEAD: usize = 16 << 10;

/// How many headers it may have.
const MOST_HEADERS: usize = 64;

/// How many bytes a body may have.
pub(super) const MOST_BODY: usize = 1 << 20;

/// A request that is whole.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    /// Without what stands behind `?`.
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// Why a request is not read: what it is answered with, and the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unread(pub(super) u16, pub(super) &'static str);

/// A request of which some bytes came.
#[derive(Debug, Default)]
pub(super) struct Reader {
    /// What came and was not yet taken.
    bytes: Vec<u8>,
    head: Option<Head>,
}

#[derive(Debug)]
struct Head {
    request: Request,
    body: Body,
    /// Whether who sends it waits to be asked for the body.
    waits: bool,
}

/// How the end of the body is found.
#[derive(Debug)]
enum Body {
    Length(usize),
    Chunked(Chunks),
}

impl Reader {
    /// Takes the next bytes; returns the request once it is whole. What follows it is dropped.
    ///
    /// # Errors
    /// Returns why it is not read; nothing more of it is to be taken then.
    pub(super) fn take(&mut self, piece: &[u8]) -> Result<Option<Request>, Unread> {
        self.bytes.extend_from_slice(piece);
        if self.head.is_none() {
            self.head = head(&mut self.bytes)?;
        }
        let Some(head) = &mut self.head else { return Ok(None) };
        let is_whole = match &mut head.body {
            Body::Length(length) => {
                self.bytes.truncate(*length);
                let is_whole = self.bytes.len() == *length;
                if is_whole {
                    head.request.body = std::mem::take(&mut self.bytes);
                }
                is_whole
            }
            Body::Chunked(chunks) => chunks.take(&mut self.bytes, &mut head.request.body)?,
        };
        Ok(if is_whole { self.head.take().map(|head| head.request) } else { None })
    }

    /// Tells whether nothing came yet.
    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty() && self.head.is_none()
    }

    /// Tells, once, whether who sends it waits to be asked for the body (RFC 9110, section 10.1.1).
    pub(super) fn is_waited_for(&mut self) -> bool {
        self.head.as_mut().is_some_and(|head| std::mem::take(&mut head.waits))
    }
}

/// Takes the head off, once it is whole.
fn head(bytes: &mut Vec<u8>) -> Result<Option<Head>, Unread> {
    let too_large = Unread(431, "the head is larger than 16 KiB or has more than 64 headers");
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(length)) if length <= MOST_HEAD => length,
        Ok(httparse::Status::Partial) if bytes.len() <= MOST_HEAD => return Ok(None),
        Ok(_) | Err(httparse::Error::TooManyHeaders) => return Err(too_large),
        Err(httparse::Error::Version) => return Err(Unread(505, "it is not of HTTP/1")),
        Err(_) => return Err(Unread(400, "it is no request of HTTP")),
    };
    let mut headers = HeaderMap::new();
    for header in &*parsed.headers {
        let name = HeaderName::from_bytes(header.name.as_bytes());
        let value = HeaderValue::from_bytes(header.value);
        let (Ok(name), Ok(value)) = (name, value) else {
            return Err(Unread(400, "a header is none that can be"));
        };
        headers.append(name, value);
    }
    let target: Result<Uri, _> = parsed.path.unwrap_or_default().parse();
    let target = target.map_err(|_| Unread(400, "what it asks for is no path"))?;
    let body = framed(&headers)?;
    if parsed.method == Some("POST")
        && !headers.contains_key(CONTENT_LENGTH)
        && matches!(body, Body::Length(_))
    {
        return Err(Unread(411, "where the body ends is not told"));
    }
    let waits =
        headers.get(EXPECT).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"))
            && parsed.version == Some(1);
    let (method, path) = (parsed.method.unwrap_or_default().to_owned(), target.path().to_owned());
    bytes.drain(..length);
    Ok(Some(Head { request: Request { method, path, headers, body: Vec::new() }, body, waits }))
}

/// Finds how the end of the body is told (RFC 9112, section 6.3); of a request that tells none, there is none.
fn framed(headers: &HeaderMap) -> Result<Body, Unread> {
    let mut lengths = headers.get_all(CONTENT_LENGTH).iter();
    let mut encodings = headers.get_all(TRANSFER_ENCODING).iter();
    match (lengths.next(), lengths.next(), encodings.next(), encodings.next()) {
        (None, None, None, None) => Ok(Body::Length(0)),
        (Some(length), None, None, None) => {
            let digits = length.to_str().ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
            let digits =
                digits.filter(|text| !text.is_empty()).ok_or(Unread(400, "its length is no number"))?;
            // What is no number of this machine is too large as well.
            match digits.parse() {
                Ok(length) if length <= MOST_BODY => Ok(Body::Length(length)),
                _ => Err(Unread(413, "the body is larger than 1 MiB")),
            }
        }
        (None, None, Some(encoding), None) if encoding.as_bytes().eq_ignore_ascii_case(b"chunked") => {
            Ok(Body::Chunked(Chunks::default()))
        }
        (None, None, Some(_), _) => Err(Unread(501, "the body is encoded as nothing that is read")),
        // Whoever stands between would take the one for the other.
        _ => Err(Unread(400, "where the body ends is told twice")),
    }
}

#[cfg(test)]
mod tests;
