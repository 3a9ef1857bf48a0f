//! Addresses of items as people write them: in comes `checklist/item`, or `item` alone where it is
//! unique; out comes the full address, or what to write instead.

use std::collections::{BTreeMap, BTreeSet};

use super::id::ItemRef;
use super::model::Playbook;
use crate::diagnostic::suggest;

/// Why a text addresses no item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddressError {
    /// No item is called so.
    Unknown {
        /// The text as written.
        text: String,
        /// The nearest name, of the form that was written.
        suggestion: Option<String>,
    },
    /// Several items are called so.
    Ambiguous {
        /// The text as written.
        text: String,
        /// The first full addresses, sorted.
        candidates: Vec<String>,
    },
}

impl std::error::Error for AddressError {}

impl std::fmt::Display for AddressError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AddressError::Unknown { text, suggestion } => {
                write!(f, "there is no item `{text}`")?;
                match suggestion {
                    Some(name) => write!(f, "; did you mean `{name}`?"),
                    None => Ok(()),
                }
            }
            AddressError::Ambiguous { text, candidates } => {
                write!(f, "`{text}` is the name of several items: write `{}`", candidates.join("` or `"))
            }
        }
    }
}

/// Returns the item that a text addresses: `checklist/item`, or `item` alone where it is unique.
///
/// # Errors
/// Returns [`AddressError`] where no item or several are called so.
pub fn resolve_item(playbook: &Playbook, text: &str) -> Result<ItemRef, AddressError> {
    let items = playbook.items().map(|item| &item.address);
    let index = Index::of(items.map(|address| (address.checklist.as_str(), address.item.as_str())));
    index.resolve(text, None).map_err(|error| match error {
        AddressError::Unknown { text, .. } => {
            let suggestion = index.suggestion(&text, None);
            AddressError::Unknown { text, suggestion }
        }
        ambiguous @ AddressError::Ambiguous { .. } => ambiguous,
    })
}

/// How many full addresses are told for an ambiguous one.
const MOST_CANDIDATES: usize = 5;

/// The items of a playbook, by id.
#[derive(Debug, Default)]
pub(super) struct Index<'a> {
    checklists: BTreeMap<&'a str, Vec<&'a str>>,
    all: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Index<'a> {
    /// Takes pairs of checklist and item.
    pub(super) fn of(items: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut index = Index::default();
        for (checklist, item) in items {
            if index.all.insert((checklist, item)) {
                index.checklists.entry(item).or_default().push(checklist);
            }
        }
        index
    }

    /// Returns the item that a text addresses. An `item` alone is looked for in the checklist that
    /// names it (`own`) before all others. The error has no suggestion, which takes longer to find.
    pub(super) fn resolve(&self, text: &str, own: Option<&str>) -> Result<ItemRef, AddressError> {
        let unknown = || AddressError::Unknown { text: text.to_owned(), suggestion: None };
        if text.contains('/') {
            let known = text.split_once('/').is_some_and(|pair| self.all.contains(&pair));
            return text.parse().ok().filter(|_| known).ok_or_else(unknown);
        }
        let holders = self.checklists.get(text).map_or(&[] as &[&str], Vec::as_slice);
        let address = |checklist: &str| format!("{checklist}/{text}").parse().map_err(|_| unknown());
        match (own.filter(|own| self.all.contains(&(*own, text))), holders) {
            (Some(own), _) => address(own),
            (None, [only]) => address(only),
            (None, []) => Err(unknown()),
            (None, several) => {
                let few = several.iter().take(MOST_CANDIDATES);
                let mut candidates: Vec<_> = few.map(|checklist| format!("{checklist}/{text}")).collect();
                candidates.sort();
                Err(AddressError::Ambiguous { text: text.to_owned(), candidates })
            }
        }
    }

    /// Returns the number of items.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Returns the items of a checklist, sorted.
    pub(super) fn of_checklist<'s>(
        &'s self,
        checklist: &'s str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> + 's {
        self.all.iter().copied().filter(move |(holder, _)| *holder == checklist)
    }

    /// Returns the name that was probably meant by one that is unknown.
    ///
    /// A full address is compared with full addresses; an item alone with items, then, since its
    /// checklist may be the slip, with nothing else.
    pub(super) fn suggestion(&self, text: &str, own: Option<&str>) -> Option<String> {
        let Some((_, item)) = text.split_once('/') else {
            let near = suggest(text, self.checklists.keys().copied())?;
            let holders = self.checklists.get(near)?;
            let unique = holders.len() == 1 || own.is_some_and(|own| holders.contains(&own));
            return Some(if unique { near.to_owned() } else { format!("{}/{near}", holders.first()?) });
        };
        // The item may be right and stand in another checklist.
        if let Some([only]) = self.checklists.get(item).map(Vec::as_slice) {
            return Some(format!("{only}/{item}"));
        }
        let addresses: Vec<String> = self.all.iter().map(|(list, item)| format!("{list}/{item}")).collect();
        suggest(text, addresses.iter().map(String::as_str)).map(str::to_owned)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    fn index() -> Index<'static> {
        Index::of([("api", "smoke-test"), ("api", "keys"), ("webhooks", "smoke-test"), ("legal", "contract")])
    }

    fn told(text: &str, own: Option<&str>) -> String {
        match index().resolve(text, own) {
            Ok(item) => item.to_string(),
            Err(error) => error.to_string(),
        }
    }

    fn meant(text: &str) -> Option<String> {
        index().suggestion(text, None)
    }

    #[test]
    fn an_item_alone_is_enough_where_it_is_unique() {
        assert_eq!(told("contract", None), "legal/contract");
        assert_eq!(told("webhooks/smoke-test", None), "webhooks/smoke-test");
        let several =
            "`smoke-test` is the name of several items: write `api/smoke-test` or `webhooks/smoke-test`";
        assert_eq!(told("smoke-test", None), several);
    }

    #[test]
    fn the_own_checklist_comes_first() {
        assert_eq!(told("smoke-test", Some("webhooks")), "webhooks/smoke-test");
        assert_eq!(told("contract", Some("webhooks")), "legal/contract");
    }

    #[test]
    fn a_slip_gets_a_suggestion() {
        assert_eq!(told("contarct", None), "there is no item `contarct`");
        assert_eq!(meant("contarct").unwrap(), "contract");
        assert_eq!(meant("api/contract").unwrap(), "legal/contract");
        assert_eq!(meant("api/kyes").unwrap(), "api/keys");
        assert_eq!(meant("smoke-tets").unwrap(), "api/smoke-test");
        assert_eq!(meant("zzzzzz"), None);
        assert_eq!(meant("api/a/b"), None);
    }
}
