//! Explanations of playbooks that have the right shape and don't make sense.

use super::ExamplePlace::{Item, Items, Playbook};
use super::{Explanation, explain};

pub(in crate::diagnostic) const WEIGHTS_SUM: Explanation = explain(
    "The overall score weighs the dimensions, and the weights are shares of one whole: they add up to 100. With another sum \
     a reviewer cannot tell what a dimension counts. Change the weights until they do.",
    Playbook,
    "dimensions:\n  technical: { title: Technical, weight: 50 }\n  training: { title: Training, weight: 40 }",
    "dimensions:\n  technical: { title: Technical, weight: 60 }\n  training: { title: Training, weight: 40 }",
);

pub(in crate::diagnostic) const UNREACHABLE: Explanation = explain(
    "No attributes that a partner may declare make this condition hold, so its item is never asked of anybody. Often a \
     value is both demanded and excluded, a number is demanded beyond its bounds, or two choices are demanded at once. \
     A list of choices means any of them; change the condition, or remove the item.",
    Item,
    "when: { all: [{ tier: growth }, { tier: enterprise }] }",
    "when: { tier: [growth, enterprise] }",
);

pub(in crate::diagnostic) const NO_ACCOUNTABLE: Explanation = explain(
    "Exactly one role answers for an item. Where nobody does, nobody is asked when it is late. Name the role that answers \
     for it as `accountable`, here or in the `defaults` of the checklist; those who do the work are `responsible`.",
    Item,
    "raci: { responsible: [partner-tech] }",
    "raci: { accountable: engineering, responsible: [partner-tech] }",
);

pub(in crate::diagnostic) const SEVERAL_ACCOUNTABLE: Explanation = explain(
    "Exactly one role answers for an item, and it is written without brackets. Where two do, each may believe that the \
     other does. Keep one; the others are `responsible` (they do the work), `consulted` (they are asked) or `informed` \
     (they are told).",
    Item,
    "raci: { accountable: [engineering, champion] }",
    "raci: { accountable: engineering, consulted: [champion] }",
);

pub(in crate::diagnostic) const EMPTY_ASSERTION: Explanation = explain(
    "Something is written that says nothing: a condition without a demand, a list of choices or approvers without an \
     entry, a checklist without items. It would always hold, or never, and neither is what its author meant. Fill it in, \
     or remove the key.",
    Item,
    "when: { any: [] }",
    "when: { any: [{ tier: enterprise }, { regions: EU }] }",
);

pub(in crate::diagnostic) const UNKNOWN_ATTRIBUTE: Explanation = explain(
    "A condition asks for an attribute that the playbook does not declare, or for a value that is not among its choices. \
     It would never hold, and what it guards would be forgotten without a word. Mend the spelling, or declare the \
     attribute or the choice under `attributes`.",
    Item,
    "when: { teir: enterprise }",
    "when: { tier: enterprise }",
);

pub(in crate::diagnostic) const TEMPLATE_VARIABLE: Explanation = explain(
    "Instructions use a fact that is not there. They may use `partner.name`, `partner.id`, `partner.champion`, and the \
     attributes that the playbook declares, as `attributes.tier` or `attributes[\"monthly-orders\"]`. Without the fact \
     the instructions could not be shown. Mend the spelling, or declare the attribute.",
    Item,
    "instructions: Send the keys to {{ partner.nmae }}.",
    "instructions: Send the keys to {{ partner.name }}.",
);

pub(in crate::diagnostic) const TEMPLATE_SYNTAX: Explanation = explain(
    "A `{{ … }}` is not closed, holds something other than one fact of the partner, or stands outside of `instructions`; \
     or a text holds `{%` or `{#`. Facts are filled in and nothing is computed, so that no playbook can run code. Write \
     facts as `{{ partner.name }}`, and the braces themselves as `{{ '{{' }}`.",
    Item,
    "instructions: Send the keys to {{ partner.name }.",
    "instructions: Send the keys to {{ partner.name }}.",
);

pub(in crate::diagnostic) const STAGE_WITHOUT_ITEMS: Explanation = explain(
    "No item belongs to this stage, so its gate asks for no work. That may be meant, as for a stage that only soaks; more \
     often items name another stage by mistake. Give the stage its items, or remove it from `stages`.",
    Items,
    "# the stages are kickoff and pilot\n- id: contract\n  title: Contract signed\n  stage: kickoff",
    "# the stages are kickoff and pilot\n- id: contract\n  title: Contract signed\n  stage: kickoff\n- id: test-orders\n  \
     title: Test orders delivered\n  stage: pilot",
);

pub(in crate::diagnostic) const DIMENSION_WITHOUT_ITEMS: Explanation = explain(
    "No item counts towards this dimension, so no partner ever has a score in it, and its weight goes to the others. \
     Give it items, or remove it from `dimensions` and share out its weight.",
    Items,
    "# the dimensions are technical and training\n- id: api-keys\n  title: API keys issued\n  dimension: technical",
    "# the dimensions are technical and training\n- id: api-keys\n  title: API keys issued\n  dimension: technical\n\
     - id: support-course\n  title: Support course passed\n  dimension: training",
);

pub(in crate::diagnostic) const ROLE_UNUSED: Explanation = explain(
    "A role is declared and never acts: no item, sign-off or approval names it. Either it lost its last duty, or a duty \
     names another role by mistake. Give it a part, or remove it from `roles`.",
    Items,
    "# the roles are champion, engineering and partner-tech\n- id: api-keys\n  title: API keys issued\n  raci: { \
     accountable: engineering }",
    "# the roles are champion, engineering and partner-tech\n- id: api-keys\n  title: API keys issued\n  raci: { \
     accountable: engineering, informed: [partner-tech] }",
);

pub(in crate::diagnostic) const EVIDENCE_MISSING: Explanation = explain(
    "A blocking item of critical or high severity can be called done without showing anything, so its gate rests on a \
     word. Ask in `evidence` for what shows that it is done: a URL, a file, a number, a choice, a text, a date or a \
     sign-off.",
    Item,
    "severity: critical\nblocking: true",
    "severity: critical\nblocking: true\nevidence:\n  report: { type: url, ask: Report of the identity check }",
);

pub(in crate::diagnostic) const TEXT_MISSING: Explanation = explain(
    "An item has a title and no instructions: whoever gets it has to ask what to do, on every onboarding anew. Two \
     sentences are enough: what to do, and when it is done.",
    Item,
    "title: API keys issued",
    "title: API keys issued\ninstructions: |\n  Create a key pair in the portal and send it through the vault.\n  Done \
     when the partner has called `/ping` with it.",
);
