//! The gate for repository-relative paths: text goes in, nothing or a refusal comes out.

use super::StoreError;

/// Checks the path of a file.
pub(super) fn check_file(path: &str) -> Result<(), StoreError> {
    match fault(path) {
        Some(reason) => Err(StoreError::InvalidPath { path: path.to_owned(), reason }),
        None => Ok(()),
    }
}

/// Checks the path of a file or a folder; `""` is the root folder.
pub(super) fn check_any(path: &str) -> Result<(), StoreError> {
    if path.is_empty() { Ok(()) } else { check_file(path) }
}

fn fault(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.starts_with('/') {
        return Some("it is absolute");
    }
    if path.contains('\\') {
        return Some("it has a backslash; folders are separated by `/`");
    }
    if path.chars().any(char::is_control) {
        return Some("it has a control character");
    }
    path.split('/').find_map(|component| match component {
        "" => Some("it has an empty component"),
        "." | ".." => Some("it has a `.` or `..` component"),
        _ if is_git_folder(component) => Some("it leads into `.git`"),
        _ => None,
    })
}

/// Whether a filesystem may take the name for `.git`: case folds, NTFS drops trailing dots and
/// spaces, reads `:` as a stream and has a short name, HFS+ ignores invisible characters.
fn is_git_folder(component: &str) -> bool {
    let visible: String = component.chars().filter(|c| !is_ignorable(*c)).collect();
    let name = visible.split(':').next().unwrap_or("").trim_end_matches(['.', ' ']);
    name.eq_ignore_ascii_case(".git") || name.eq_ignore_ascii_case("git~1")
}

fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{check_any, check_file};

    #[test]
    fn plain_paths_pass() {
        for path in ["a", "partners/acme.toml", ".gitignore", "a/.github/b", "ü/ñ.toml", "a b/c", ".gitx"] {
            assert!(check_file(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        let bad = [
            "",
            "/",
            "/etc/passwd",
            "a//b",
            "a/",
            "./a",
            "a/..",
            "../a",
            "a\\b",
            "a\nb",
            "a\0b",
            ".git",
            ".git/config",
            "a/.GIT/hooks",
            ".git./x",
            ".git /x",
            "GIT~1/x",
            ".g\u{200c}it/config",
            ".git::$INDEX_ALLOCATION/config",
        ];
        for path in bad {
            assert!(check_file(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn only_a_folder_may_be_the_root() {
        assert!(check_any("").is_ok());
        assert!(check_any("..").is_err());
    }
}
