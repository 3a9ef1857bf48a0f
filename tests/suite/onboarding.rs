//! Partners of test workspaces, as the program adds them.

use crate::support::Sandbox;

/// Has Dana add a partner of the playbook `seller`, enterprise and selling to the EU, at an instant; `more` are
/// further arguments.
pub(crate) fn add(sandbox: &Sandbox, id: &str, name: &str, at: &str, more: &str) {
    sandbox.at(at).as_person("dana");
    let start = &at[..10];
    let line = format!(
        "partner add {id} --name '{name}' --start {start} --set tier=enterprise --set regions=EU {more}"
    );
    sandbox.ok(&line);
}
