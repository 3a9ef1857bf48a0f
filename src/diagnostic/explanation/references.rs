//! Explanations of names that don't lead to what they mean.

use super::ExamplePlace::{Item, Items, Playbook};
use super::{Explanation, explain};

pub(in crate::diagnostic) const DUPLICATE_ID: Explanation = explain(
    "Ids address things: in `needs`, on the command line, in the state of every partner. Two playbooks, stages, checklists \
     or items of one checklist that share an id cannot be told apart; a name that stands twice in a list, or a file \
     that is included twice, is a slip of the same kind. Give one of them another id, or remove the second.",
    Items,
    "- id: api-keys\n  title: Sandbox keys issued\n- id: api-keys\n  title: Production keys issued",
    "- id: sandbox-keys\n  title: Sandbox keys issued\n- id: production-keys\n  title: Production keys issued",
);

pub(in crate::diagnostic) const UNKNOWN: Explanation = explain(
    "A name refers to a role, stage, dimension, checklist, item or tag that the playbook does not have, or to a person \
     whom `aboard.toml` does not have. Whatever hangs on the name would never happen. Mend the spelling, which the \
     message suggests where it can, or declare what is meant.",
    Item,
    "needs: [contarct]",
    "needs: [contract]",
);

pub(in crate::diagnostic) const AMBIGUOUS: Explanation = explain(
    "An item may be named without its checklist only inside that checklist, or where no other checklist has an item of \
     the same id. Here several have one, and the need could mean any of them. Write `checklist/item`, as the message \
     shows.",
    Item,
    "needs: [smoke-test]",
    "needs: [webhooks/smoke-test]",
);

pub(in crate::diagnostic) const CYCLE: Explanation = explain(
    "Items wait for each other in a circle, by `needs` or by a due date that counts from another item, so none of them \
     can ever begin. The message shows the circle as a path. Remove the need that is not a true one, or let the due date \
     count from something else.",
    Items,
    "- id: api-keys\n  title: API keys issued\n  needs: [smoke-test]\n- id: smoke-test\n  title: Smoke test passed\n  \
     needs: [api-keys]",
    "- id: api-keys\n  title: API keys issued\n- id: smoke-test\n  title: Smoke test passed\n  needs: [api-keys]",
);

pub(in crate::diagnostic) const LATER_STAGE: Explanation = explain(
    "An item needs one of a later stage. That one is worked on only once this stage has been left, and this stage is left \
     only once its own items are done: a partner would be stuck. Move one of the two items, or drop the need.",
    Items,
    "- id: launch-date\n  title: Launch date agreed\n  stage: kickoff\n  needs: [test-orders]\n- id: test-orders\n  \
     title: Test orders delivered\n  stage: pilot",
    "- id: launch-date\n  title: Launch date agreed\n  stage: pilot\n  needs: [test-orders]\n- id: test-orders\n  \
     title: Test orders delivered\n  stage: pilot",
);

pub(in crate::diagnostic) const INCLUDE_MISSING: Explanation = explain(
    "A playbook includes a checklist file that is not there, so its items would be missing from every partner. The path \
     is relative to the folder of the playbook. Mend the path, or add the file.",
    Playbook,
    "checklists:\n  - include: checklist/privacy.yaml",
    "checklists:\n  - include: checklists/privacy.yaml",
);

pub(in crate::diagnostic) const INCLUDE_UNUSED: Explanation = explain(
    "An include, or a change to one, has no effect: every item is left out, an override changes nothing or changes an item \
     that is left out, or no playbook includes a shared checklist at all. Such lines outlive what they meant and mislead \
     whoever reads them. Remove them, or mend what they were meant to do.",
    Playbook,
    "checklists:\n  - include: checklists/privacy.yaml\n    omit: [transfer-record]\n    override:\n      \
     transfer-record: { severity: high }",
    "checklists:\n  - include: checklists/privacy.yaml\n    override:\n      transfer-record: { severity: high }",
);

pub(in crate::diagnostic) const DEAD_LINK: Explanation = explain(
    "A link of an item leads to a file that the workspace does not have: whoever follows it finds nothing. The path is \
     relative to the YAML file that holds the link. Mend the path, or add the file. Links to the web are not followed.",
    Item,
    "links:\n  - { title: Webhooks, url: ../docs/webhook.md }",
    "links:\n  - { title: Webhooks, url: ../docs/webhooks.md }",
);
