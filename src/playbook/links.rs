//! Where links and includes lead: in come the file that holds one and what is written there; out
//! comes whether it leads to the web, or to which path of the workspace.

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To an http or https URL.
    Web,
    /// To a file of the workspace.
    File {
        /// The path, relative to the workspace.
        path: String,
        /// The `#fragment`; empty where there is none.
        fragment: String,
    },
}

/// Why a link leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// It is blank, or has white space or control characters.
    #[error("is blank, or holds white space")]
    Blank,
    /// It has a scheme other than http and https, or no host.
    #[error("is no http or https URL")]
    Scheme,
    /// It is an absolute path, or uses backslashes.
    #[error("is not relative to this file, with `/` between folders")]
    NotRelative,
    /// It climbs above the workspace.
    #[error("leads out of the workspace")]
    Outside,
}

/// Tells whether a text is an absolute http or https URL with a host.
#[must_use]
pub fn is_web_url(text: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        let head = text.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
    });
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some_and(|host| !host.is_empty() && !host.starts_with(':') && !host.ends_with('@'))
        && !text
            .contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\'))
}

/// Tells where a link in `file` leads.
///
/// # Errors
/// Returns why it leads nowhere; whether a file is there is for the caller to ask.
pub fn target(file: &str, written: &str) -> Result<Target, TargetError> {
    if written.is_empty() || written.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(TargetError::Blank);
    }
    if is_web_url(written) {
        return Ok(Target::Web);
    }
    // RFC 3986: a colon in the first segment makes it a scheme.
    if written.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':')) {
        return Err(TargetError::Scheme);
    }
    let (path, fragment) = match written.find('#') {
        Some(at) => written.split_at(at),
        None => (written, ""),
    };
    Ok(Target::File { path: beside(file, path)?, fragment: fragment.to_owned() })
}

/// Returns the path, relative to the workspace, of what is written in `file` relative to it.
///
/// # Errors
/// Returns why there is no such path.
pub fn beside(file: &str, written: &str) -> Result<String, TargetError> {
    if written.trim().is_empty() || written.contains(char::is_control) {
        return Err(TargetError::Blank);
    }
    if written.starts_with('/') || written.contains(['\\', ':']) {
        return Err(TargetError::NotRelative);
    }
    let mut folders: Vec<&str> = file.split('/').collect();
    folders.pop();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                folders.pop().ok_or(TargetError::Outside)?;
            }
            name => folders.push(name),
        }
    }
    if folders.is_empty() { Err(TargetError::Outside) } else { Ok(folders.join("/")) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn web_urls_have_a_scheme_and_a_host() {
        for good in ["https://example.com", "http://example.com/a?b#c", "HTTPS://example.com:8443/x"] {
            assert!(is_web_url(good), "{good}");
        }
        for bad in [
            "https://",
            "ftp://example.com",
            "example.com",
            "javascript:alert(1)",
            "https://a b",
            "https:///x",
            "",
        ] {
            assert!(!is_web_url(bad), "{bad}");
        }
    }

    #[test]
    fn a_relative_link_is_read_from_its_file() {
        let file = |path: &str, fragment: &str| Target::File {
            path: path.to_owned(),
            fragment: fragment.to_owned(),
        };
        assert_eq!(target("playbooks/a.yaml", "../docs/x.md#top").unwrap(), file("docs/x.md", "#top"));
        assert_eq!(
            target("playbooks/checklists/a.yaml", "./x.md").unwrap(),
            file("playbooks/checklists/x.md", "")
        );
    }

    #[test]
    fn links_that_lead_out_or_run_code_are_refused() {
        assert_eq!(target("playbooks/a.yaml", "../../x"), Err(TargetError::Outside));
        assert_eq!(target("playbooks/a.yaml", "/etc/passwd"), Err(TargetError::NotRelative));
        assert_eq!(target("playbooks/a.yaml", "..\\x"), Err(TargetError::NotRelative));
        assert_eq!(target("playbooks/a.yaml", "javascript:alert(1)"), Err(TargetError::Scheme));
        assert_eq!(target("playbooks/a.yaml", "mailto:a@example.com"), Err(TargetError::Scheme));
        assert_eq!(target("playbooks/a.yaml", "a b"), Err(TargetError::Blank));
        assert_eq!(target("a.yaml", ".."), Err(TargetError::Outside));
    }
}
