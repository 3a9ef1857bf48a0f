//! A remark on a partner or on one of its items; and the rule for every sentence that a change keeps.

use serde::{Deserialize, Serialize};
use ulid::Ulid;

use super::{Circumstances, Refusal, item};
use crate::partner::{Note, NoteKind, Partner};
use crate::playbook::id::ItemRef;

/// The longest sentence that a change keeps, in characters: a page belongs behind a link.
const LONGEST: usize = 2_000;

/// A remark is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Add {
    /// The ULID that names its file.
    pub id: String,
    /// The item it is about; the partner as a whole where not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemRef>,
    /// The remark.
    pub text: String,
}

pub(super) fn add(state: &mut Partner, add: &Add, circumstances: Circumstances<'_>) -> Result<(), Refusal> {
    sentence("note", &add.text)?;
    keep(state, NoteKind::Remark, add, circumstances)
}

/// Keeps a note of any kind, whose text was looked at.
pub(super) fn keep(
    state: &mut Partner,
    kind: NoteKind,
    add: &Add,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let Add { id, item, text } = add;
    let is_ulid = Ulid::from_string(id).is_ok_and(|ulid| ulid.to_string() == *id);
    if !is_ulid {
        return Err(Refusal::Text(format!("`{id}` is no ULID")));
    }
    if state.notes.contains_key(id) {
        return Err(Refusal::Nothing(format!("there is a note `{id}` already")));
    }
    if let Some(address) = item {
        item::find(circumstances, address)?;
    }
    let Circumstances { at, actor, .. } = circumstances;
    let note = Note { kind, item: item.clone(), on: at, by: actor.email.clone(), text: text.clone() };
    state.notes.insert(id.clone(), note);
    Ok(())
}

/// Checks that a text says something, in at most [`LONGEST`] characters, without control characters.
pub(super) fn sentence(what: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::Text(format!("the {what} is empty: say it in a sentence")));
    }
    if text.chars().count() > LONGEST {
        return Err(Refusal::Text(format!(
            "the {what} is longer than {LONGEST} characters: put it behind a link"
        )));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Refusal::Text(format!("the {what} holds control characters")));
    }
    no_secret(what, text)
}

/// Checks that no URL of a text carries a secret: history cannot forget what is once committed.
///
/// # Errors
/// Returns what kind of secret there is, without the secret.
pub(crate) fn no_secret(what: &str, text: &str) -> Result<(), Refusal> {
    let ends_url = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | ')');
    for word in text.split(ends_url) {
        let Some((scheme, rest)) = word.split_once("://") else { continue };
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let user = rest[..end].rsplit_once('@').map(|(user, _)| user);
        let is_web = ["http", "https"].iter().any(|web| {
            scheme.len() >= web.len()
                && scheme.as_bytes()[scheme.len() - web.len()..].eq_ignore_ascii_case(web.as_bytes())
        });
        if user.is_some_and(|user| is_web || user.contains(':')) {
            return Err(Refusal::Text(format!(
                "the {what} holds a URL with a user name or a password before its host, and git cannot forget: \
                 leave out what stands before the `@`"
            )));
        }
        let parameters = rest[end..].split(['?', '&', '#', ';']).filter_map(|pair| pair.split_once('='));
        let mut secret = parameters.filter(|(name, value)| !value.is_empty() && is_secret(name));
        if let Some((name, _)) = secret.next() {
            return Err(Refusal::Text(format!(
                "the {what} holds a URL with the secret `{name}`, and git cannot forget: use a link without it"
            )));
        }
    }
    Ok(())
}

/// The parameters by which web services take credentials, signed links included.
fn is_secret(parameter: &str) -> bool {
    const SECRETS: [&str; 16] = [
        "access_token",
        "api_key",
        "apikey",
        "auth_token",
        "client_secret",
        "id_token",
        "password",
        "passwd",
        "private_token",
        "pwd",
        "refresh_token",
        "secret",
        "sig",
        "token",
        "x-amz-signature",
        "x-goog-signature",
    ];
    SECRETS.iter().any(|secret| parameter.eq_ignore_ascii_case(secret))
}

/// Checks what [`sentence`] checks, of a text that must be one line.
pub(super) fn line(what: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::Text(format!("the {what} is empty: write one line")));
    }
    sentence(what, text)?;
    if text.contains(['\n', '\t']) {
        return Err(Refusal::Text(format!("the {what} has more than one line, or a tab: write one line")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::no_secret;

    #[test]
    fn urls_with_secrets_are_refused_and_the_secret_is_not_repeated() {
        for text in [
            "https://user:hunter2@host.example/x",
            "see HTTPS://hunter2@host.example",
            "(http://a:hunter2@[::1]:80/)",
            "git+https://hunter2@host.example/x",
            "ftp://u:hunter2@host.example",
            "https://host.example/x?a=1&token=hunter2",
            "https://host.example/#access_token=hunter2",
            "https://bucket.example/k?X-Amz-Signature=hunter2&x=1",
        ] {
            let refused = no_secret("note", text).err().map(|refusal| refusal.to_string());
            assert!(refused.as_ref().is_some_and(|told| !told.contains("hunter2")), "{text}: {refused:?}");
        }
    }

    #[test]
    fn other_urls_and_addresses_are_let_through() {
        for text in [
            "https://host.example/@user/x?page=2&tokens=5",
            "https://host.example/?q=a@b.example&token=",
            "ssh://git@host.example/x",
            "write to ada@host.example: it is urgent",
            "user:secret@host",
            "é://@",
        ] {
            assert_eq!(no_secret("note", text), Ok(()), "{text}");
        }
    }
}
