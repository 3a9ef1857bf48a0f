//! Explanations of what is wrong with a file before its content is looked at.

use super::ExamplePlace::{Config, Item, Items, Playbook, Shell};
use super::{Explanation, explain};

pub(in crate::diagnostic) const UNREADABLE: Explanation = explain(
    "The operating system did not let the file be read: it is not there, or its permissions forbid it. Check the \
     spelling of the path, and the permissions of the file.",
    Shell,
    "aboard lint playbooks/marketplace-seler.yaml",
    "aboard lint playbooks/marketplace-seller.yaml",
);

pub(in crate::diagnostic) const NOT_A_FILE: Explanation = explain(
    "A playbook, a checklist and `aboard.toml` are regular files. A directory, a named pipe, a socket or a device is \
     refused before it is opened, because to open one may wait for ever. Put a regular file in its place, or name \
     another path.",
    Shell,
    "ls -l playbooks/seller.yaml   # prw-r--r--: a named pipe",
    "rm playbooks/seller.yaml\ngit restore playbooks/seller.yaml",
);

pub(in crate::diagnostic) const OUTSIDE: Explanation = explain(
    "What governs a partner must be under review in the repository of the workspace. A path, or a symbolic link, that \
     leads out of the workspace is refused, because what it names is neither versioned nor pinned. Copy the file into \
     the workspace and name it there.",
    Playbook,
    "checklists:\n  - include: ../../shared/privacy.yaml",
    "checklists:\n  - include: checklists/privacy.yaml",
);

pub(in crate::diagnostic) const TOO_LARGE: Explanation = explain(
    "A file may have 256 KiB and 40,000 values, which is more than people can review; a playbook may include 64 files, \
     which together may have 1 MiB. What is larger is refused, so that no file can exhaust the machine \
     that reads it. Move checklists into files of their own and include them, or split the playbook.",
    Shell,
    "du -k playbooks/seller.yaml   # 300 playbooks/seller.yaml",
    "du -k playbooks/*.yaml playbooks/checklists/*.yaml   # none above 256",
);

pub(in crate::diagnostic) const NOT_UTF8: Explanation = explain(
    "Files are UTF-8 text, with or without a byte-order mark; the position is that of the first byte that is not. Some \
     editors save as UTF-16, or in the code page of a country. Save the file again as UTF-8.",
    Shell,
    "file playbooks/seller.yaml   # UTF-16, little-endian",
    "iconv -f UTF-16 -t UTF-8 playbooks/seller.yaml > seller.yaml\nmv seller.yaml playbooks/seller.yaml",
);

pub(in crate::diagnostic) const CONTROL: Explanation = explain(
    "A control character has no meaning in these files: it hides text from reviewers, and steers the terminals that show \
     it. Only tabs and line ends (LF, or CR LF) are allowed. Remove the character; if it came with a paste, type the \
     text anew.",
    Item,
    "title: \"API keys issued\u{8}\"",
    "title: \"API keys issued\"",
);

pub(in crate::diagnostic) const YAML_SYNTAX: Explanation = explain(
    "The text cannot be read as YAML, so nothing else in the file was judged. The usual causes are a tab as indentation, \
     a list item that is not aligned with its siblings, a quote or bracket that is not closed, and a `: ` inside text \
     that is not in quotes. The place shown is where reading stopped; the cause may stand a line above.",
    Playbook,
    "title: Sellers: Europe",
    "title: \"Sellers: Europe\"",
);

pub(in crate::diagnostic) const YAML_TOO_DEEP: Explanation = explain(
    "Playbooks are flat: what people write nests a dozen levels at most. A document deeper than 32 levels is refused \
     without reading on, because such depth only serves to exhaust a reader. Look for brackets that are never closed, \
     and write nested conditions as one.",
    Item,
    "tags: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[legal]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    "tags: [legal]",
);

pub(in crate::diagnostic) const YAML_DOCUMENTS: Explanation = explain(
    "A file holds one document. A `---` after the first content starts another, which some readers would ignore without \
     a word and others would take in place of the first. Put each document in a file of its own; for a line across text, \
     indent the `---` with the text.",
    Playbook,
    "id: seller\n---\nid: carrier",
    "id: seller",
);

pub(in crate::diagnostic) const YAML_ANCHOR: Explanation = explain(
    "Anchors (`&name`), aliases (`*name`) and merge keys (`<<`) make a reviewer look elsewhere for what an item says, \
     and let a small file grow without bound. What the items of a checklist share goes into its `defaults`; what \
     playbooks share goes into a checklist file, which they `include`. Put text that begins with `&` or `*` in quotes.",
    Items,
    "- id: api-keys\n  title: API keys issued\n  tags: &shared [security]\n- id: test-orders\n  title: Test orders \
     delivered\n  tags: *shared",
    "- id: api-keys\n  title: API keys issued\n  tags: [security]\n- id: test-orders\n  title: Test orders \
     delivered\n  tags: [security]",
);

pub(in crate::diagnostic) const YAML_TAG: Explanation = explain(
    "A tag (`!name`, `!!str`) asks the reader to make something other than plain data of a value. Here the format \
     already says what each value is. Remove the tag, and put text that would be read as a number, or that begins with \
     `!`, in quotes.",
    Playbook,
    "version: !!str 1.0.0",
    "version: \"1.0.0\"",
);

pub(in crate::diagnostic) const YAML_DUPLICATE_KEY: Explanation = explain(
    "A key stands twice in one mapping. Readers differ in which of the two they keep, so that one of the two rules would \
     be lost without a word. Keep the one that is meant.",
    Item,
    "severity: high\nseverity: low",
    "severity: high",
);

pub(in crate::diagnostic) const TOML_SYNTAX: Explanation = explain(
    "The text cannot be read as TOML, so nothing else in the file was judged. The usual causes are text without quotes, \
     a key or table that stands twice, and a list or inline table that is not closed.",
    Config,
    "[organisation]\nname = Example Market",
    "[organisation]\nname = \"Example Market\"",
);
