//! Explanations of names that don't lead to what they mean.

use super::{Explanation, explain};

pub(in crate::diagnostic) const DUPLICATE_ID: Explanation = explain(
    "Ids address things: in `needs`, on the command line, in the state of every partner. Two stages, two checklists, or \
     two items of one checklist with one id cannot be told apart. Give one of them another id.",
    "- id: api-keys\n- id: api-keys",
    "- id: sandbox-api-keys\n- id: production-api-keys",
);

pub(in crate::diagnostic) const UNKNOWN: Explanation = explain(
    "A name refers to a role, a stage, a dimension, a checklist or an item that the playbook does not have. Mend the \
     spelling, or declare what is meant.",
    "needs: [sing-contract]",
    "needs: [sign-contract]",
);

pub(in crate::diagnostic) const AMBIGUOUS: Explanation = explain(
    "An item may be named without its checklist only where its id is unique in the playbook. Here several checklists \
     have an item of that id: write `checklist/item`.",
    "needs: [smoke-test]",
    "needs: [webhooks/smoke-test]",
);

pub(in crate::diagnostic) const CYCLE: Explanation = explain(
    "Items need each other in a circle, so none of them can ever be done. The message shows the circle as a path; \
     remove the need that is not a true one.",
    "- id: issue-keys\n  needs: [smoke-test]\n- id: smoke-test\n  needs: [issue-keys]",
    "- id: issue-keys\n- id: smoke-test\n  needs: [issue-keys]",
);

pub(in crate::diagnostic) const LATER_STAGE: Explanation = explain(
    "An item needs an item of a later stage. The later one is not worked on before this stage is left, and this stage \
     may not be left before its items are done. Move one of the two, or drop the need.",
    "- id: go-live-call\n  stage: pilot\n  needs: [launch-notice]   # of stage live",
    "- id: go-live-call\n  stage: live\n  needs: [launch-notice]",
);

pub(in crate::diagnostic) const INCLUDE_MISSING: Explanation = explain(
    "A playbook includes a checklist file that is not there. Paths of includes are relative to the playbook's own \
     folder. Mend the path, or add the file.",
    "include: checklist/privacy.yaml",
    "include: checklists/privacy.yaml",
);

pub(in crate::diagnostic) const INCLUDE_UNUSED: Explanation = explain(
    "An include has no effect: it leaves out or overrides an item that the checklist does not have, it leaves out every \
     item, or no playbook includes the shared checklist at all. Such lines outlive what they meant; mend or remove them.",
    "include: checklists/privacy.yaml\nomit: [dpia-old]",
    "include: checklists/privacy.yaml\nomit: [dpia]",
);

pub(in crate::diagnostic) const DEAD_LINK: Explanation = explain(
    "A relative link of an item leads to a file that the workspace does not have, so that a partner who follows it finds \
     nothing. Mend the path or add the file. Links to other hosts are not followed by lint.",
    "links: [{documentation: docs/webhook.md}]",
    "links: [{documentation: docs/webhooks.md}]",
);
