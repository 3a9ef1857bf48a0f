//! What a hook may make of a message. In go the message before and after; out comes what is to be recorded.
//!
//! Where the last of several paragraphs is of lines `Name: value`, these are the trailers that whoever made the
//! message reads it by. A hook may add trailers, and change what comes before them; it may take none away, put them
//! in another order, or add another of the same name.

use git2::message_prettify;

use crate::store::policy_error::MessageFault;

/// Returns the message that a hook left, tidied up as git does.
pub(super) fn changed(before: &str, after: &str) -> Result<String, MessageFault> {
    // A zero would end the message for git.
    let after = message_prettify(after.replace('\0', " "), None).map_err(|_| MessageFault::NotText)?;
    if after.is_empty() {
        return Err(MessageFault::Empty);
    }
    let ours = trailers(before);
    let names: Vec<&str> = ours.iter().filter_map(|line| name(line)).collect();
    let lines = last_paragraph(&after).map(|paragraph| paragraph.lines().collect()).unwrap_or_default();
    let lines: Vec<&str> = lines;
    let mut theirs = lines.iter().filter(|line| name(line).is_some_and(|name| names.contains(&name)));
    for line in &ours {
        match theirs.next() {
            Some(found) if found == line => {}
            Some(found) if lines.contains(line) => return Err(MessageFault::Doubled((*found).to_owned())),
            _ => return Err(MessageFault::Lost((*line).to_owned())),
        }
    }
    match theirs.next() {
        Some(found) => Err(MessageFault::Doubled((*found).to_owned())),
        None => Ok(after),
    }
}

fn trailers(message: &str) -> Vec<&str> {
    let lines: Vec<&str> = last_paragraph(message).map(|text| text.lines().collect()).unwrap_or_default();
    if lines.iter().all(|line| name(line).is_some()) { lines } else { Vec::new() }
}

/// Returns the last of several paragraphs.
fn last_paragraph(message: &str) -> Option<&str> {
    message.trim_end().rsplit_once("\n\n").map(|(_, last)| last)
}

/// Returns the name of a trailer.
fn name(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(": ")?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (!name.is_empty() && name.chars().all(is_plain)).then_some(name)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::{MessageFault, changed};

    const OURS: &str = "acme: start\n\nBecause.\n\nKind: start\nAbout: a\nAbout: b\nData: {\"x\": 1}\n";

    #[test]
    fn a_hook_may_add_and_change_what_comes_before() {
        for (from, to) in [
            ("{\"x\": 1}\n", "{\"x\": 1}\nChange-Id: I1\n"),
            ("Kind:", "Signed-off-by: Pat\nKind:"),
            ("acme: start", "[T-1] acme: start"),
            ("Because.\n\n", ""),
            ("Because.", "Kind: of obvious."),
        ] {
            let after = OURS.replace(from, to);
            assert_eq!(changed(OURS, &after).unwrap(), after);
        }
    }

    #[test]
    fn what_it_leaves_is_tidied_up_as_git_does() {
        let after = format!("\n\n{}\n\n\n", OURS.replace("Because.", "Because.  \n\n\nTruly."));
        let expected = OURS.replace("Because.", "Because.\n\nTruly.");
        assert_eq!(changed(OURS, &after).unwrap(), expected);
    }

    #[test]
    fn trailers_stay_as_they_are() {
        let lost = |line: &str| MessageFault::Lost(line.to_owned());
        let doubled = |line: &str| MessageFault::Doubled(line.to_owned());
        for (from, to, fault) in [
            ("Kind: start\n", "", lost("Kind: start")),
            ("Kind: start", "Kind: stop", lost("Kind: start")),
            ("About: b\n", "", lost("About: b")),
            ("About: a\nAbout: b\n", "About: b\nAbout: a\n", doubled("About: b")),
            ("Kind: start\n", "Kind: stop\nKind: start\n", doubled("Kind: stop")),
            ("Data: {\"x\": 1}\n", "Data: {\"x\": 1}\nData: {}\n", doubled("Data: {}")),
            ("Data: {\"x\": 1}\n", "Data: {\"x\": 1}\n\nChange-Id: I1\n", lost("Kind: start")),
        ] {
            assert_eq!(changed(OURS, &OURS.replace(from, to)), Err(fault), "{from} -> {to}");
        }
        assert_eq!(changed(OURS, " \n\n"), Err(MessageFault::Empty));
        assert_eq!(changed(OURS, "one paragraph"), Err(lost("Kind: start")));
    }

    #[test]
    fn a_message_without_trailers_is_the_hooks() {
        for before in ["Subject\n", "Subject\n\nKind: start\nand prose.\n"] {
            assert_eq!(changed(before, "Another\n\nChange-Id: I1").unwrap(), "Another\n\nChange-Id: I1\n");
            assert_eq!(changed(before, "\n"), Err(MessageFault::Empty));
        }
    }
}
