//! Any report that is its own JSON form, as one document ended by a line end.

use std::io;

use serde::Serialize;

use super::stream::{Later, Stream};

/// Writes the report.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(report: &impl Serialize, out: &mut impl io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}

/// A report whose entries come one after another, as the same document.
pub struct Listing {
    /// The field that holds the entries; in the whole it is empty.
    list: &'static str,
    /// Holds the entries back, where what stands before them is only known at the end.
    later: Option<Box<dyn Later>>,
    has_begun: bool,
}

impl Listing {
    /// Writes entries as they come: what stands before their field must be known from the first.
    #[must_use]
    pub fn at_once(list: &'static str) -> Self {
        Listing { list, later: None, has_begun: false }
    }

    /// Writes entries at the end, since what stands before their field is known no earlier.
    #[must_use]
    pub fn held_back(list: &'static str, later: Box<dyn Later>) -> Self {
        Listing { list, later: Some(later), has_begun: false }
    }

    /// Returns the text before and after the entries. Of all line ends, only one of the first level has so few
    /// blanks after it, and none stands in a text.
    fn around(&self, whole: &impl Serialize) -> io::Result<(String, String)> {
        let text = serde_json::to_string_pretty(whole)?;
        let field = format!("\n  \"{}\": [", self.list);
        let at = text.find(&field).map_or(text.len(), |at| at + field.len());
        let (before, after) = text.split_at(at);
        Ok((before.to_owned(), after.to_owned()))
    }
}

impl<Entry: Serialize, Whole: Serialize> Stream<Entry, Whole> for Listing {
    fn entry(&mut self, entry: &Entry, whole: &Whole, out: &mut dyn io::Write) -> io::Result<()> {
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        let text = serde_json::to_string_pretty(entry)?.replace('\n', "\n    ");
        let start = if is_first { "\n    " } else { ",\n    " };
        if let Some(later) = &mut self.later {
            return write!(later, "{start}{text}");
        }
        if is_first {
            out.write_all(self.around(whole)?.0.as_bytes())?;
        }
        write!(out, "{start}{text}")
    }

    fn end(&mut self, whole: &Whole, out: &mut dyn io::Write) -> io::Result<()> {
        let (before, after) = self.around(whole)?;
        if self.later.is_some() || !self.has_begun {
            out.write_all(before.as_bytes())?;
        }
        if let Some(later) = &mut self.later {
            later.pour(out)?;
        }
        writeln!(out, "{}{after}", if self.has_begun { "\n  " } else { "" })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    /// The list is in the middle, and texts hold what looks like it.
    #[derive(Serialize)]
    struct Whole {
        count: usize,
        says: &'static str,
        list: Vec<Entry>,
        after: Vec<&'static str>,
    }

    #[derive(Clone, Serialize)]
    struct Entry {
        id: usize,
        says: &'static str,
    }

    const LIKE_IT: &str = "\n  \"list\": []\n    \"list\": [";

    fn whole(entries: &[Entry]) -> Whole {
        Whole { count: entries.len(), says: LIKE_IT, list: entries.to_vec(), after: vec![LIKE_IT] }
    }

    fn streamed(mut listing: Listing, count: usize, entries: &[Entry]) -> String {
        let mut out = Vec::new();
        let rest = Whole { count, ..whole(&[]) };
        for entry in entries {
            listing.entry(entry, &rest, &mut out).unwrap();
        }
        Stream::<Entry, Whole>::end(&mut listing, &rest, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_document_is_the_same_whether_its_entries_come_at_once_or_not() {
        for number in 0..3 {
            let entries: Vec<_> = (0..number).map(|id| Entry { id, says: LIKE_IT }).collect();
            let mut expected = Vec::new();
            write(&whole(&entries), &mut expected).unwrap();
            let expected = String::from_utf8(expected).unwrap();
            assert_eq!(streamed(Listing::at_once("list"), number, &entries), expected);
            let held = Listing::held_back("list", Box::new(Vec::new()));
            assert_eq!(streamed(held, number, &entries), expected);
        }
    }
}
