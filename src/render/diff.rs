//! The diff of a dry run: in come files before and after, out come their changed lines with some around,
//! as `git diff` shows them.

use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use super::escape::visible;

/// A file that would change.
#[derive(Debug, Clone, Copy)]
pub struct FileDiff<'a> {
    /// Its path in its repository.
    pub path: &'a str,
    /// What it holds; none for a new file.
    pub before: Option<&'a str>,
    /// What it would hold; none if it would be gone.
    pub after: Option<&'a str>,
}

/// How many unchanged lines are shown around changed ones.
const CONTEXT: usize = 2;

/// Writes the diff of files.
///
/// # Errors
/// Returns why `out` took no more.
pub fn write<'a>(
    files: impl IntoIterator<Item = FileDiff<'a>>,
    colour: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let paint = |code, text: String| if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text };
    for file in files {
        let old = file.before.map_or("/dev/null".to_owned(), |_| format!("a/{}", file.path));
        writeln!(out, "{}", paint("1", format!("--- {}", visible(&old))))?;
        let new = file.after.map_or("/dev/null".to_owned(), |_| format!("b/{}", file.path));
        writeln!(out, "{}", paint("1", format!("+++ {}", visible(&new))))?;
        let diff = TextDiff::from_lines(file.before.unwrap_or(""), file.after.unwrap_or(""));
        for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
            writeln!(out, "{}", paint("36", hunk.header().to_string()))?;
            for change in hunk.iter_changes() {
                let line = visible(change.value().trim_end_matches('\n'));
                let line = match change.tag() {
                    ChangeTag::Delete => paint("31", format!("-{line}")),
                    ChangeTag::Insert => paint("32", format!("+{line}")),
                    ChangeTag::Equal => format!(" {line}"),
                };
                writeln!(out, "{line}")?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    fn shown(before: Option<&str>, after: &str) -> String {
        let mut out = Vec::new();
        write([FileDiff { path: "partners/acme.toml", before, after: Some(after) }], false, &mut out)
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn changed_lines_stand_between_some_that_stay() {
        let before = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nf = 6\n";
        assert_eq!(
            shown(Some(before), &before.replace("d = 4", "d = 5")),
            "--- a/partners/acme.toml\n+++ b/partners/acme.toml\n@@ -2,5 +2,5 @@\n b = 2\n c = 3\n-d = 4\n+d = 5\n e = 5\n f = 6\n"
        );
    }

    #[test]
    fn a_new_file_is_all_new() {
        assert_eq!(
            shown(None, "a = 1\n"),
            "--- /dev/null\n+++ b/partners/acme.toml\n@@ -0,0 +1 @@\n+a = 1\n"
        );
    }

    #[test]
    fn a_file_that_goes_is_all_gone() {
        let mut out = Vec::new();
        let gone = FileDiff { path: "partners/acme.toml", before: Some("a = 1\n"), after: None };
        write([gone], false, &mut out).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(shown, "--- a/partners/acme.toml\n+++ /dev/null\n@@ -1 +0,0 @@\n-a = 1\n");
    }

    #[test]
    fn what_could_drive_a_terminal_is_shown_instead() {
        assert!(!shown(None, "a = \"\u{1b}[2J\"\n").contains('\u{1b}'));
    }
}
