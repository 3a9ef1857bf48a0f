//! Places in documents of JSON: in comes a text, out come the values at the JSON pointer (RFC 6901) that it is, or on the
//! JSONPath (RFC 9535).
//!
//! A path looks at each value of a document a few times at most, however the document is built: what would multiply that
//! is refused in the playbook, before there is a document. So `..` stands once, in no filter; few selectors stand beside
//! each other; a filter asks what it filters for one value at a time, and nothing of the document beside; and of functions,
//! those that look at several values or make a pattern ready for each are left out: `count`, `match` and `search`.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use serde_json_path::JsonPath;

/// How many values a path may select; of more, nothing is judged.
pub const MOST_VALUES: usize = 100_000;

/// How many characters a path may have.
const LONGEST: usize = 200;

/// How deep brackets may stand within each other.
const DEEPEST: usize = 8;

/// How many selectors may stand beside another, in all of a path.
const BESIDE: usize = 4;

/// The functions that a filter may call.
const FUNCTIONS: [&str; 2] = ["length", "value"];

/// Where something stands in a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum JsonPlace {
    /// One value at most.
    Pointer(String),
    /// As many as the path selects.
    Path {
        /// The path as it is written.
        text: String,
        /// What it selects.
        query: JsonPath,
    },
}

/// Why a text is no [`JsonPlace`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonPlaceFault {
    /// It is no pointer.
    #[error("`{}` is no JSON pointer", .0.escape_debug())]
    Pointer(String),
    /// It is no path, or one that may look at a value too often.
    #[error("at character {at}, the JSONPath {why}")]
    Path {
        /// What is wrong there.
        why: &'static str,
        /// The character, from 1 on.
        at: usize,
    },
}

impl JsonPlace {
    /// Reads a JSON pointer.
    ///
    /// # Errors
    /// Returns that it is none.
    pub fn pointer(text: &str) -> Result<Self, JsonPlaceFault> {
        let is_escaped = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        if (text.is_empty() || text.starts_with('/')) && is_escaped {
            Ok(JsonPlace::Pointer(text.to_owned()))
        } else {
            Err(JsonPlaceFault::Pointer(text.to_owned()))
        }
    }

    /// Reads a JSONPath.
    ///
    /// # Errors
    /// Returns what is wrong with it first, and where.
    pub fn path(text: &str) -> Result<Self, JsonPlaceFault> {
        let fault = |(at, why): (usize, &'static str)| JsonPlaceFault::Path { why, at: at + 1 };
        let characters: Vec<char> = text.chars().collect();
        costs(&characters).map_err(fault)?;
        let query = JsonPath::parse(text).map_err(|error| {
            let before = text.get(..error.position()).unwrap_or(text).chars().count();
            fault(match characters.first() {
                Some('$') if before < characters.len() => (before, "cannot be read on"),
                Some('$') => (before, "ends too early"),
                _ => (0, "does not begin with `$`"),
            })
        })?;
        Ok(JsonPlace::Path { text: text.to_owned(), query })
    }

    /// Returns the values that stand there.
    #[must_use]
    pub fn select<'d>(&self, document: &'d Json) -> Vec<&'d Json> {
        match self {
            JsonPlace::Pointer(at) => document.pointer(at).into_iter().collect(),
            JsonPlace::Path { query, .. } => query.query(document).all(),
        }
    }
}

/// The document as a whole.
impl Default for JsonPlace {
    fn default() -> Self {
        JsonPlace::Pointer(String::new())
    }
}

impl TryFrom<String> for JsonPlace {
    type Error = JsonPlaceFault;

    /// No pointer begins as every path does.
    fn try_from(text: String) -> Result<Self, JsonPlaceFault> {
        if text.starts_with('$') { JsonPlace::path(&text) } else { JsonPlace::pointer(&text) }
    }
}

impl From<JsonPlace> for String {
    fn from(place: JsonPlace) -> String {
        match place {
            JsonPlace::Pointer(text) | JsonPlace::Path { text, .. } => text,
        }
    }
}

impl fmt::Display for JsonPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JsonPlace::Pointer(text) if text.is_empty() => f.write_str("the document"),
            JsonPlace::Pointer(text) | JsonPlace::Path { text, .. } => f.write_str(text),
        }
    }
}

/// Finds what makes a path cost more than a few looks at each value, or what the library reads otherwise than the standard;
/// returns where that is. A text that is no path may pass: it is read afterwards.
fn costs(text: &[char]) -> Result<(), (usize, &'static str)> {
    if text.len() > LONGEST {
        return Err((LONGEST, "goes on beyond 200 characters"));
    }
    let (mut open, mut descents, mut beside, mut at) = (Vec::new(), 0, 0, 0);
    // How many brackets are open where a filter began.
    let mut filter: Option<usize> = None;
    while let Some(character) = text.get(at) {
        let fault = |why| Err((at, why));
        let mut next = at + 1;
        match character {
            '\'' | '"' => next = after_string(text, at),
            '?' if filter.is_some() => return fault("holds a filter in a filter"),
            '?' => filter = Some(open.len()),
            '$' if filter.is_some() => {
                return fault("asks for the document in a filter, which asks for what is filtered, with `@`");
            }
            '*' | ',' | ':' if filter.is_some() => {
                return fault("asks for several values in a filter, which may ask for one");
            }
            '[' | '(' => {
                open.push(*character);
                let first = text.iter().skip(next).find(|next| !next.is_whitespace());
                if filter.is_some() && *character == '[' && first == Some(&'-') {
                    return fault("counts from the end in a filter, which counts from the beginning");
                }
            }
            ']' | ')' => {
                open.pop();
                filter = filter.filter(|depth| open.len() >= *depth);
            }
            ',' if open.last() == Some(&'[') => beside += 1,
            '.' if text.get(next) == Some(&'.') => {
                descents += 1;
                next += 1;
                if filter.is_some() {
                    return fault("holds `..` in a filter, where it does not stand");
                }
            }
            '.' => next = after_word(text, next),
            first if first.is_alphabetic() => {
                next = after_word(text, at);
                let word: String = text[at..next].iter().collect();
                if text.get(next) == Some(&'(') && !FUNCTIONS.contains(&word.as_str()) {
                    return fault("calls a function that is not there: there are length and value");
                }
            }
            _ => {}
        }
        if open.len() > DEEPEST {
            return fault("sets brackets within each other more than 8 deep");
        }
        if beside > BESIDE {
            return fault("sets more than five selectors beside each other");
        }
        if descents > 1 {
            return fault("holds another `..`, which stands once at most");
        }
        at = next;
    }
    Ok(())
}

/// Returns the place behind the text that begins with the quote at `at`.
fn after_string(text: &[char], at: usize) -> usize {
    let mut end = at + 1;
    while text.get(end).is_some_and(|character| *character != text[at]) {
        end += if text[end] == '\\' { 2 } else { 1 };
    }
    end + 1
}

/// Returns the place behind the letters, digits and underscores that begin at `at`.
fn after_word(text: &[char], at: usize) -> usize {
    let is_of_word =
        |character: &&char| character.is_alphanumeric() || **character == '_' || !character.is_ascii();
    at + text.iter().skip(at).take_while(is_of_word).count()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(text: &str) -> String {
        JsonPlace::path(text).unwrap_err().to_string()
    }

    fn selects(text: &str, document: &Json) -> Vec<Json> {
        JsonPlace::path(text).unwrap().select(document).into_iter().cloned().collect()
    }

    #[test]
    fn a_path_selects_what_the_standard_says() {
        let document = json!({
            "currency": "EUR",
            "orders": [
                { "id": 1, "currency": "EUR", "lines": [{ "sku": "a" }, { "sku": "b" }] },
                { "id": 2, "currency": "GBP", "lines": [] },
            ],
        });
        for (path, ids) in [
            ("$.orders[*].id", vec![1, 2]),
            ("$..id", vec![1, 2]),
            ("$.orders[?@.currency == 'EUR'].id", vec![1]),
            ("$.orders[?length(@.lines) < 2].id", vec![2]),
            ("$.orders[?length(@.lines) == 2 || @.id == 2].id", vec![1, 2]),
            ("$.orders[?@.lines[1].sku == 'b'].id", vec![1]),
            ("$.orders[?@.id > -1]['id']", vec![1, 2]),
            ("$.orders[?@['currency'] == '$[*]'].id", vec![]),
            ("$.orders[-1]['id', 'none']", vec![2]),
            ("$.orders[?!(@.id == 1 && value(@['currency']) == 'EUR')].id", vec![2]),
            ("$['..', ',,,,,,', '$.*'].id", vec![]),
        ] {
            assert_eq!(
                selects(path, &document),
                ids.into_iter().map(Json::from).collect::<Vec<_>>(),
                "{path}"
            );
        }
        assert_eq!(selects("$", &document), std::slice::from_ref(&document));
    }

    #[test]
    fn what_is_no_path_is_refused_where_it_goes_wrong() {
        for (text, why) in [
            ("", "at character 1, the JSONPath does not begin with `$`"),
            ("orders", "at character 1, the JSONPath does not begin with `$`"),
            ("$.orders[", "at character 9, the JSONPath cannot be read on"),
            ("$.é[0] ", "at character 7, the JSONPath cannot be read on"),
            ("$.a[?@.b = 1]", "the JSONPath cannot be read on"),
            ("$[?match(@.a, 'b')]", "at character 4, the JSONPath calls a function that is not there"),
            ("$..a..b", "at character 5, the JSONPath holds another `..`"),
            ("$[?@..a]", "at character 5, the JSONPath holds `..` in a filter"),
            ("$[?count(@.a) > 1]", "at character 4, the JSONPath calls a function that is not there"),
            ("$.x[?$.b == $.c]", "at character 6, the JSONPath asks for the document in a filter"),
            ("$[?@.a[*]]", "at character 8, the JSONPath asks for several values in a filter"),
            ("$[?@.a[0:2]]", "at character 9, the JSONPath asks for several values in a filter"),
            ("$[?@.a['b','c']]", "at character 11, the JSONPath asks for several values in a filter"),
            ("$[?@[?@.a]]", "at character 6, the JSONPath holds a filter in a filter"),
            ("$.x[?@.h[-1] == 1]", "at character 9, the JSONPath counts from the end in a filter"),
            ("$.x[?@.h[ -1] == 1]", "at character 9, the JSONPath counts from the end in a filter"),
            (
                "$[*,*][*,*,*][*,*,*]",
                "at character 18, the JSONPath sets more than five selectors beside each other",
            ),
        ] {
            let told = fault(text);
            assert!(told.contains(why), "{text}: {told}");
        }
        assert!(fault(&format!("$[?{}", "(".repeat(9))).contains("more than 8 deep"));
        assert!(
            fault(&format!("$.{}", "a".repeat(199)))
                .starts_with("at character 201, the JSONPath goes on beyond")
        );
        assert_eq!(JsonPlace::pointer("a~2"), Err(JsonPlaceFault::Pointer("a~2".to_owned())));
    }

    /// The cost is of the form alone, so that no document has a say in it; the deepest nested that is read.
    #[test]
    fn a_hostile_document_is_walked_through_once() {
        let deep = format!("{}{}", "[".repeat(126), "]".repeat(126));
        let document: Json = serde_json::from_str(&format!("[{}]", vec![deep; 400].join(","))).unwrap();
        let values = 400 * 126;
        assert_eq!(JsonPlace::path("$..*").unwrap().select(&document).len(), values);
        assert_eq!(JsonPlace::path("$..[*,*,*,*,*]").unwrap().select(&document).len(), 5 * values);
        assert_eq!(JsonPlace::path("$..[?@[0] == @[1]]").unwrap().select(&document).len(), 400);
    }

    #[test]
    fn a_place_is_the_text_that_it_is_written_as() {
        for text in ["", "/a/0", "$.a[0]"] {
            let place: JsonPlace = serde_json::from_value(json!(text)).unwrap();
            assert_eq!(json!(place), json!(text));
        }
        assert_eq!(JsonPlace::default().to_string(), "the document");
        assert!(serde_json::from_value::<JsonPlace>(json!("$[")).is_err());
    }
}
