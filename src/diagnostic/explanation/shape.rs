//! Explanations of content that does not have the shape of the format.

use super::{Explanation, explain};

pub(in crate::diagnostic) const UNKNOWN_KEY: Explanation = explain(
    "The format has no such key at this place. A key that is ignored is a rule that nobody keeps, so a misspelt key \
     is an error, not a comment. The message names the key that was probably meant.",
    "onwer: partnerships",
    "owner: partnerships",
);

pub(in crate::diagnostic) const MISSING_KEY: Explanation = explain(
    "The format asks for a key that is not there. Add it; `aboard playbook schema` tells which keys are required, and \
     an editor that takes the schema offers them.",
    "- title: Sign the contract",
    "- id: sign-contract\n  title: Sign the contract",
);

pub(in crate::diagnostic) const WRONG_TYPE: Explanation = explain(
    "The value is of another type than the format asks for: text in place of a list, a number in place of text, or \
     nothing at all. YAML reads `1.0` as a number and a blank value as nothing: put text in quotes, and remove a key \
     that has no value.",
    "version: 1.0\nneeds: kyb-check",
    "version: \"1.0.0\"\nneeds: [kyb-check]",
);

pub(in crate::diagnostic) const UNKNOWN_VALUE: Explanation = explain(
    "The value is not among the words that the format knows at this place. The message lists them, or names the one \
     that was probably meant.",
    "severity: hgih",
    "severity: high",
);

pub(in crate::diagnostic) const INVALID_VALUE: Explanation = explain(
    "The value has the right type but not the right form: an id is made of lower-case letters, digits and hyphens, a \
     duration reads `48h` or `5 business days`, a version has three numbers, a URL a scheme.",
    "id: Sign Contract\ndue: {after: signed, within: soon}",
    "id: sign-contract\ndue: {after: signed, within: 5 business days}",
);

pub(in crate::diagnostic) const FORMAT: Explanation = explain(
    "Every file says in which format it is written. A newer format may give a meaning to keys that this version \
     doesn't know, so the file is refused rather than half understood, and never rewritten. Install a newer Aboard.",
    "format: 2",
    "format: 1",
);
