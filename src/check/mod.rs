//! Checks made: in come the check of an item and what it looks at; out comes a [`Reading`], which becomes an
//! observation once it is recorded. What a playbook names is read and never run.

pub mod csv;
pub mod deliveries;
pub mod file;
pub mod http;
pub mod json;
pub mod junit;
pub mod program;
mod scratch;
mod secret;
mod signature;
pub mod trust;
pub mod webhook;

use std::collections::BTreeMap;

use crate::partner::environment::Reach;
use crate::partner::{Finding, Partner, Source};
use crate::playbook::id::Id;
use crate::playbook::text::{PartnerFacts, render_text};

/// What a check came to, and by what.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What it came to.
    pub outcome: Finding,
    /// Why, in one line; what it quotes is as hostile as what it was read from.
    pub said: String,
    /// What it counted and measured.
    pub metrics: BTreeMap<Id, f64>,
    /// The file that it was read from.
    pub source: Option<Source>,
}

/// Why a check could not be made. Nothing is known then, and nothing is to be recorded.
#[derive(Debug, thiserror::Error)]
pub enum CheckFault {
    /// There is no such file.
    #[error("there is no file `{0}`")]
    NoFile(String),
    /// It lies elsewhere, or is none.
    #[error("`{0}` is not a file of the workspace: a folder, a link, or something behind one")]
    NotAFile(String),
    /// It is a folder, a pipe or the like.
    #[error("`{0}` is no regular file")]
    Irregular(String),
    /// It is more than is read.
    #[error("`{path}` has more than {most} MiB")]
    TooLarge {
        /// The file.
        path: String,
        /// The limit, in MiB.
        most: u64,
    },
    /// The system does not give it.
    #[error("`{path}` cannot be read: {fault}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system says.
        fault: std::io::Error,
    },
    /// It is no JSON.
    #[error("`{path}` is no JSON: {fault}")]
    NotJson {
        /// The file.
        path: String,
        /// What is wrong with it.
        fault: String,
    },
    /// The process does not know what is secret.
    #[error("the variable `{0}` is not set, which holds a secret")]
    NoVariable(String),
    /// It could not be kept out of what is said.
    #[error("the variable `{name}` has fewer than {least} characters: a secret is longer")]
    ShortSecret {
        /// The variable.
        name: String,
        /// The fewest characters.
        least: usize,
    },
    /// Events cannot be signed.
    #[error(
        "the environment has no secret that events are signed with: say its variable with --signing '$NAME'"
    )]
    NoSigning,
    /// No key comes of it.
    #[error("the variable `{0}` holds no key: behind `whsec_` comes one in base64")]
    NoKey(String),
    /// No value of a header comes of it.
    #[error("the variables of the header `{0}` hold what no header can")]
    NoHeader(String),
    /// No request comes of it.
    #[error("`{0}` is no URL")]
    NoRequest(String),
    /// The host is not where it may be.
    #[error("`{host}` has an address that is {}, which the environment does not reach{}", reach.map_or("reserved", Reach::as_str), reach.map_or_else(String::new, |reach| format!(": say `--reach {}` if that is meant", reach.as_str())))]
    Address {
        /// The host.
        host: String,
        /// The exception that its address is of; none where it is nobody's.
        reach: Option<Reach>,
    },
    /// The proxy that was asked for is of no use.
    #[error("the proxy does not connect to the partner: {why}")]
    Proxy {
        /// What it says, or how far it is reached.
        why: String,
    },
    /// Nobody is known who issues certificates.
    #[error(
        "no certificate can be judged ({fault}): install the root certificates of the system, or name a file of some with SSL_CERT_FILE"
    )]
    NoRoots {
        /// What the library says.
        fault: String,
    },
    /// Its requests took too long together.
    #[error("its requests were not over after {minutes} minutes: ask for fewer, or wait less for each")]
    TooLong {
        /// The limit.
        minutes: u64,
    },
    /// It cannot be started, or not be waited for.
    #[error("`{program}` cannot be run: {fault}")]
    NotRun {
        /// The program with its arguments.
        program: String,
        /// What the system says.
        fault: std::io::Error,
    },
    /// It is no CSV.
    #[error("`{path}` is no CSV that is read: {fault}")]
    NotCsv {
        /// The file.
        path: String,
        /// What is wrong with it.
        fault: String,
    },
    /// It tells no checksum.
    #[error("`{path}` tells no SHA-256 of `{of}`, in the form of `sha256sum`")]
    NoDigest {
        /// The file.
        path: String,
        /// The name of the other file.
        of: String,
    },
    /// What memory does not hold cannot be kept.
    #[error("what is sorted cannot be kept in `{path}`: {fault}")]
    NoRoom {
        /// The folder.
        path: String,
        /// What the system says.
        fault: std::io::Error,
    },
    /// A pattern of the playbook cannot be read.
    #[error("the pattern of the column `{column}` cannot be read: {why}")]
    BadPattern {
        /// The column.
        column: String,
        /// What is wrong with it.
        why: String,
    },
    /// It is not what the check reads.
    #[error("`{path}` is no report of tests: {fault}")]
    NotAReport {
        /// The file.
        path: String,
        /// What is wrong with it.
        fault: String,
    },
}

/// Puts the partner's id into a text of a check, which was judged to hold no other fact.
#[must_use]
pub fn filled(text: &str, partner: &Partner) -> String {
    let facts = PartnerFacts { id: partner.id.as_str(), name: "", champion: "" };
    render_text(text, facts, &BTreeMap::new()).unwrap_or_else(|_| text.to_owned())
}

/// How many characters a reading says at most.
const LONGEST: usize = 300;

/// Makes one line of a text from elsewhere that history may hold: without control characters, without what URLs carry of
/// secrets, cut, and never empty.
#[must_use]
pub fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = plain.split_whitespace().map(without_secrets).collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return "…".to_owned();
    }
    if words.chars().count() <= LONGEST {
        return words;
    }
    words.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// Takes out of a URL the user before its host, and what stands behind its path.
fn without_secrets(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else { return word.to_owned() };
    let end = rest.find(['/', '?', '&', '#', ';', '\\']).unwrap_or(rest.len());
    let (authority, behind) = rest.split_at(end);
    let authority = match authority.rsplit_once('@') {
        Some((_, host)) => host,
        None => authority,
    };
    let path = behind
        .find(['?', '&', '#', ';'])
        .map_or_else(|| behind.to_owned(), |at| format!("{}?…", &behind[..at]));
    format!("{scheme}://{authority}{path}")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn what_urls_carry_of_secrets_is_left_out() {
        for (text, said) in [
            ("401 from https://api.example/o?token=abcdef at 9", "401 from https://api.example/o?… at 9"),
            ("https://user:word@evil.example/x", "https://evil.example/x"),
            ("a\u{7}\n b", "a b"),
            ("\u{7}", "…"),
            ("", "…"),
        ] {
            assert_eq!(one_line(text), said);
        }
    }
}
