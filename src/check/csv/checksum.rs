//! Checksums in the form of `sha256sum`: in come the lines of such a file and the name of another, out comes what the
//! SHA-256 of that must be.

use crate::check::CheckFault;
use crate::check::file::Opened;

/// Reads the digest that a file tells of another; `path` is how the playbook names it.
pub(super) fn read(file: Opened, path: &str, name: &str) -> Result<String, CheckFault> {
    let (bytes, _) = file.bytes()?;
    let digest = of(&String::from_utf8_lossy(&bytes), name);
    digest.ok_or_else(|| CheckFault::NoDigest { path: path.to_owned(), of: name.to_owned() })
}

/// Returns the digest that the lines tell of a file, in hex: of several the one with its name, else the only one.
fn of(text: &str, name: &str) -> Option<String> {
    let told: Vec<(String, &str)> = text.lines().filter_map(line).collect();
    let is_named = |(_, of): &&(String, &str)| of.rsplit('/').next() == Some(name);
    let found = told.iter().find(is_named).or(match told.as_slice() {
        [only] => Some(only),
        _ => None,
    });
    found.map(|(digest, _)| digest.clone())
}

/// Reads 64 digits of base 16, a space, a space or a star, and a name; the name may be missing.
fn line(line: &str) -> Option<(String, &str)> {
    let (digest, rest) = line.split_at_checked(64)?;
    let is_digest = digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    let name = match rest.strip_prefix(' ') {
        Some(name) => name.strip_prefix([' ', '*']).unwrap_or(name),
        None if rest.trim().is_empty() => "",
        None => return None,
    };
    is_digest.then(|| (digest.to_ascii_lowercase(), name.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_lines_the_one_with_the_name_counts() {
        let (a, b) = ("a1".repeat(32), "b2".repeat(32));
        let two = format!("{a}  out/acme.csv\n{} *beta.csv\r\n# no line\n", b.to_uppercase());
        assert_eq!(of(&two, "acme.csv"), Some(a.clone()));
        assert_eq!(of(&two, "beta.csv"), Some(b));
        assert_eq!(of(&two, "csv"), None);
        assert_eq!(of(&a, "any.csv"), Some(a.clone()));
        assert_eq!(of(&format!("{a}  other.csv\n"), "any.csv"), Some(a.clone()));
        for none in ["", "abc  acme.csv", &format!("{a}0  acme.csv"), &"é".repeat(40)] {
            assert_eq!(of(none, "acme.csv"), None, "{none}");
        }
    }
}
