//! Explanations of content that does not have the shape of the format.

use super::ExamplePlace::{Item, Items, Playbook};
use super::{Explanation, explain};

pub(in crate::diagnostic) const UNKNOWN_KEY: Explanation = explain(
    "The format has no such key at this place. A key that is ignored is a rule that nobody keeps, so a misspelt or \
     misplaced key is an error. Mend the spelling, which the message suggests where it can, move the key to where it \
     belongs, or remove it. `aboard playbook schema` tells which keys there are.",
    Item,
    "serverity: high",
    "severity: high",
);

pub(in crate::diagnostic) const MISSING_KEY: Explanation = explain(
    "The format asks for a key that is not there. Add it: `aboard playbook schema` tells which keys are required, and an \
     editor that knows the schema offers them. An item may take its `stage`, `dimension` and `raci` from the `defaults` \
     of its checklist.",
    Items,
    "- title: API keys issued",
    "- id: api-keys\n  title: API keys issued",
);

pub(in crate::diagnostic) const WRONG_TYPE: Explanation = explain(
    "The value is of another type than the format asks for: text in place of a list, a number in place of text, or \
     nothing at all. YAML reads `1.0` as a number, and only `true` and `false` as booleans. Put text in quotes, a list \
     in brackets, and remove a key that has no value.",
    Item,
    "needs: contract",
    "needs: [contract]",
);

pub(in crate::diagnostic) const UNKNOWN_VALUE: Explanation = explain(
    "The value is not among the words that the format knows at this place. The message lists them, or names the one that \
     was probably meant. Write one of them.",
    Item,
    "severity: hgih",
    "severity: high",
);

pub(in crate::diagnostic) const INVALID_VALUE: Explanation = explain(
    "The value has the right type but not the right form, or it contradicts its neighbours. An id is made of lower-case \
     letters, digits and hyphens; a duration reads `48h` or `5 business days`; a version has three numbers; a web link \
     begins with http:// or https://; a `min` is no more than its `max`. The message says what is expected here.",
    Item,
    "due: { anchor: signed, plus: soon }",
    "due: { anchor: signed, plus: 5 business days }",
);

pub(in crate::diagnostic) const FORMAT: Explanation = explain(
    "Every file says in which format it is written. In another format the same keys may mean something else, so the file \
     is refused rather than half understood. Where the number was mistyped, mend it; where the file is in a newer \
     format, install a newer Aboard.",
    Playbook,
    "format: 2",
    "format: 1",
);
