//! What comes before an item: items that are there, of no later stage, and never in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::known::Known;
use crate::diagnostic::{Code, Diagnostic};
use crate::playbook::draft::{DraftItem, Site};
use crate::playbook::found::Found;
use crate::playbook::id::{Id, ItemRef};
use crate::playbook::raw::RawItemName;

/// Resolves what an item of `stage` needs.
pub(super) fn needs(
    item: &DraftItem,
    stage: Option<&Id>,
    known: &Known<'_>,
    found: &mut Found,
) -> Vec<ItemRef> {
    let site = item.site("needs");
    let (mut needs, mut seen) = (Vec::new(), BTreeSet::new());
    for (position, name) in item.raw.needs.iter().flatten().enumerate() {
        let site = site.index(position);
        let Some(needed) = known.item(name, Some(&item.checklist), &site, found) else {
            continue;
        };
        if !seen.insert(needed.clone()) {
            let fault =
                Diagnostic::error(Code::DuplicateId, format!("`{needed}` stands twice")).at(site.value());
            found.push(fault.help("remove one"));
            continue;
        }
        if let Some(stage) = stage {
            later_stage(item, stage, &needed, known, &site, found);
        }
        needs.push(needed);
    }
    needs
}

fn later_stage(
    item: &DraftItem,
    own: &Id,
    needed: &ItemRef,
    known: &Known<'_>,
    site: &Site,
    found: &mut Found,
) {
    let address = (needed.checklist.as_str(), needed.item.as_str());
    let Some(other) = known.stage_of.get(&address) else {
        return;
    };
    let (Some(own_place), Some(other_place)) =
        (known.stages.position(own.as_str()), known.stages.position(other))
    else {
        return;
    };
    if other_place > own_place {
        let message = format!("`{}` of stage `{own}` needs `{needed}` of the later stage `{other}`", item.id);
        let fault = Diagnostic::error(Code::NeedsLaterStage, message).at(site.value());
        found.push(fault.help(format!("move `{}` to stage `{other}`, or drop the need", item.id)));
    }
}

/// Reports items that wait for each other in a circle, by `needs` or by a due date that another
/// item starts.
pub(super) fn circles(items: &[&DraftItem], known: &Known<'_>, found: &mut Found) {
    let positions: BTreeMap<_, usize> =
        items.iter().enumerate().map(|(at, item)| (item.address(), at)).collect();
    if positions.len() < items.len() {
        return; // Two items of one address, which is told: a circle may be one of mistaken identity.
    }
    let edges: Vec<Vec<Edge>> = items.iter().map(|item| edges(item, &positions, known)).collect();
    for circle in circles_of(&edges) {
        let name = |at: usize| format!("{}/{}", items[at].checklist, items[at].id);
        let path: Vec<String> = circle.iter().chain(circle.first()).map(|step| name(step.from)).collect();
        let path = shortened(&path).join(" -> ");
        let Some(first) = circle.first() else { continue };
        let by_due = circle.iter().any(|step| step.edge.is_due());
        let (message, help) = if by_due {
            (
                format!("items wait for each other in a circle: {path}"),
                "drop a need, or start the clock elsewhere",
            )
        } else {
            (format!("items need each other in a circle: {path}"), "drop the need that is not a true one")
        };
        let item = items[first.from];
        let site = match first.edge.position {
            Some(position) => item.site("needs").index(position),
            None => item.site("due").key("item"),
        };
        let mut fault = Diagnostic::error(Code::NeedsCycle, message).at(site.value()).help(help);
        for step in circle.iter().skip(1).take(8) {
            let label = format!("`{}` waits for `{}`", name(step.from), name(step.edge.to));
            let item = items[step.from];
            let site = match step.edge.position {
                Some(position) => item.site("needs").index(position),
                None => item.site("due").key("item"),
            };
            fault = fault.related(site.value(), label);
        }
        found.push(fault);
    }
}

/// Leaves out the middle of a long way.
fn shortened(path: &[String]) -> Vec<&str> {
    const SHOWN: usize = 12;
    let mut steps: Vec<&str> = path.iter().map(String::as_str).collect();
    if steps.len() > SHOWN {
        steps.splice(SHOWN / 2..path.len() - SHOWN / 2, ["…"]);
    }
    steps
}

/// One item waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edge {
    to: usize,
    /// The place in `needs`; none for a due date.
    position: Option<usize>,
}

impl Edge {
    fn is_due(self) -> bool {
        self.position.is_none()
    }
}

fn edges(item: &DraftItem, positions: &BTreeMap<(&str, &str), usize>, known: &Known<'_>) -> Vec<Edge> {
    let resolve = |name: &RawItemName| {
        let address = known.items.resolve(&name.0, Some(&item.checklist)).ok()?;
        positions.get(&(address.checklist.as_str(), address.item.as_str())).copied()
    };
    let needs = item.raw.needs.iter().flatten().enumerate();
    let needs = needs.filter_map(|(at, name)| Some(Edge { to: resolve(name)?, position: Some(at) }));
    let due = item.raw.due.as_ref().and_then(|due| due.item.as_ref()).and_then(resolve);
    needs.chain(due.map(|to| Edge { to, position: None })).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    from: usize,
    edge: Edge,
}

/// Returns circles, at least one for every set of items that wait for each other: those that a walk
/// in depth closes through an item of no circle yet.
fn circles_of(edges: &[Vec<Edge>]) -> Vec<Vec<Step>> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Closed,
    }
    let mut states = vec![State::New; edges.len()];
    let mut told = vec![false; edges.len()];
    let mut circles = Vec::new();
    for start in 0..edges.len() {
        if states[start] != State::New {
            continue;
        }
        // The way from `start`: each item with the edge that is walked next. No recursion, since a
        // chain may be as long as a file has items.
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        states[start] = State::Open;
        while let Some((at, next)) = way.last_mut() {
            let at = *at;
            let Some(edge) = edges[at].get(*next).copied() else {
                states[at] = State::Closed;
                way.pop();
                continue;
            };
            *next += 1;
            match states[edge.to] {
                State::New => {
                    states[edge.to] = State::Open;
                    way.push((edge.to, 0));
                }
                State::Open => {
                    let from = way.iter().position(|(item, _)| *item == edge.to).unwrap_or_default();
                    let steps =
                        way[from..].iter().map(|&(from, next)| Step { from, edge: edges[from][next - 1] });
                    let circle: Vec<Step> = steps.collect();
                    if circle.iter().any(|step| !told[step.from]) {
                        circle.iter().for_each(|step| told[step.from] = true);
                        circles.push(circle);
                    }
                }
                State::Closed => {}
            }
        }
    }
    circles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles(edges: &[&[usize]]) -> Vec<Vec<usize>> {
        let edge = |(position, to): (usize, &usize)| Edge { to: *to, position: Some(position) };
        let edges: Vec<Vec<Edge>> =
            edges.iter().map(|to| to.iter().enumerate().map(edge).collect()).collect();
        circles_of(&edges)
            .into_iter()
            .map(|circle| circle.into_iter().map(|step| step.from).collect())
            .collect()
    }

    #[test]
    fn a_circle_is_its_items_in_order() {
        assert_eq!(circles(&[&[1], &[2], &[0]]), [vec![0, 1, 2]]);
        assert_eq!(circles(&[&[0]]), [vec![0]]);
        assert_eq!(circles(&[&[1], &[2, 3], &[], &[1]]), [vec![1, 3]]);
    }

    #[test]
    fn what_only_joins_is_no_circle() {
        assert!(circles(&[&[1, 2], &[3], &[3], &[]]).is_empty());
    }

    #[test]
    fn each_knot_is_told() {
        assert_eq!(circles(&[&[1], &[0], &[3], &[2]]), [vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let edges: Vec<Vec<Edge>> =
            (0..200_000).map(|at| vec![Edge { to: (at + 1) % 200_000, position: Some(0) }]).collect();
        assert_eq!(circles_of(&edges).len(), 1);
    }
}
