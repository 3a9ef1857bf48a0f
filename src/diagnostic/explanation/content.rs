//! Explanations of playbooks that have the right shape and don't make sense.

use super::{Explanation, explain};

pub(in crate::diagnostic) const WEIGHTS_SUM: Explanation = explain(
    "The overall score weighs the dimensions, and the weights are shares of one whole: they add up to 100. With another \
     sum a reviewer cannot tell what a dimension counts. Change the weights until they do.",
    "dimensions:\n  - {id: technical, weight: 50}\n  - {id: training, weight: 40}",
    "dimensions:\n  - {id: technical, weight: 60}\n  - {id: training, weight: 40}",
);

pub(in crate::diagnostic) const UNREACHABLE: Explanation = explain(
    "No set of attributes that a partner may declare makes this condition hold, so what hangs on it is never asked for. \
     Often one value of an attribute is both demanded and excluded, or two choices are demanded at once.",
    "when: {all: [{tier: enterprise}, {tier: starter}]}",
    "when: {tier: [enterprise, starter]}",
);

pub(in crate::diagnostic) const NO_ACCOUNTABLE: Explanation = explain(
    "Exactly one role answers for an item. Where nobody does, a late item is nobody's. Name the role that answers for \
     it; those who do the work are `responsible`.",
    "raci: {responsible: [partner-tech]}",
    "raci: {accountable: engineering, responsible: [partner-tech]}",
);

pub(in crate::diagnostic) const SEVERAL_ACCOUNTABLE: Explanation = explain(
    "Exactly one role answers for an item. Where two do, each may believe that the other does. Keep one; the others are \
     `responsible` (they do the work) or `consulted` (they are asked).",
    "raci: {accountable: [engineering, product]}",
    "raci: {accountable: engineering, consulted: [product]}",
);

pub(in crate::diagnostic) const EMPTY_ASSERTION: Explanation = explain(
    "A condition, a gate or a demand for evidence is written but says nothing: an empty list or mapping. Since nothing \
     would be asked, it would always hold, which is never what its author meant. State the demand, or remove the key.",
    "when: {any: []}",
    "when: {any: [{tier: enterprise}, {region: EU}]}",
);

pub(in crate::diagnostic) const UNKNOWN_ATTRIBUTE: Explanation = explain(
    "A condition asks for an attribute that the playbook does not declare, or for a value outside its choices. It would \
     never hold, and what it guards would silently never apply. Declare the attribute, or mend the spelling.",
    "when: {teir: enterprise}",
    "when: {tier: enterprise}",
);

pub(in crate::diagnostic) const TEMPLATE_VARIABLE: Explanation = explain(
    "A text uses a variable that is not there: texts may use `partner.name`, `partner.id`, and the attributes which the \
     playbook declares. A partner would read an empty space in its place.",
    "instructions: Send the keys to {{ partner.nmae }}",
    "instructions: Send the keys to {{ partner.name }}",
);

pub(in crate::diagnostic) const TEMPLATE_SYNTAX: Explanation = explain(
    "A text holds a `{{ … }}` that is not closed or not an expression. To show the braces themselves, write them as \
     `{{ '{{' }}`.",
    "instructions: Greet {{ partner.name }",
    "instructions: Greet {{ partner.name }}",
);

pub(in crate::diagnostic) const STAGE_WITHOUT_ITEMS: Explanation = explain(
    "No item belongs to this stage, so its gate asks for no work. That can be meant (a stage that only soaks); more \
     often the items name another stage by mistake.",
    "stages: [{id: kickoff}, {id: pilot}]\n# every item has stage: kickoff",
    "stages: [{id: kickoff}, {id: pilot}]\n# some items have stage: pilot",
);

pub(in crate::diagnostic) const DIMENSION_WITHOUT_ITEMS: Explanation = explain(
    "No item counts towards this dimension, so that its score is `n/a` for every partner and its weight moves to the \
     others. Give it items, or remove it.",
    "dimensions: [{id: training, weight: 20}]\n# no item has dimension: training",
    "dimensions: [{id: training, weight: 20}]\n# some items have dimension: training",
);

pub(in crate::diagnostic) const ROLE_UNUSED: Explanation = explain(
    "A role is declared but no item, gate or sign-off names it. Either it lost its last duty, or a duty names another \
     role by mistake.",
    "roles: [{id: sales, side: platform}]\n# nobody asks for sales",
    "roles: [{id: sales, side: platform}]\n# an item has consulted: [sales]",
);

pub(in crate::diagnostic) const EVIDENCE_MISSING: Explanation = explain(
    "A blocking item of critical or high severity can be called done without showing anything. A gate that rests on it \
     rests on a word. Ask for evidence: a URL, a file's digest, an answer, a sign-off.",
    "- id: kyb-check\n  severity: critical\n  blocking: true",
    "- id: kyb-check\n  severity: critical\n  blocking: true\n  evidence: {url: {}}",
);

pub(in crate::diagnostic) const TEXT_MISSING: Explanation = explain(
    "An item has a title and no instructions: who gets it has to ask what to do, on every onboarding anew. Two sentences \
     that say what to do and when it is done are enough.",
    "- id: issue-keys\n  title: Issue keys",
    "- id: issue-keys\n  title: Issue keys\n  instructions: Create a key pair in the portal; send it through the vault.",
);
