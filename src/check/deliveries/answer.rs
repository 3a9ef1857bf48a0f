//! What is answered: in come a status and the reason for it, out come bytes.

/// Says that a body is waited for.
pub(super) const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// Writes an answer, after which the connection is closed. The reason is one of ours, and quotes nothing.
pub(super) fn bytes(status: u16, reason: &str) -> Vec<u8> {
    let phrase = match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        411 => "Length Required",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        505 => "HTTP Version Not Supported",
        _ => "As Judged",
    };
    let allow = if status == 405 { "allow: POST\r\n" } else { "" };
    let length = reason.len() + 1;
    format!(
        "HTTP/1.1 {status} {phrase}\r\nconnection: close\r\n{allow}content-type: text/plain; charset=utf-8\r\ncontent-length: {length}\r\n\r\n{reason}\n"
    )
    .into_bytes()
}
