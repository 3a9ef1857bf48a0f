//! The same history as commands: in comes a change, out comes the line of a shell script that makes it, with
//! the clock and the person it needs.

use std::io::{self, Write};

use aboard::change::Change;
use aboard::change::item::{Action, Move};
use aboard::change::partner::Set;
use aboard::partner::{Answer, Ruling, Took};
use aboard::playbook::id::Id;
use aboard::playbook::model::{Side, Value};
use chrono::{DateTime, SecondsFormat, Utc};

use super::story::Deed;

/// Writes what the script begins with. Evidence lies outside of the workspace: only its digest is kept.
pub(super) fn open(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "#!/bin/sh\n# Run it in the workspace as of its first commit, with `aboard` on the PATH.\nset -eu"
    )?;
    writeln!(out, "evidence=$(mktemp -d)\ntrap 'rm -r \"$evidence\"' EXIT")?;
    writeln!(out, "as() {{")?;
    writeln!(out, "  export ABOARD_NOW=\"$1\" GIT_AUTHOR_DATE=\"$1\" GIT_COMMITTER_DATE=\"$1\"")?;
    writeln!(out, "  export GIT_AUTHOR_NAME=\"$2\" GIT_COMMITTER_NAME=\"$2\"")?;
    writeln!(
        out,
        "  export GIT_AUTHOR_EMAIL=\"$3\" GIT_COMMITTER_EMAIL=\"$3\"\n  shift 3\n  \"$@\" >/dev/null 2>&1 || {{ \"$@\" --dry-run; exit 1; }}\n}}"
    )
}

/// Writes the line of one change.
pub(super) fn write(out: &mut dyn Write, partner: &Id, deed: &Deed, at: DateTime<Utc>) -> io::Result<()> {
    let mut line = Line(Vec::new());
    for file in line.change(partner, &deed.change) {
        let file = quoted(&file);
        writeln!(out, "printf '%s\\n' {file} >\"$evidence\"/{file}")?;
    }
    if let Some(happened) = deed.happened {
        line.flag("--happened", &instant(happened));
    }
    if !deed.text.is_empty() {
        line.flag("--message", deed.text);
    }
    let (now, name, email) = (instant(at), quoted(&deed.name), quoted(&deed.email));
    writeln!(out, "as {now} {name} {email} aboard {}", line.0.join(" "))
}

fn instant(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Quotes a word for the shell, where it needs that.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// The words of a command.
struct Line(Vec<String>);

impl Line {
    fn words(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(|word| quoted(word)));
    }

    fn flag(&mut self, name: &str, value: &str) {
        self.words(&[name, value]);
    }

    /// Adds the words of a change, and returns the files that must lie there first.
    fn change(&mut self, partner: &Id, change: &Change) -> Vec<String> {
        let partner = partner.as_str();
        match change {
            Change::PartnerAdd(add) => {
                self.words(&["partner", "add", partner, "--name", &add.name]);
                self.flag("--playbook", add.pin.playbook.as_str());
                self.flag("--start", &add.start.to_string());
                self.profile(&add.profile);
            }
            Change::PartnerSet(set) => {
                self.words(&["partner", "set", partner]);
                self.profile(set);
            }
            // What is edited by hand, or read from reports, has no command line alone: no story has any.
            Change::PartnerAdopt(_) | Change::Check(_) => {}
            Change::PartnerArchive(archive) => {
                self.words(&["partner", "archive", partner, "--reason", &archive.reason]);
            }
            Change::Items(moved) => return self.moved(partner, moved),
            Change::Note(note) => {
                self.words(&["note", partner]);
                self.0.extend(note.item.iter().map(|item| quoted(&item.to_string())));
                self.flag("--message", &note.text);
            }
            Change::WaiverRequest(request) => {
                self.words(&["waive", partner, &request.item.to_string(), "--reason", &request.reason]);
                self.words(&["--control", &request.control, "--until", &request.until.to_string()]);
            }
            Change::WaiverRule(rule) => {
                let verb = match rule.ruling {
                    Ruling::Approved => "approve",
                    Ruling::Rejected => "reject",
                    Ruling::Revoked => "revoke",
                };
                self.words(&["waiver", verb, partner, &rule.item.to_string()]);
                if let Some(reason) = &rule.reason {
                    self.flag("--reason", reason);
                }
            }
            Change::SignOff(sign) => {
                self.words(&["sign", partner, "--role", sign.role.as_str(), "--name", &sign.name]);
                self.flag("--stage", sign.stage.as_str());
                if let Some(reference) = &sign.reference {
                    self.flag("--reference", reference);
                }
            }
            Change::Promote(promote) => {
                self.words(&["promote", partner, "--to", promote.to.as_str()]);
                if let Some(overriding) = &promote.overriding {
                    self.words(&["--override", "--reason", &overriding.reason]);
                    self.flag("--until", &overriding.until.to_string());
                }
            }
            Change::Rollback(rollback) => {
                self.words(&["rollback", partner, "--to", rollback.to.as_str()]);
                self.flag("--reason", &rollback.reason);
                if let Some(trigger) = &rollback.trigger {
                    self.flag("--trigger", trigger.as_str());
                }
                self.took(&rollback.took);
            }
            Change::PartnerEnvironment(describe) => {
                self.words(&["partner", "environment", partner, describe.name.as_str()]);
                match &describe.environment {
                    None => self.words(&["--remove"]),
                    Some(environment) => {
                        self.flag("--url", environment.url.as_str());
                        for (name, value) in &environment.headers {
                            self.flag("--header", &format!("{name}={value}"));
                        }
                        if let Some(secret) = &environment.signing {
                            self.flag("--signing", &secret.to_string());
                        }
                        for reach in &environment.reach {
                            self.flag("--reach", reach.as_str());
                        }
                    }
                }
            }
            Change::Baseline(set) => {
                self.words(&["baseline", partner, "set"]);
                self.0.extend(set.measured.keys().map(|item| quoted(&item.to_string())));
            }
            Change::Rehearse(rehearse) => {
                self.words(&["rehearse", partner, "--stage", rehearse.stage.as_str()]);
                self.took(&rehearse.took);
                let told = [("--failed", &rehearse.failed), ("--reference", &rehearse.reference)];
                for (flag, told) in told.into_iter().filter_map(|(flag, told)| Some((flag, told.as_ref()?))) {
                    self.flag(flag, told);
                }
            }
        }
        Vec::new()
    }

    fn took(&mut self, took: &[Took]) {
        if !took.is_empty() {
            let times: Vec<_> = took.iter().map(ToString::to_string).collect();
            self.flag("--took", &times.join(","));
        }
    }

    fn profile(&mut self, set: &Set) {
        let dates = [("--signed", set.signed), ("--launch", set.launch)];
        for (flag, date) in dates.into_iter().filter_map(|(flag, date)| Some((flag, date?))) {
            self.flag(flag, &date.to_string());
        }
        for (flag, email) in [("--champion", &set.champion), ("--backup", &set.backup)] {
            if let Some(email) = email {
                self.flag(flag, email);
            }
        }
        for (id, value) in &set.attributes {
            let value = match value {
                Some(Value::Text(text)) => text.clone(),
                Some(Value::List(list)) => list.join(","),
                Some(Value::Number(number)) => number.to_string(),
                Some(Value::Boolean(is)) => is.to_string(),
                None => continue,
            };
            self.flag("--set", &format!("{id}={value}"));
        }
        for (role, contact) in &set.contacts {
            let Some(contact) = contact else { continue };
            let email = contact.email.as_ref().map(|email| format!(" <{email}>")).unwrap_or_default();
            self.flag("--contact", &format!("{role}={}{email}", contact.name));
        }
    }

    fn moved(&mut self, partner: &str, moved: &Move) -> Vec<String> {
        let verb = match moved.action {
            Action::Complete => "done",
            action => action.verb(),
        };
        self.words(&[verb, partner]);
        self.0.extend(moved.items.iter().map(|item| quoted(&item.to_string())));
        if let Some(reason) = &moved.reason {
            self.flag("--reason", reason);
        }
        if let Some(side) = moved.waits_on {
            self.flag("--on", if side == Side::Partner { "partner" } else { "platform" });
        }
        let (mut files, mut reference) = (Vec::new(), None);
        for (id, answer) in &moved.evidence {
            let value = match answer {
                Answer::Url(text) | Answer::Text(text) | Answer::Choice(text) => text.clone(),
                Answer::Number(number) => number.to_string(),
                Answer::Date(date) => date.to_string(),
                Answer::SignOff { name, reference: said } => {
                    reference.clone_from(said);
                    name.clone()
                }
                Answer::File { name, .. } => {
                    self.0.push(format!("--evidence {id}=\"$evidence\"/{}", quoted(name)));
                    files.push(name.clone());
                    continue;
                }
            };
            self.flag("--evidence", &format!("{id}={value}"));
        }
        if let Some(reference) = reference {
            self.flag("--reference", &reference);
        }
        if let Some(who) = &moved.on_behalf_of {
            self.flag("--on-behalf-of", who);
        }
        files
    }
}
