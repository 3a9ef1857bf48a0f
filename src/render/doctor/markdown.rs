//! What is amiss as a Markdown table.

use std::io;

use super::told;
use crate::render::markdown::{row, words};
use crate::report::doctor::Doctor;

/// Writes the list.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(report: &Doctor, out: &mut impl io::Write) -> io::Result<()> {
    words(["level", "finding", "where", "what", "what to do"], out)?;
    for mended in &report.mended {
        row(["mended", mended.finding.as_str(), &mended.place, &mended.what, ""], out)?;
    }
    for finding in &report.findings {
        let (told, hints) = (told(report, finding), finding.hints.join("; "));
        row([finding.level.as_str(), &finding.finding, &finding.place, &told, &hints], out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::render::doctor::sample;

    #[test]
    fn each_finding_is_one_row() {
        let mut out = Vec::new();
        assert!(super::write(&sample(), &mut out).is_ok());
        insta::assert_snapshot!(String::from_utf8_lossy(&out));
    }
}
