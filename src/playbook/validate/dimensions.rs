//! Dimensions: their weights are shares of one whole.

use super::forms;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::Site;
use crate::playbook::found::Found;
use crate::playbook::model::Dimension;
use crate::playbook::raw::{Entries, RawDimension};

pub(super) fn dimensions(raw: &Entries<RawDimension>, site: &Site, found: &mut Found) -> Vec<Dimension> {
    let mut dimensions = Vec::new();
    for (name, dimension) in raw.iter() {
        let site = site.key(name);
        let title = forms::line(&dimension.title, "the title", &site.key("title"), found);
        if let Some(id) = forms::id(name, site.name(), found) {
            dimensions.push(Dimension { id, title, weight: dimension.weight });
        }
    }
    let sum: u64 = raw.iter().map(|(_, dimension)| u64::from(dimension.weight)).sum();
    if sum != 100 {
        let message = format!("the weights of the dimensions add up to {sum}, not 100");
        let help = match sum.cmp(&100) {
            std::cmp::Ordering::Less => format!("give {} more to one of them", 100 - sum),
            _ => format!("take {} from one of them", sum - 100),
        };
        found.push(Diagnostic::error(Code::WeightsSum, message).at(site.name()).help(help));
    }
    dimensions
}
