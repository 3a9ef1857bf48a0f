//! Facts under their labels: in come pairs of a label and what is said of it, out come lines of which none is
//! cut, since a fact is there to be read, or copied, as a whole.

use std::io::{self, Write};

use super::escape::visible;
use super::measure::{width, wrap};
use super::page::{Page, Tone};

/// The columns before a label, and between it and what is said.
const GAP: usize = 2;

/// Writes the facts, what is said of each in a column of its own.
pub(super) fn write(facts: &[(&str, String)], page: Page, out: &mut impl Write) -> io::Result<()> {
    let labels = facts.iter().map(|(label, _)| width(&visible(label))).max().unwrap_or(0);
    let indent = GAP + labels + GAP;
    for (label, said) in facts {
        for (index, line) in wrap(&visible(said), page.width.saturating_sub(indent)).iter().enumerate() {
            let label = if index == 0 { visible(label) } else { String::new() };
            let blank = " ".repeat(indent - GAP - width(&label));
            writeln!(out, "  {}{blank}{line}", page.paint(Tone::Faint, &label))?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_goes_on_below_itself() {
        let facts = [("due", "a b\u{1b}".to_owned()), ("needs", "one/two, three/four".to_owned())];
        let mut out = Vec::new();
        write(&facts, Page { width: 20, colour: false }, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "  due    a b\\u{1b}\n  needs  one/two,\n         three/four\n");
    }
}
