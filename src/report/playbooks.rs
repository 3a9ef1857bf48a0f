//! Playbooks as committed: the list of them, one in full, and one item in full. Enter: playbooks, and how
//! many partners are pinned to which version. Leave: plain values.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::checks;
use super::condition::{bounds, told as condition};
use super::criteria::{CriterionAsked, TestDataNote};
use super::due::told;
use super::limits::LimitAsked;
use super::rollback::RollbackAsked;
use super::unreadable::Unreadable;
use super::version::FormatVersion;
use crate::playbook::id::Id;
use crate::playbook::model::{AttributeKind, DueRule, Item, LinkKind, PausesOn, Playbook, Severity, Side};
use crate::readiness::evidence::asked;

/// The list of playbooks.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "Playbooks and who is on them: aboard playbook list --format json")]
pub struct Playbooks {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "playbooks"))]
    pub kind: String,
    /// The playbooks, by path.
    pub playbooks: Vec<PlaybookLine>,
    /// Pins of partners whose playbook is no longer among the committed files.
    pub gone: Vec<Pinned>,
    /// Playbook files with uncommitted edits, which do not count.
    pub edited: Vec<String>,
    /// Partners that cannot be read, so that nobody can tell what governs them.
    pub unreadable: Vec<Unreadable>,
}

impl Playbooks {
    /// Makes a list.
    #[must_use]
    pub fn new(
        playbooks: Vec<PlaybookLine>,
        gone: Vec<Pinned>,
        edited: Vec<String>,
        unreadable: Vec<Unreadable>,
    ) -> Self {
        let kind = "playbooks".to_owned();
        Playbooks { format_version: FormatVersion, kind, playbooks, gone, edited, unreadable }
    }
}

/// A playbook file, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaybookLine {
    /// Its path.
    pub path: String,
    /// How many errors it has; with any, nothing else of it is known.
    pub errors: usize,
    /// What it is; none where it has errors.
    pub playbook: Option<PlaybookNote>,
    /// The partners it governs, by version.
    pub partners: Vec<Pinned>,
}

/// What a playbook is, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlaybookNote {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Who answers for it.
    pub owner: String,
    /// How many items it has.
    pub items: usize,
    /// How many stages it has.
    pub stages: usize,
}

impl PlaybookNote {
    /// Says what a playbook is.
    #[must_use]
    pub fn new(playbook: &Playbook) -> Self {
        PlaybookNote {
            id: playbook.id.to_string(),
            version: playbook.version.to_string(),
            title: playbook.title.clone(),
            owner: playbook.owner.clone(),
            items: playbook.items().count(),
            stages: playbook.stages.len(),
        }
    }
}

/// How many partners are pinned to a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Pinned {
    /// The id of the playbook.
    pub playbook: String,
    /// The version.
    pub version: String,
    /// How many partners.
    pub partners: usize,
}

/// One playbook in full.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "One playbook in full: aboard playbook show PLAYBOOK --format json")]
pub struct PlaybookDetail {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "playbook"))]
    pub kind: String,
    /// Its path.
    pub path: String,
    /// What it is, in short.
    pub playbook: PlaybookNote,
    /// What it is for, in Markdown.
    pub about: String,
    /// Who acts.
    pub roles: Vec<RoleNote>,
    /// What a partner declares.
    pub attributes: Vec<AttributeAsked>,
    /// The axes of the scorecard.
    pub dimensions: Vec<DimensionNote>,
    /// The stages, in order.
    pub stages: Vec<StageAsked>,
    /// The checklists, in the order of the file.
    pub checklists: Vec<ChecklistNote>,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RoleNote {
    /// Its id.
    pub id: String,
    /// Its side.
    pub side: Side,
    /// Its title.
    pub title: String,
}

/// An attribute that a partner must or may declare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AttributeAsked {
    /// Its id.
    pub id: String,
    /// The values it takes, in words.
    pub takes: String,
    /// Whether it must be declared.
    pub required: bool,
    /// Its title.
    pub title: String,
}

/// An axis of the scorecard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DimensionNote {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its share, in percent.
    pub weight: u32,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StageAsked {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How long it is planned to take.
    pub expected: Option<String>,
    /// The least time in it.
    pub soak: Option<String>,
    /// Where its checks look.
    pub environment: Option<String>,
    /// What must hold to leave it.
    pub criteria: Vec<CriterionAsked>,
    /// What it is tested with.
    pub test_data: Vec<TestDataNote>,
    /// How far a partner may go in it, in the order of the file.
    pub limits: Vec<LimitAsked>,
    /// How long what its checks say holds.
    pub retest_every: Option<String>,
    /// The roles that must sign.
    pub sign_offs: Vec<String>,
    /// The role that may promote out of it.
    pub approver: Option<String>,
    /// How many items count for its gate.
    pub items: usize,
    /// How it is rolled back; none where the playbook has no plan for that.
    pub rollback: Option<RollbackAsked>,
}

/// A checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChecklistNote {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The shared file it was included from.
    pub included_from: Option<String>,
    /// Its items.
    pub items: Vec<ItemNote>,
}

/// An item, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ItemNote {
    /// Its address.
    pub item: String,
    /// Its title.
    pub title: String,
    /// The stage whose gate it counts for.
    pub stage: String,
    /// How much it matters.
    pub severity: Severity,
    /// Whether the gate needs it.
    pub blocking: bool,
}

/// One item in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "One item of a playbook in full: aboard playbook show PLAYBOOK --item ITEM --format json")]
pub struct ItemDetail {
    /// The version of this format.
    pub format_version: FormatVersion,
    /// What this document is.
    #[schemars(extend("const" = "item"))]
    pub kind: String,
    /// The playbook: `id@version`.
    pub playbook: String,
    /// The item, in short.
    pub item: ItemNote,
    /// The dimension it counts for.
    pub dimension: String,
    /// The role that answers for it.
    pub accountable: String,
    /// The roles that do the work; where empty, the accountable one does.
    pub responsible: Vec<String>,
    /// The roles that are asked before.
    pub consulted: Vec<String>,
    /// The roles that are told after.
    pub informed: Vec<String>,
    /// Whether a waiver may stand in for it.
    pub waivable: bool,
    /// The items that come before it.
    pub needs: Vec<String>,
    /// When it is due, in words.
    pub due: Option<String>,
    /// For which partners it applies, in words; for all where none.
    pub when: Option<String>,
    /// The day from which it applies.
    pub effective_from: Option<NaiveDate>,
    /// How much work it is.
    pub estimate: Option<String>,
    /// What decides it, in words.
    pub check: Option<String>,
    /// What shows that it is done.
    pub evidence: Vec<EvidenceAsked>,
    /// Words to select it by.
    pub tags: Vec<String>,
    /// How it is done, in Markdown.
    pub instructions: String,
    /// Where to read on.
    pub links: Vec<LinkNote>,
}

/// Something that shows an item is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceAsked {
    /// Its id.
    pub id: String,
    /// What is asked.
    pub ask: String,
    /// The kind of answer, in words.
    pub takes: String,
    /// Whether the item can be done without it.
    pub required: bool,
    /// How long an answer holds.
    pub valid_for: Option<String>,
}

/// Where to read on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LinkNote {
    /// Its title.
    pub title: String,
    /// Where it leads.
    pub url: String,
    /// What is behind it.
    pub kind: LinkKind,
    /// How long it takes.
    pub minutes: Option<u32>,
}

impl PlaybookDetail {
    /// Shows a playbook.
    #[must_use]
    pub fn new(path: &str, playbook: &Playbook) -> Self {
        let items_of = |stage: &Id| playbook.items().filter(|item| item.stage == *stage).count();
        PlaybookDetail {
            format_version: FormatVersion,
            kind: "playbook".to_owned(),
            path: path.to_owned(),
            playbook: PlaybookNote::new(playbook),
            about: playbook.about.clone(),
            roles: playbook
                .roles
                .iter()
                .map(|(id, role)| RoleNote { id: id.to_string(), side: role.side, title: role.title.clone() })
                .collect(),
            attributes: playbook
                .attributes
                .iter()
                .map(|(id, attribute)| AttributeAsked {
                    id: id.to_string(),
                    takes: takes(&attribute.kind),
                    required: attribute.required,
                    title: attribute.title.clone(),
                })
                .collect(),
            dimensions: playbook
                .dimensions
                .iter()
                .map(|dimension| DimensionNote {
                    id: dimension.id.to_string(),
                    title: dimension.title.clone(),
                    weight: dimension.weight,
                })
                .collect(),
            stages: playbook
                .stages
                .iter()
                .map(|stage| StageAsked {
                    id: stage.id.to_string(),
                    title: stage.title.clone(),
                    expected: stage.expected.map(|span| span.to_string()),
                    soak: stage.soak.map(|span| span.to_string()),
                    environment: stage.environment.as_ref().map(ToString::to_string),
                    criteria: stage.criteria.iter().map(CriterionAsked::of).collect(),
                    test_data: stage.test_data.iter().map(TestDataNote::of).collect(),
                    limits: stage.limits.iter().map(LimitAsked::of).collect(),
                    retest_every: stage.retest_every.map(|span| span.to_string()),
                    sign_offs: strings(&stage.sign_offs),
                    approver: stage.approver.as_ref().map(ToString::to_string),
                    items: items_of(&stage.id),
                    rollback: RollbackAsked::of(&stage.rollback),
                })
                .collect(),
            checklists: playbook
                .checklists
                .iter()
                .map(|checklist| ChecklistNote {
                    id: checklist.id.to_string(),
                    title: checklist.title.clone(),
                    included_from: checklist.included_from.clone(),
                    items: checklist.items.iter().map(ItemNote::new).collect(),
                })
                .collect(),
        }
    }
}

impl ItemNote {
    fn new(item: &Item) -> Self {
        ItemNote {
            item: item.address.to_string(),
            title: item.title.clone(),
            stage: item.stage.to_string(),
            severity: item.severity,
            blocking: item.blocking,
        }
    }
}

impl ItemDetail {
    /// Shows an item.
    #[must_use]
    pub fn new(playbook: &Playbook, item: &Item) -> Self {
        ItemDetail {
            format_version: FormatVersion,
            kind: "item".to_owned(),
            playbook: format!("{}@{}", playbook.id, playbook.version),
            item: ItemNote::new(item),
            dimension: item.dimension.to_string(),
            accountable: item.raci.accountable.to_string(),
            responsible: strings(&item.raci.responsible),
            consulted: strings(&item.raci.consulted),
            informed: strings(&item.raci.informed),
            waivable: item.waivable,
            needs: strings(&item.needs),
            due: item.due.as_ref().map(due),
            when: item.when.as_ref().map(condition),
            effective_from: item.effective_from,
            estimate: item.estimate.map(|span| span.to_string()),
            check: item.check.as_ref().map(checks::asked),
            evidence: item
                .evidence
                .iter()
                .map(|rule| EvidenceAsked {
                    id: rule.id.to_string(),
                    ask: rule.ask.clone(),
                    takes: asked(&rule.kind),
                    required: rule.required,
                    valid_for: rule.valid_for.map(|span| span.to_string()),
                })
                .collect(),
            tags: strings(&item.tags),
            instructions: item.instructions.clone(),
            links: item
                .links
                .iter()
                .map(|link| LinkNote {
                    title: link.title.clone(),
                    url: link.url.clone(),
                    kind: link.kind,
                    minutes: link.minutes,
                })
                .collect(),
        }
    }
}

fn strings(all: &[impl ToString]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

fn due(rule: &DueRule) -> String {
    match rule {
        DueRule::Date(date) => format!("on {date}"),
        DueRule::After { anchor, plus, pauses_on } => {
            let anchor = told(anchor);
            let when = match plus.amount() {
                0 => format!("at the {anchor}"),
                1.. => format!("{plus} after the {anchor}"),
                _ => format!("{} before the {anchor}", plus.to_string().trim_start_matches('-')),
            };
            match pauses_on {
                None => when,
                Some(PausesOn::Any) => format!("{when}, not counting time spent waiting"),
                Some(PausesOn::Platform) => {
                    format!("{when}, not counting time spent waiting for the platform")
                }
                Some(PausesOn::Partner) => format!("{when}, not counting time spent waiting for the partner"),
            }
        }
    }
}

fn takes(kind: &AttributeKind) -> String {
    match kind {
        AttributeKind::Choice(choices) => format!("one of {}", choices.join(", ")),
        AttributeKind::List(choices) => format!("any of {}", choices.join(", ")),
        AttributeKind::Text => "text".to_owned(),
        AttributeKind::Number { min: None, max: None } => "a number".to_owned(),
        AttributeKind::Number { min, max } => format!("a number{}", bounds(*min, *max)),
        AttributeKind::Boolean => "true or false".to_owned(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;
    use crate::playbook::model::Anchor;

    #[test]
    fn due_rules_are_sentences() {
        let after = |plus: &str, pauses_on| {
            due(&DueRule::After { anchor: Anchor::Launch, plus: plus.parse().unwrap(), pauses_on })
        };
        assert_eq!(after("-2w", None), "2w before the launch");
        assert_eq!(
            after("5 business days", Some(PausesOn::Partner)),
            "5 business days after the launch, not counting time spent waiting for the partner"
        );
        assert_eq!(after("0d", None), "at the launch");
    }
}
