//! Ids that items had before: each leads to one item, and is no longer in use.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::DraftChecklist;
use crate::playbook::found::Found;

pub(super) fn renamed(draft: &DraftChecklist, found: &mut Found) {
    let current: BTreeMap<&str, _> = draft.items.iter().map(|item| (item.id.as_str(), item)).collect();
    let mut claimed = BTreeMap::new();
    for item in &draft.items {
        let site = item.site("renamed_from");
        for (position, old) in item.raw.renamed_from.iter().flatten().enumerate() {
            let place = site.index(position);
            let old = old.0.as_str();
            if let Some(holder) = current.get(old) {
                let message =
                    format!("`{old}` is the id of an item of this checklist, so it was not given up");
                let fault = Diagnostic::error(Code::DuplicateId, message).at(place.value());
                found.push(
                    fault
                        .related(holder.site("id").value(), "in use here")
                        .help("remove it from `renamed_from`"),
                );
            }
            if let Some(first) = claimed.insert(old, place.clone()) {
                let message = format!("`{old}` became two items");
                let fault = Diagnostic::error(Code::DuplicateId, message).at(place.value());
                found.push(
                    fault.related(first.value(), "first here").help("keep the one that took over its work"),
                );
            }
        }
    }
}
