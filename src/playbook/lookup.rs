//! What is looked up in one playbook for partner after partner: in comes the playbook, out come the places
//! of its items and the digests of its terms, each reckoned once.
//!
//! It lies beside the playbook, not in it, and speaks of the playbook it was made from alone: who changes a
//! playbook makes another.

use std::sync::OnceLock;

use std::collections::BTreeMap;

use super::digest::{check_digest, item_digest, plan_digest, stage_terms};
use super::id::ItemRef;
use super::model::{Item, Playbook};

/// Places of items and digests of terms of one playbook.
#[derive(Debug)]
pub struct Lookup {
    items: Vec<Known>,
    /// The places of the items, sorted by address.
    sorted: Vec<usize>,
    /// The terms of each stage, in the order of the playbook.
    terms: Vec<OnceLock<Option<String>>>,
    /// The digests of the checks of items that have one.
    checks: BTreeMap<ItemRef, OnceLock<Option<String>>>,
    /// The digests of the rollback plans, in the order of the playbook's stages.
    plans: Vec<OnceLock<Option<String>>>,
}

#[derive(Debug)]
struct Known {
    /// Where its needs stand among the items; none for what the playbook does not have.
    needs: Vec<Option<usize>>,
    digest: OnceLock<String>,
}

impl Lookup {
    /// Finds the places of a playbook's items. Digests wait until they are asked for.
    #[must_use]
    pub fn new(playbook: &Playbook) -> Self {
        let addresses: Vec<&ItemRef> = playbook.items().map(|item| &item.address).collect();
        let mut sorted: Vec<usize> = (0..addresses.len()).collect();
        // Of two with one address, which no sound playbook has, the first is found.
        sorted.sort_by_key(|place| (addresses[*place], *place));
        let place = |address: &ItemRef| {
            let at = sorted.partition_point(|place| addresses[*place] < address);
            sorted.get(at).copied().filter(|place| addresses[*place] == address)
        };
        let known =
            |item: &Item| Known { needs: item.needs.iter().map(place).collect(), digest: OnceLock::new() };
        Lookup {
            items: playbook.items().map(known).collect(),
            terms: playbook.stages.iter().map(|_| OnceLock::new()).collect(),
            checks: playbook
                .items()
                .filter(|item| item.check.is_some())
                .map(|item| (item.address.clone(), OnceLock::new()))
                .collect(),
            plans: playbook.stages.iter().map(|_| OnceLock::new()).collect(),
            sorted,
        }
    }

    /// Returns where the needs of the item at a place stand; none for what the playbook does not have.
    pub(crate) fn needs(&self, place: usize) -> &[Option<usize>] {
        self.items.get(place).map_or(&[], |known| &known.needs)
    }

    /// Returns the places of the items, sorted by address.
    pub(crate) fn sorted(&self) -> &[usize] {
        &self.sorted
    }

    /// Returns the digest of the item at a place.
    pub(crate) fn item_digest(&self, place: usize, item: &Item) -> Option<&str> {
        self.items.get(place).map(|known| known.digest.get_or_init(|| item_digest(item)).as_str())
    }

    /// Returns the digest of what the gate of a stage of the playbook asks for.
    pub(crate) fn stage_terms(&self, playbook: &Playbook, stage: &str) -> Option<&str> {
        let terms = self.terms.get(playbook.stage_index(stage)?)?;
        terms.get_or_init(|| stage_terms(playbook, stage)).as_deref()
    }

    /// Returns the digest of the check of an item of the playbook.
    pub(crate) fn check_digest(&self, playbook: &Playbook, item: &Item) -> Option<&str> {
        self.checks.get(&item.address)?.get_or_init(|| check_digest(playbook, item)).as_deref()
    }

    /// Returns the digest of the rollback plan of a stage of the playbook.
    pub(crate) fn plan_digest(&self, playbook: &Playbook, stage: &str) -> Option<&str> {
        let index = playbook.stage_index(stage)?;
        let rollback = &playbook.stages[index].rollback;
        let digest = || rollback.plan.as_ref().map(|plan| plan_digest(rollback, plan));
        self.plans.get(index)?.get_or_init(digest).as_deref()
    }
}
