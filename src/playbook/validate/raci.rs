//! Who does what for an item: exactly one role is accountable.

use super::known::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::DraftItem;
use crate::playbook::found::Found;
use crate::playbook::model::Raci;
use crate::playbook::raw::RawAccountable;

pub(super) fn raci(item: &DraftItem, known: &Known<'_>, found: &mut Found) -> Option<Raci> {
    let site = item.site("raci");
    let nobody = |place| {
        let message = format!("nobody is accountable for `{}`", item.id);
        let help = "name one role, as in `raci: {accountable: engineering}`";
        Diagnostic::error(Code::NoAccountable, message).at(place).help(help)
    };
    let Some(raw) = &item.raw.raci else {
        // A playbook may still say it in an override.
        if !known.is_apart {
            found.push(nobody(site.name()));
        }
        return None;
    };
    let place = site.key("accountable");
    let accountable = match &raw.accountable {
        Some(RawAccountable::One(role)) => known.roles.resolve(role, &place, found),
        Some(RawAccountable::Several(roles)) if roles.is_empty() => {
            found.push(nobody(place.value()));
            None
        }
        Some(RawAccountable::Several(roles)) => {
            let message = format!("{} roles are accountable for `{}`", roles.len(), item.id);
            let fault = Diagnostic::error(Code::SeveralAccountable, message).at(place.value());
            found.push(match roles.as_slice() {
                [only] => fault.help("write the one role without brackets").replacement(only.clone()),
                _ => fault.help("keep one; the others are `responsible` or `consulted`"),
            });
            None
        }
        None => {
            found.push(nobody(place.name()));
            None
        }
    };
    let responsible = known.roles.resolve_all(raw.responsible.as_ref(), &site.key("responsible"), found);
    let consulted = known.roles.resolve_all(raw.consulted.as_ref(), &site.key("consulted"), found);
    let informed = known.roles.resolve_all(raw.informed.as_ref(), &site.key("informed"), found);
    Some(Raci { accountable: accountable?, responsible, consulted, informed })
}
