//! Roles: their ids, sides and titles.

use std::collections::BTreeMap;

use super::forms;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::id::Id;
use crate::playbook::model::Role;
use crate::playbook::raw::{Entries, RawRole};

pub(super) fn roles(raw: &Entries<RawRole>, site: &Site, found: &mut Found) -> BTreeMap<Id, Role> {
    if raw.is_empty() {
        let fault = Diagnostic::error(Code::EmptyAssertion, "the playbook has no roles, so nobody can act");
        found.push(
            fault.at(site.value()).help("declare roles, as in `champion: {side: platform, title: Champion}`"),
        );
    }
    let mut roles = BTreeMap::new();
    for (name, role) in raw.iter() {
        let site = site.key(name);
        let title = forms::line(&role.title, "the title", &site.key("title"), found);
        if let Some(id) = forms::id(name, site.name(), found) {
            let about = forms::markdown(role.about.as_ref());
            roles.insert(id, Role { side: role.side, title, about });
        }
    }
    roles
}
