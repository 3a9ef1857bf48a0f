//! What is amiss, in a paragraph each: commands to copy are neither wrapped nor cut.

use std::io;

use super::told;
use crate::render::page::{Page, Tone};
use crate::report::doctor::{Doctor, Level};

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(report: &Doctor, page: Page, out: &mut impl io::Write) -> io::Result<()> {
    for mended in &report.mended {
        let done = page.paint(Tone::Good, "mended");
        writeln!(out, "{done}: {}: {}", page.paint(Tone::Plain, &mended.place), mended.what)?;
    }
    for finding in &report.findings {
        let tone = match finding.level {
            Level::Error => Tone::Bad,
            Level::Hint => Tone::Caution,
        };
        let name = page.paint(tone, &format!("{}[{}]", finding.level.as_str(), finding.finding));
        // The place of everything is the workspace itself where none is named.
        let place = if finding.place.is_empty() { "." } else { &finding.place };
        writeln!(
            out,
            "{name}: {}: {}",
            page.paint(Tone::Strong, place),
            page.paint(Tone::Plain, &told(report, finding))
        )?;
        for hint in &finding.hints {
            writeln!(out, "  {}", page.paint(Tone::Plain, hint))?;
        }
    }
    if report.findings.is_empty() {
        writeln!(out, "{}", page.paint(Tone::Good, "nothing to mend"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::render::doctor::sample;
    use crate::render::page::Page;

    #[test]
    fn each_finding_is_told_with_its_age_and_what_to_do() {
        let mut out = Vec::new();
        let written = super::write(&sample(), Page { width: 40, colour: false }, &mut out);
        assert!(written.is_ok());
        insta::assert_snapshot!(String::from_utf8_lossy(&out));
    }
}
