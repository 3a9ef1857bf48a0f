//! The one list of everything that can be wrong with a file. Enter: a code or its name. Leaves: its
//! gravity, summary, explanation and example, which feed `lint --codes`, `lint --explain` and SARIF.

use std::fmt;
use std::str::FromStr;

use super::explanation::{Example, Explanation, content, files, references, shape, workspace};
use super::{Severity, suggest};

macro_rules! codes {
    ($($variant:ident, $name:literal, $severity:ident, $explanation:path, $summary:literal;)*) => {
        /// A kind of fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Returns the kebab-case name.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns how grave a fault of this kind is, unless a finder says otherwise.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// Returns what it means in one line.
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)* }
            }

            const fn explained(self) -> &'static Explanation {
                match self { $(Self::$variant => &$explanation,)* }
            }
        }
    };
}

codes! {
    FileUnreadable, "file-unreadable", Error, files::UNREADABLE, "the file cannot be read";
    NotAFile, "not-a-file", Error, files::NOT_A_FILE, "the path names something other than a regular file";
    OutsideWorkspace, "outside-workspace", Error, files::OUTSIDE, "the path leads out of the workspace";
    FileTooLarge, "file-too-large", Error, files::TOO_LARGE, "the file is larger than 256 KiB, or holds too many values";
    NotUtf8, "not-utf8", Error, files::NOT_UTF8, "the file is not UTF-8 text";
    ControlCharacter, "control-character", Error, files::CONTROL, "the text holds a control character";
    YamlSyntax, "yaml-syntax", Error, files::YAML_SYNTAX, "the text is not YAML";
    YamlTooDeep, "yaml-too-deep", Error, files::YAML_TOO_DEEP, "the document nests more than 32 levels deep";
    YamlMultipleDocuments, "yaml-multiple-documents", Error, files::YAML_DOCUMENTS, "the file holds more than one document";
    YamlAnchor, "yaml-anchor", Error, files::YAML_ANCHOR, "anchors, aliases and merge keys are not part of the format";
    YamlTag, "yaml-tag", Error, files::YAML_TAG, "tags are not part of the format";
    YamlDuplicateKey, "yaml-duplicate-key", Error, files::YAML_DUPLICATE_KEY, "a key stands twice in one mapping";
    TomlSyntax, "toml-syntax", Error, files::TOML_SYNTAX, "the text is not TOML";

    UnknownKey, "unknown-key", Error, shape::UNKNOWN_KEY, "the format has no such key here";
    MissingKey, "missing-key", Error, shape::MISSING_KEY, "a key that must be there is missing";
    WrongType, "wrong-type", Error, shape::WRONG_TYPE, "the value is of another type than the format asks for";
    UnknownValue, "unknown-value", Error, shape::UNKNOWN_VALUE, "the value is not one of those allowed";
    InvalidValue, "invalid-value", Error, shape::INVALID_VALUE, "the value has the right type but not the right form";
    FormatUnsupported, "format-unsupported", Error, shape::FORMAT, "the file's format is not one that this version reads";

    DuplicateId, "duplicate-id", Error, references::DUPLICATE_ID, "two things of a kind have one id";
    UnknownReference, "unknown-reference", Error, references::UNKNOWN, "the name refers to nothing";
    AmbiguousReference, "ambiguous-reference", Error, references::AMBIGUOUS, "the name refers to several things";
    NeedsCycle, "needs-cycle", Error, references::CYCLE, "items need each other in a circle";
    NeedsLaterStage, "needs-later-stage", Error, references::LATER_STAGE, "an item needs one of a later stage";
    IncludeMissing, "include-missing", Error, references::INCLUDE_MISSING, "an included checklist file is not there";
    IncludeUnused, "include-unused", Warning, references::INCLUDE_UNUSED, "an include, or a change to one, has no effect";
    DeadLink, "dead-link", Warning, references::DEAD_LINK, "a relative link leads nowhere";

    WeightsSum, "weights-sum", Error, content::WEIGHTS_SUM, "the weights of the dimensions don't add up";
    UnreachableCondition, "unreachable-condition", Error, content::UNREACHABLE, "a condition can never hold";
    NoAccountable, "no-accountable", Error, content::NO_ACCOUNTABLE, "no role is accountable for an item";
    SeveralAccountable, "several-accountable", Error, content::SEVERAL_ACCOUNTABLE, "several roles are accountable for one item";
    EmptyAssertion, "empty-assertion", Error, content::EMPTY_ASSERTION, "a demand is written that demands nothing";
    UnknownAttribute, "unknown-attribute", Error, content::UNKNOWN_ATTRIBUTE, "a condition asks for an attribute or a choice that is not declared";
    UnknownTemplateVariable, "unknown-template-variable", Error, content::TEMPLATE_VARIABLE, "a text uses a variable that is not there";
    TemplateSyntax, "template-syntax", Error, content::TEMPLATE_SYNTAX, "a text's `{{ … }}` cannot be read";
    StageWithoutItems, "stage-without-items", Warning, content::STAGE_WITHOUT_ITEMS, "no item belongs to a stage";
    DimensionWithoutItems, "dimension-without-items", Warning, content::DIMENSION_WITHOUT_ITEMS, "no item counts towards a dimension";
    RoleUnused, "role-unused", Warning, content::ROLE_UNUSED, "a role is declared but never acts";
    EvidenceMissing, "evidence-missing", Warning, content::EVIDENCE_MISSING, "a grave blocking item asks for no evidence";
    TextMissing, "text-missing", Warning, content::TEXT_MISSING, "an item has no instructions";

    ConfigCalendar, "config-calendar", Error, workspace::CALENDAR, "the calendar of `aboard.toml` cannot be kept";
    ConfigPerson, "config-person", Error, workspace::PERSON, "a person of `aboard.toml` is not usable";
}

impl Code {
    /// Returns a paragraph that says why it is a fault and what to do.
    pub const fn explanation(self) -> &'static str {
        self.explained().text
    }

    /// Returns a faulty snippet and the same mended.
    pub const fn example(self) -> Example {
        self.explained().example
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no code, with the code that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no code `{wanted}`{}", .suggestion.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default())]
pub struct UnknownCode {
    /// The name that was given.
    pub wanted: String,
    /// The nearest name.
    pub suggestion: Option<&'static str>,
}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(wanted: &str) -> Result<Self, UnknownCode> {
        Self::ALL.iter().copied().find(|code| code.as_str() == wanted).ok_or_else(|| UnknownCode {
            wanted: wanted.to_owned(),
            suggestion: suggest(wanted, Self::ALL.iter().map(|code| code.as_str())),
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::Code;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_kebab_case_and_read_back() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            let name = code.as_str();
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
            assert_eq!(name.parse::<Code>().unwrap(), *code);
        }
    }

    #[test]
    fn every_code_is_told_in_full() {
        for code in Code::ALL {
            let summary = code.summary();
            assert!(!summary.ends_with('.') && summary.len() <= 80, "{code}: {summary}");
            assert!(code.explanation().ends_with('.') && code.explanation().len() > 80, "{code}");
            let example = code.example();
            assert!(!example.faulty.is_empty() && !example.mended.is_empty(), "{code}");
            assert_ne!(example.faulty, example.mended, "{code}");
        }
    }

    #[test]
    fn a_misspelt_code_gets_a_suggestion() {
        let error = "unknwon-key".parse::<Code>().unwrap_err();
        assert_eq!(error.to_string(), "there is no code `unknwon-key`; did you mean `unknown-key`?");
        assert_eq!("zzz".parse::<Code>().unwrap_err().to_string(), "there is no code `zzz`");
    }
}
