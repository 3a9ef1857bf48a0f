//! Partners of test workspaces, added through the library as one change each.

use aboard::change::Change;
use aboard::change::partner::{Add, Set};
use aboard::playbook::model::Value;
use aboard::workspace::{Intent, When, Workspace};

use crate::support::Sandbox;

/// Adds a partner of the playbook `seller`: enterprise, selling to the EU, Dana being champion.
pub fn add(sandbox: &Sandbox, id: &str, name: &str, recorded: &str) {
    add_with(sandbox, id, name, recorded, |_| {});
}

/// Adds a partner with a profile of its own.
pub fn add_with(sandbox: &Sandbox, id: &str, name: &str, recorded: &str, adjust: impl Fn(&mut Set)) {
    let workspace = Workspace::open(sandbox.path()).expect("a workspace");
    let pin = workspace.view(&When::Head).expect("a view").playbook("seller").expect("a playbook").pin;
    let recorded = recorded.parse::<chrono::DateTime<chrono::Utc>>().expect("an instant");
    let mut profile = Set { champion: Some("dana@market.example".to_owned()), ..Set::default() };
    let attributes =
        [("tier", Value::Text("enterprise".to_owned())), ("regions", Value::List(vec!["EU".to_owned()]))];
    for (attribute, value) in attributes {
        profile.attributes.insert(attribute.parse().expect("an id"), Some(value));
    }
    adjust(&mut profile);
    let add = Add { name: name.to_owned(), pin, start: recorded.date_naive(), profile };
    let intent = Intent {
        partner: &id.parse().expect("an id"),
        name: "Dana Fox",
        email: "dana@market.example",
        recorded,
        happened: None,
        text: "",
        dry_run: false,
    };
    let change = Change::PartnerAdd(add);
    workspace.record(&intent, &|_, _| Ok(change.clone())).unwrap_or_else(|error| panic!("{error}"));
}
