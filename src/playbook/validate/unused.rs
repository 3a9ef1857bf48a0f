//! What a sound playbook declares and does not use: roles, stages and dimensions.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::id::Id;
use crate::playbook::model::{EvidenceKind, Item, Playbook};

pub(super) fn unused(playbook: &Playbook, root: &Site, found: &mut Found) {
    let acting = acting(playbook);
    for role in playbook.roles.keys().filter(|role| !acting.contains(role)) {
        let fault = Diagnostic::of(Code::RoleUnused, format!("the role `{role}` never acts"));
        let place = root.key("roles").key(role.as_str()).name();
        found
            .push(fault.at(place).help("give it a part in an item, a sign-off or an approval, or remove it"));
    }
    for (position, stage) in playbook.stages.iter().enumerate() {
        if !playbook.items().any(|item| item.stage == stage.id) {
            let fault = Diagnostic::of(
                Code::StageWithoutItems,
                format!("no item belongs to the stage `{}`", stage.id),
            );
            let place = root.key("stages").index(position).key("id").value();
            found.push(fault.at(place).help("give it items, or remove it"));
        }
    }
    for dimension in &playbook.dimensions {
        if !playbook.items().any(|item| item.dimension == dimension.id) {
            let message = format!("no item counts towards the dimension `{}`", dimension.id);
            let place = root.key("dimensions").key(dimension.id.as_str()).name();
            found.push(
                Diagnostic::of(Code::DimensionWithoutItems, message)
                    .at(place)
                    .help("give it items, or remove it"),
            );
        }
    }
}

fn acting(playbook: &Playbook) -> BTreeSet<&Id> {
    let stages = playbook.stages.iter().flat_map(|stage| stage.sign_offs.iter().chain(&stage.approver));
    let plans = playbook.stages.iter().filter_map(|stage| stage.rollback.plan.as_ref());
    let rolling_back =
        plans.flat_map(|plan| std::iter::once(&plan.owner).chain(plan.steps.iter().map(|step| &step.by)));
    stages
        .chain(rolling_back)
        .chain(&playbook.waivers.approvers)
        .chain(playbook.items().flat_map(of_item))
        .collect()
}

fn of_item(item: &Item) -> impl Iterator<Item = &Id> {
    let raci = &item.raci;
    let signers = item.evidence.iter().filter_map(|evidence| match &evidence.kind {
        EvidenceKind::SignOff(role) => Some(role),
        _ => None,
    });
    let told = raci.responsible.iter().chain(&raci.consulted).chain(&raci.informed);
    std::iter::once(&raci.accountable).chain(told).chain(signers)
}
