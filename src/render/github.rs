//! Findings as GitHub workflow commands: one line each, which the job's log turns into annotations.

use std::io;

use super::escape::{github_data, github_property};
use crate::report::findings::Findings;

/// Writes the findings.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(findings: &Findings, out: &mut impl io::Write) -> io::Result<()> {
    for diagnostic in &findings.diagnostics {
        write!(out, "::{} ", diagnostic.severity)?;
        if let Some(place) = &diagnostic.place {
            write!(out, "file={},", github_property(&place.file))?;
            if let Some(span) = &place.span {
                write!(out, "line={},col={},endLine={},", span.start.line, span.start.column, span.end.line)?;
                // GitHub takes columns of one line only.
                if span.start.line == span.end.line {
                    write!(out, "endColumn={},", span.end.column)?;
                }
            }
        }
        let mut text = diagnostic.message.clone();
        for more in diagnostic.help.iter().chain(&diagnostic.notes) {
            text.push('\n');
            text.push_str(more);
        }
        writeln!(out, "title={}::{}", diagnostic.code, github_data(&text))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::render::findings_sample::rendered;

    #[test]
    fn one_command_a_line_whatever_the_text() {
        let text = rendered(super::write);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "::error title=weights-sum::no place",
                "::error file=playbooks/p.yaml,line=2,col=1,endLine=2,endColumn=6,title=unknown-key::unknown key `onwer`%0Adid you mean `owner`?",
                "::error file=playbooks/p.yaml,line=5,col=7,endLine=5,endColumn=8,title=duplicate-id::the id `a` stands twice%0Aids address items",
                "::warning file=playbooks/q%3A r%2C.yaml,title=role-unused::role \\u{1b}[31m<b>%250A::error::x\\u{202e}",
                "::error file=playbooks/r.yaml,line=2,col=4,endLine=2,endColumn=4,title=not-utf8::byte 0xFF is not UTF-8",
            ]
        );
    }
}
