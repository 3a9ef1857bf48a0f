//! The first `aboard.toml`: in come the organisation, who lays it down and the playbook it begins with;
//! out comes a text with comments that a person can go on from.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;
use std::fs;

use crate::calendar::Zone;
use crate::cli::context::GitIdentity;
use crate::playbook::id::Id;
use crate::playbook::model::{Playbook, Side};

/// Returns the text of `aboard.toml`; it is valid if name and e-mail of the identity are.
pub(super) fn text(organisation: &str, identity: &GitIdentity, playbooks: &[Playbook], zone: &str) -> String {
    let person = person_id(identity);
    let roles: BTreeSet<&str> = playbooks
        .iter()
        .flat_map(|playbook| &playbook.roles)
        .filter(|(_, role)| role.side == Side::Platform)
        .map(|(id, _)| id.as_str())
        .collect();
    let mut text = format!(
        "\
# How this workspace is set up. Only what is committed counts; `aboard lint` checks it.
format = 1

[organisation]
name = {}

# Due dates in business time follow these hours; nothing is due on a holiday.
[calendar]
zone = {}

[calendar.hours]
mon = [\"09:00-17:00\"]
tue = [\"09:00-17:00\"]
wed = [\"09:00-17:00\"]
thu = [\"09:00-17:00\"]
fri = [\"09:00-17:00\"]

[calendar.holidays]
# 2026-12-25 = \"Christmas Day\"

# Who acts, known by the e-mail of their git identity. What needs a role is refused to who lacks it, and
# nobody approves a waiver they requested, so name at least two people.
",
        quoted(organisation),
        quoted(zone),
    );
    if !roles.is_empty() {
        let roles: Vec<_> = roles.into_iter().collect();
        // A String takes whatever is written to it.
        let _ = writeln!(text, "# Roles of your playbooks: {}.", roles.join(", "));
    }
    let _ = write!(
        text,
        "\
[people.{person}]
name = {}
email = {}
roles = [\"champion\"]

# [people.sam]
# name = \"Sam Roe\"
# email = \"sam@example.org\"
# roles = [\"partnerships\", \"legal\"]

# Where the state of partners is kept; machine-written, one file per partner.
[state]
directory = \"partners\"

# What `aboard partner add` takes where it is not said.
[defaults]
",
        quoted(&identity.name),
        quoted(&identity.email),
    );
    if let Some(first) = playbooks.first() {
        let _ = writeln!(text, "playbook = {}", quoted(first.id.as_str()));
    }
    let _ = writeln!(text, "champion = {}", quoted(person.as_str()));
    text
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Makes an id of the local part of the e-mail, or of the name where nothing is left of that.
fn person_id(identity: &GitIdentity) -> String {
    let local = identity.email.split('@').next().unwrap_or("");
    let made = [local, &identity.name].into_iter().map(slug).find(|slug| slug.parse::<Id>().is_ok());
    made.unwrap_or_else(|| "me".to_owned())
}

fn slug(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let dashed: String = text.chars().map(plain).take(40).collect();
    dashed.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Returns the time zone that this machine keeps, by its IANA name; `UTC` where it does not tell.
pub(super) fn machine_zone() -> String {
    let is_zone = |name: &String| Zone::named(name).is_some();
    let said = env::var("TZ").ok().map(|name| name.trim_start_matches(':').to_owned());
    let linked = || {
        let target = fs::read_link("/etc/localtime").ok()?;
        let (_, name) = target.to_str()?.split_once("zoneinfo/")?;
        Some(name.to_owned())
    };
    said.filter(is_zone).or_else(|| linked().filter(is_zone)).unwrap_or_else(|| "UTC".to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::{person_id, text};
    use crate::calendar::zone;
    use crate::cli::context::GitIdentity;
    use crate::source::Document;
    use crate::workspace::config::Config;

    fn identity(name: &str, email: &str) -> GitIdentity {
        GitIdentity { name: name.to_owned(), email: email.to_owned() }
    }

    #[test]
    fn the_text_is_valid_whatever_people_are_called() {
        let names = ["Dana Fox", "O\"Brien \\ Søn", "多田", "'; x = 1 #", "\u{1b}[31m"];
        for name in names {
            let text = text(name, &identity(name, "Dana.Fox+work@Market.example"), &[], "Europe/Berlin");
            let config =
                Config::load(&Document::from_bytes("aboard.toml", text.as_bytes()).unwrap()).unwrap();
            assert_eq!(config.organisation, name);
            assert_eq!(config.people.values().next().unwrap().name, name);
            assert_eq!(*config.calendar.zone(), zone("Europe/Berlin"));
        }
    }

    #[test]
    fn people_are_named_after_their_address() {
        assert_eq!(person_id(&identity("Dana Fox", "dana.fox+work@market.example")), "dana-fox-work");
        assert_eq!(person_id(&identity("Dana Fox", "_@market.example")), "dana-fox");
        assert_eq!(person_id(&identity("多田", "多@market.example")), "me");
    }
}
