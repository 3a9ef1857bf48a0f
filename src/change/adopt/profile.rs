//! The profile as `partner set` would change it: by its rules, and in its form.

use std::collections::BTreeMap;

use crate::change::partner::{self, Field, Set};
use crate::change::{Circumstances, Refusal};
use crate::partner::Partner;
use crate::playbook::id::Id;
use crate::playbook::model::Value;

/// Checks what differs of the profile, and puts it into the form that the command gives it.
pub(super) fn check(
    before: &Partner,
    after: &mut Partner,
    circumstances: Circumstances<'_>,
) -> Result<(), Refusal> {
    let set = difference(before, after);
    if set.names().is_empty() {
        return Ok(());
    }
    let mut ruled = before.clone();
    partner::set(&mut ruled, &set, circumstances)?;
    *after = Partner {
        name: ruled.name,
        start: ruled.start,
        signed: ruled.signed,
        launch: ruled.launch,
        champion: ruled.champion,
        backup: ruled.backup,
        attributes: ruled.attributes,
        contacts: ruled.contacts,
        ..after.clone()
    };
    Ok(())
}

fn difference(before: &Partner, after: &Partner) -> Set {
    let mut clear = Vec::new();
    let mut cleared = |field, was: bool, is: bool| {
        if was && !is {
            clear.push(field);
        }
    };
    cleared(Field::Signed, before.signed.is_some(), after.signed.is_some());
    cleared(Field::Launch, before.launch.is_some(), after.launch.is_some());
    cleared(Field::Champion, before.champion.is_some(), after.champion.is_some());
    cleared(Field::Backup, before.backup.is_some(), after.backup.is_some());
    let attributes = entries(&before.attributes, &after.attributes);
    Set {
        name: changed(&before.name, &after.name),
        start: changed(&before.start, &after.start),
        signed: changed(&before.signed, &after.signed).flatten(),
        launch: changed(&before.launch, &after.launch).flatten(),
        champion: changed(&before.champion, &after.champion).flatten(),
        backup: changed(&before.backup, &after.backup).flatten(),
        attributes: attributes.into_iter().map(|(id, value)| (id, value.map(sorted))).collect(),
        contacts: entries(&before.contacts, &after.contacts),
        clear,
    }
}

/// The value after, where it is another.
fn changed<T: Clone + PartialEq>(before: &T, after: &T) -> Option<T> {
    (before != after).then(|| after.clone())
}

/// The entries that are others, none for those that are gone.
fn entries<T: Clone + PartialEq>(
    before: &BTreeMap<Id, T>,
    after: &BTreeMap<Id, T>,
) -> BTreeMap<Id, Option<T>> {
    let keys = before.keys().chain(after.keys()).filter(|key| before.get(*key) != after.get(*key));
    keys.map(|key| (key.clone(), after.get(key).cloned())).collect()
}

/// Lists are kept sorted, without repetition.
fn sorted(value: Value) -> Value {
    match value {
        Value::List(mut list) => {
            list.sort();
            list.dedup();
            Value::List(list)
        }
        other => other,
    }
}
