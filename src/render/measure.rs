//! Text measured and cut by the columns that a terminal gives it, not by its bytes: in comes text, out comes
//! as much of it as there is room for.

use unicode_width::UnicodeWidthStr;

/// What stands for the part of a text that is cut off.
pub(super) const CUT: &str = "…";

/// Returns the columns that a text takes on a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    if is_plain(text) { text.len() } else { text.width() }
}

/// Tells whether each byte of a text is a letter, digit, sign or blank of ASCII, which takes one column.
pub(super) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// Cuts a text to so many columns, with an ellipsis where something is cut off.
#[must_use]
pub fn shorten(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        let with = width(&kept) + width(c.encode_utf8(&mut [0; 4])) + width(CUT);
        if with > columns {
            break;
        }
        kept.push(c);
    }
    kept.truncate(kept.trim_end().len());
    if columns > 0 {
        kept.push_str(CUT);
    }
    kept
}

/// Cuts the address of an item to so many columns: its checklist first, since its id alone is often enough.
#[must_use]
pub fn shorten_address(address: &str, columns: usize) -> String {
    match address.rsplit_once('/') {
        Some((_, item)) if width(address) > columns => shorten(&format!("{CUT}/{item}"), columns),
        _ => shorten(address, columns),
    }
}

/// Breaks a text at blanks into lines of at most so many columns; a longer word keeps a line of its own.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.len() - 1;
        if lines[line].is_empty() {
            lines[line].push_str(word);
        } else if width(&lines[line]) + 1 + width(word) <= columns {
            lines[line].extend([" ", word]);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_the_columns_it_takes() {
        assert_eq!(shorten("signature", 9), "signature");
        assert_eq!(shorten("signatures", 9), "signatur…");
        assert_eq!(shorten("a word here", 7), "a word…");
        assert_eq!(shorten("日本語", 5), "日本…");
        assert_eq!(shorten("日本語", 4), "日…");
        assert_eq!(shorten("x", 0), "");
    }

    #[test]
    fn an_address_loses_its_checklist_first() {
        assert_eq!(shorten_address("webhooks/signature", 18), "webhooks/signature");
        assert_eq!(shorten_address("webhooks/signature", 17), "…/signature");
        assert_eq!(shorten_address("webhooks/signature", 7), "…/sign…");
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrap("a bb ccc dddddddd e", 6), ["a bb", "ccc", "dddddddd", "e"]);
        assert_eq!(wrap("", 6), [""]);
    }
}
