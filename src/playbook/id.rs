//! Ids: in comes text that a person wrote, out come ids that are safe as file names, as trailers
//! and in messages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An id: `^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`, and no device name of Windows, so that a file can
/// be named after it on every system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(String);

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The text has other characters than ids have, or is empty, or is longer than 63 characters.
    #[error("`{0}` is not an id: use 1 to 63 of a-z, 0-9 and `-`, not starting or ending with `-`")]
    Shape(String),
    /// Windows keeps the name for a device.
    #[error("`{0}` is the name of a device on Windows, where no file may be called so")]
    Device(String),
}

impl Id {
    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Id {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let shaped = (1..=63).contains(&text.len())
            && text.bytes().all(|b| inner(b) || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        if !shaped {
            return Err(IdError::Shape(text.to_owned()));
        }
        if is_device(text) {
            return Err(IdError::Device(text.to_owned()));
        }
        Ok(Id(text.to_owned()))
    }
}

/// Tells whether Windows keeps this name (Microsoft, "Naming files, paths, and namespaces").
fn is_device(text: &str) -> bool {
    matches!(text, "con" | "prn" | "aux" | "nul")
        || matches!(text.as_bytes(), [b'c', b'o', b'm', b'1'..=b'9'] | [b'l', b'p', b't', b'1'..=b'9'])
}

impl TryFrom<String> for Id {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<Id> for String {
    fn from(id: Id) -> String {
        id.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// The full address of an item: `checklist/item`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemRef {
    /// The checklist that holds the item.
    pub checklist: Id,
    /// The item within it.
    pub item: Id,
}

/// Why a text is no full address of an item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ItemRefError {
    /// There is no `/` between two ids.
    #[error("`{0}` is not an item: write `checklist/item`")]
    Shape(String),
    /// One of the two is no id.
    #[error(transparent)]
    Id(#[from] IdError),
}

impl FromStr for ItemRef {
    type Err = ItemRefError;

    fn from_str(text: &str) -> Result<Self, ItemRefError> {
        let (checklist, item) = text.split_once('/').ok_or_else(|| ItemRefError::Shape(text.to_owned()))?;
        Ok(ItemRef { checklist: checklist.parse()?, item: item.parse()? })
    }
}

impl TryFrom<String> for ItemRef {
    type Error = ItemRefError;

    fn try_from(text: String) -> Result<Self, ItemRefError> {
        text.parse()
    }
}

impl From<ItemRef> for String {
    fn from(item: ItemRef) -> String {
        item.to_string()
    }
}

impl fmt::Display for ItemRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}/{}", self.checklist, self.item))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn ids_are_lower_case_words_with_dashes() {
        for good in ["a", "acme", "acme-2", "0x", &"a".repeat(63)] {
            assert!(good.parse::<Id>().is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "Acme", "a_b", "a/b", "a.b", "é", "a b", "..", &"a".repeat(64)] {
            assert_eq!(bad.parse::<Id>(), Err(IdError::Shape(bad.to_owned())));
        }
    }

    #[test]
    fn device_names_of_windows_are_refused() {
        for bad in ["con", "nul", "com1", "lpt9"] {
            assert_eq!(bad.parse::<Id>(), Err(IdError::Device(bad.to_owned())));
        }
        assert!("com10".parse::<Id>().is_ok());
        assert!("console".parse::<Id>().is_ok());
    }

    #[test]
    fn an_item_is_addressed_by_its_checklist_and_its_id() {
        let item: ItemRef = "api-integration/api-credentials".parse().unwrap();
        assert_eq!(item.to_string(), "api-integration/api-credentials");
        assert!("api-credentials".parse::<ItemRef>().is_err());
        assert!("a/b/c".parse::<ItemRef>().is_err());
    }
}
