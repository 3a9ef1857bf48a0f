//! Hostile text made harmless, one function per format. Enters: any text. Leaves: text that shows
//! what it holds and steers neither a terminal nor a parser.

use std::fmt::Write as _;

/// Escapes what a terminal would obey or not show: control characters, marks that turn the direction
/// of text, and characters without width. Line ends and tabs become `\n` and `\t`.
pub fn visible(text: &str) -> String {
    escaped(text, |c| match c {
        '\n' => Some("\\n".to_owned()),
        '\r' => Some("\\r".to_owned()),
        '\t' => Some("\\t".to_owned()),
        _ => None,
    })
}

/// Replaces each hidden character but line ends and tabs by U+FFFD, so that columns stay what they are.
pub fn placeholders(text: &str) -> String {
    let safe = |c| {
        if is_hidden(c) && !matches!(c, '\n' | '\t') { '\u{fffd}' } else { c }
    };
    text.chars().map(safe).collect()
}

/// Does what [`visible`] does, but keeps line ends and tabs.
pub fn visible_lines(text: &str) -> String {
    escaped(text, |c| matches!(c, '\n' | '\t').then(|| c.to_string()))
}

fn escaped(text: &str, special: impl Fn(char) -> Option<String>) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match special(c) {
            Some(known) => safe.push_str(&known),
            None if is_hidden(c) => {
                // Writing to a string cannot fail.
                let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
            }
            None => safe.push(c),
        }
    }
    safe
}

/// Tells whether a character acts on a terminal or on the text around it without being seen.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Escapes text for XML content and attributes. Characters that XML cannot hold become U+FFFD.
pub fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\n' => safe.push_str("&#10;"),
            '\t' => safe.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            other if other.is_control() => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}

/// Escapes the message of a GitHub workflow command.
pub fn github_data(text: &str) -> String {
    visible_lines(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a GitHub workflow command.
pub fn github_property(text: &str) -> String {
    github_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Escapes text for a cell of a Markdown table: one line, no markup, no HTML, no links.
pub fn markdown_cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in visible(&text.replace(['\n', '\t'], " ")).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // A bare address or a mention becomes a link without any bracket.
            '@' => safe.push_str("&#64;"),
            ':' => safe.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '|' | '~'
            | '$' => {
                safe.push('\\');
                safe.push(c);
            }
            other => safe.push(other),
        }
    }
    safe
}

/// Escapes text for a cell of a CSV file that a spreadsheet may open: what it would take for a formula
/// gets an apostrophe in front. Quoting is the CSV writer's.
pub fn csv_cell(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_not_steered() {
        assert_eq!(visible("a\u{1b}[31mb\u{7}\u{9b}\r\n\t"), "a\\u{1b}[31mb\\u{7}\\u{9b}\\r\\n\\t");
        assert_eq!(visible("\u{202e}x\u{2066}\u{200b}\u{feff}"), "\\u{202e}x\\u{2066}\\u{200b}\\u{feff}");
        assert_eq!(visible("Größe, 日本, emoji 🎉"), "Größe, 日本, emoji 🎉");
        assert_eq!(visible_lines("a\n\tb\u{1b}\r"), "a\n\tb\\u{1b}\\u{d}");
        assert_eq!(placeholders("a\n\t\u{1b}\u{202e}é"), "a\n\t\u{fffd}\u{fffd}é");
    }

    #[test]
    fn xml_holds_anything() {
        assert_eq!(
            xml("<a b='\"'>&\u{0}\u{1b}\n"),
            "&lt;a b=&apos;&quot;&apos;&gt;&amp;\u{fffd}\u{fffd}&#10;"
        );
        assert_eq!(xml("]]>\u{ffff}"), "]]&gt;\u{fffd}");
    }

    #[test]
    fn github_commands_cannot_be_forged() {
        assert_eq!(github_data("50%\n::error::x"), "50%25%0A::error::x");
        assert_eq!(github_property("a,b:c\r\n%"), "a%2Cb%3Ac\\u{d}%0A%25");
    }

    #[test]
    fn a_markdown_cell_stays_one_plain_cell() {
        assert_eq!(markdown_cell("a|b\n<img src=x>"), "a\\|b &lt;img src=x&gt;");
        assert_eq!(markdown_cell("[x](javascript:1)"), "\\[x\\]\\(javascript&#58;1\\)");
        assert_eq!(markdown_cell("@all `*_~"), "&#64;all \\`\\*\\_\\~");
    }

    #[test]
    fn a_spreadsheet_sees_no_formula() {
        for hostile in ["=1+1", "+1", "-1", "@x", "\tx", "\rx"] {
            assert_eq!(csv_cell(hostile), format!("'{hostile}"));
        }
        assert_eq!(csv_cell("a=1"), "a=1");
        assert_eq!(csv_cell(""), "");
    }
}
