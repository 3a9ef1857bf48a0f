//! The gate for bytes. Enter: the bytes of a file. Leaves: UTF-8 text without byte-order mark and
//! without control characters, or the fault at the first byte that is neither.

use super::MAX_BYTES;
use super::line_index::LineIndex;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};

/// Returns the text of `bytes`.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<String, Diagnostics> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large(name, bytes.len() as u64).into());
    }
    if looks_like_utf16(bytes) {
        let fault = Diagnostic::error(Code::NotUtf8, "the file is UTF-16, not UTF-8");
        return Err(fault.at(Place::file(name)).help("save it as UTF-8").into());
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(name, bytes, error.valid_up_to()))?;
    match text.char_indices().find(|(at, c)| is_refused(*c, &text[*at..])) {
        Some((at, found)) => Err(control_character(name, text, at, found).into()),
        None => Ok(text.to_owned()),
    }
}

/// Makes the fault of a file with too many bytes.
pub(super) fn too_large(name: &str, size: u64) -> Diagnostic {
    let limit = MAX_BYTES / 1024;
    let message = format!(
        "the file has {} KiB; at most {limit} KiB are read",
        size.div_ceil(1024)
    );
    Diagnostic::error(Code::FileTooLarge, message)
        .at(Place::file(name))
        .help("split it: move checklists into files of their own and include them")
}

/// A mark, or a NUL in every second one of the first bytes, which text in UTF-8 never has.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => true,
        [0, a, 0, b, ..] | [a, 0, b, 0, ..] => *a != 0 && *b != 0,
        _ => false,
    }
}

/// C0 but for tab and line ends, delete, and C1. A carriage return alone is refused too: readers
/// differ on whether it ends a line.
fn is_refused(c: char, rest: &str) -> bool {
    match c {
        '\t' | '\n' => false,
        '\r' => !rest.starts_with("\r\n"),
        other => other.is_control(),
    }
}

fn not_utf8(name: &str, bytes: &[u8], valid: usize) -> Diagnostic {
    // What precedes the bad byte is UTF-8, so its lines and columns are known.
    let before = String::from_utf8_lossy(bytes.get(..valid).unwrap_or_default());
    let span = LineIndex::new(&before).span(&before, valid..valid);
    let byte = bytes.get(valid).copied().unwrap_or_default();
    Diagnostic::error(Code::NotUtf8, format!("byte 0x{byte:02X} is not UTF-8"))
        .at(Place::file(name).spanned(span).labelled("not UTF-8 from here"))
        .help("save the file as UTF-8")
}

fn control_character(name: &str, text: &str, at: usize, found: char) -> Diagnostic {
    let span = LineIndex::new(text).span(text, at..at + found.len_utf8());
    let message = format!("the text holds the control character U+{:04X}", u32::from(found));
    let fault = Diagnostic::error(Code::ControlCharacter, message).at(Place::file(name).spanned(span));
    match found {
        '\r' => fault.help("end lines with LF or CR LF"),
        _ => fault.help("remove it"),
    }
}
