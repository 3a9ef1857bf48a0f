//! Explanations of what is wrong with a file before its content is looked at.

use super::{Explanation, explain};

pub(in crate::diagnostic) const UNREADABLE: Explanation = explain(
    "The operating system refused to read the file: it is not there, or its permissions forbid it. Check the \
     path's spelling (it is relative to the workspace) and the file's permissions.",
    "aboard lint playbooks/marketplace-seler.yaml",
    "aboard lint playbooks/marketplace-seller.yaml",
);

pub(in crate::diagnostic) const NOT_A_FILE: Explanation = explain(
    "A playbook, a checklist and a state file are regular files. A directory, a named pipe, a socket or a \
     device in their place is refused before it is opened, for opening one may wait for ever.",
    "mkfifo playbooks/seller.yaml",
    "rm playbooks/seller.yaml && git restore playbooks/seller.yaml",
);

pub(in crate::diagnostic) const OUTSIDE: Explanation = explain(
    "What governs a partner must be under review in the workspace's repository. A path or a symbolic link that \
     leads out of the workspace is refused, because what it names is neither versioned nor pinned.",
    "include: ../../shared/privacy.yaml",
    "include: checklists/privacy.yaml",
);

pub(in crate::diagnostic) const TOO_LARGE: Explanation = explain(
    "A file may have at most 256 KiB and 40,000 values, some 6,000 lines: enough for any playbook that people can review. A larger \
     one is refused unread. Split a large playbook into shared checklists and include them.",
    "checklists: [ …300 KiB of items… ]",
    "checklists:\n  - include: checklists/api-integration.yaml\n  - include: checklists/privacy.yaml",
);

pub(in crate::diagnostic) const NOT_UTF8: Explanation = explain(
    "Files are UTF-8 text, with or without a byte-order mark. The position is that of the first byte which is not. \
     Editors of some systems save as UTF-16 or in a national code page: save the file again as UTF-8.",
    "iconv -f UTF-8 -t UTF-16 playbook.yaml",
    "iconv -f UTF-16 -t UTF-8 playbook.yaml",
);

pub(in crate::diagnostic) const CONTROL: Explanation = explain(
    "Control characters other than tab and line end have no meaning in these files; they hide text from reviewers \
     and steer terminals. Remove the character; if it came with a paste, type the text anew.",
    "title: \"Sign the contract<NUL>\"",
    "title: \"Sign the contract\"",
);

pub(in crate::diagnostic) const YAML_SYNTAX: Explanation = explain(
    "The text cannot be read as YAML. The usual causes are indentation by tabs, a list item that is not aligned with \
     its siblings, an unclosed quote, and a colon or `#` inside text that is not quoted.",
    "title: Terms: billing",
    "title: \"Terms: billing\"",
);

pub(in crate::diagnostic) const YAML_TOO_DEEP: Explanation = explain(
    "Playbooks are flat: nothing in the format nests beyond a dozen levels. A document deeper than 32 levels is \
     refused without reading on, because its only use is to exhaust a reader.",
    "when: {all: [{all: [{all: […]}]}]}",
    "when: {all: [{tier: enterprise}, {region: EU}]}",
);

pub(in crate::diagnostic) const YAML_DOCUMENTS: Explanation = explain(
    "A file holds one document. A `---` after the first content starts a second one, which would be ignored \
     silently by some readers and win in others. Put each document in a file of its own.",
    "id: seller\n---\nid: carrier",
    "id: seller",
);

pub(in crate::diagnostic) const YAML_ANCHOR: Explanation = explain(
    "Anchors (`&name`), aliases (`*name`) and merge keys (`<<`) make a reviewer look elsewhere for what an item says, \
     and let a small file grow without bound. What is shared goes into a checklist file that playbooks `include`. \
     Text that begins with `&` or `*` is put in quotes.",
    "roles: &roles [champion]\nreviewers: *roles",
    "roles: [champion]\nreviewers: [champion]",
);

pub(in crate::diagnostic) const YAML_TAG: Explanation = explain(
    "Tags (`!name`, `!!str`) ask the reader to make something other than plain data of a value. The format says \
     already what each value is. Remove the tag; text that begins with `!` is put in quotes.",
    "version: !!str 1.0.0",
    "version: \"1.0.0\"",
);

pub(in crate::diagnostic) const YAML_DUPLICATE_KEY: Explanation = explain(
    "A key stands twice in one mapping. Readers differ in which one they keep, so that one of two rules would be \
     lost without a word. Keep the one that is meant.",
    "severity: high\nseverity: low",
    "severity: high",
);

pub(in crate::diagnostic) const TOML_SYNTAX: Explanation = explain(
    "The text cannot be read as TOML. The usual causes are text without quotes, a table that is opened twice, and an \
     inline table or a list that is not closed.",
    "name = Acme Marketplace",
    "name = \"Acme Marketplace\"",
);
