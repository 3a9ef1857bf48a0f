//! What `aboard.toml` says of playbooks: in come its document and the playbooks, out comes whatever of it
//! names something that no playbook has.

use std::collections::BTreeSet;

use super::config::Config;
use crate::change::actor::CHAMPION;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, NodePath, Place, suggest};
use crate::playbook::id::Id;
use crate::playbook::model::Playbook;
use crate::source::Document;

/// Judges `aboard.toml` by itself and, where the playbooks are known, against them.
#[must_use]
pub fn lint(document: &Document, playbooks: Option<&[Playbook]>) -> Diagnostics {
    let config = match Config::load(document) {
        Ok(config) => config,
        Err(faults) => return faults,
    };
    let mut faults = Diagnostics::new();
    if let Some(playbooks) = playbooks.filter(|playbooks| !playbooks.is_empty()) {
        roles(&config, document, playbooks, &mut faults);
        default_playbook(&config, document, playbooks, &mut faults);
    }
    if let Ok(tree) = document.toml_tree() {
        tree.resolve(&mut faults);
    }
    faults.sorted()
}

fn roles(config: &Config, document: &Document, playbooks: &[Playbook], faults: &mut Diagnostics) {
    let declared: BTreeSet<&str> = playbooks
        .iter()
        .flat_map(|playbook| playbook.roles.keys())
        .map(Id::as_str)
        .chain([CHAMPION])
        .collect();
    for (id, person) in &config.people {
        for role in person.roles.iter().filter(|role| !declared.contains(role.as_str())) {
            let message = format!("`{id}` holds the role `{role}`, which no playbook declares");
            let path = NodePath::default().key("people").key(id.as_str()).key("roles");
            let fault =
                Diagnostic::warning(Code::UnknownReference, message).at(Place::value(document.name(), path));
            faults.push(match suggest(role.as_str(), declared.iter().copied()) {
                Some(meant) => fault.help(format!("did you mean `{meant}`?")),
                None => fault.help("declare the role in a playbook, or take it from the person"),
            });
        }
    }
}

fn default_playbook(config: &Config, document: &Document, playbooks: &[Playbook], faults: &mut Diagnostics) {
    let Some(default) = &config.defaults.playbook else { return };
    if playbooks.iter().any(|playbook| playbook.id == *default) {
        return;
    }
    let path = NodePath::default().key("defaults").key("playbook");
    let fault = Diagnostic::error(Code::UnknownReference, format!("there is no playbook `{default}`"))
        .at(Place::value(document.name(), path));
    let known = playbooks.iter().map(|playbook| playbook.id.as_str());
    faults.push(match suggest(default.as_str(), known) {
        Some(meant) => fault.help(format!("did you mean `{meant}`?")).replacement(format!("\"{meant}\"")),
        None => fault.help("name a playbook of the folder playbooks/"),
    });
}
