//! Running text on a page: in come the lines that somebody wrote, out come lines that fit, broken at blanks.

use crate::render::measure::wrap;

/// Fills paragraphs and list entries to so many columns. What goes on lines up with where its text begins:
/// behind the number or the dash of a list. Headings, quotations, tables and fenced code stay as they are.
pub(super) fn flow(text: &str, columns: usize) -> Vec<String> {
    // Each line, and whether it stays as it is.
    let mut flowed: Vec<(String, bool)> = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        let start = line.trim_start();
        let fence = start.starts_with("```");
        let set = fenced || fence || start.is_empty() || start.starts_with(['#', '>', '|']);
        fenced ^= fence;
        match flowed.last_mut() {
            Some((last, false)) if !set && marker(start) == 0 => last.extend([" ", start]),
            _ => flowed.push((line.to_owned(), set)),
        }
    }
    let lines = flowed.into_iter();
    lines.flat_map(|(line, set)| if set { vec![line] } else { broken(&line, columns) }).collect()
}

fn broken(line: &str, columns: usize) -> Vec<String> {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    let lead = blanks + marker(&line[blanks..]);
    let (head, rest) = line.split_at(lead);
    let pieces = wrap(rest, columns.saturating_sub(lead)).into_iter().enumerate();
    pieces
        .map(|(index, piece)| match index {
            0 => format!("{head}{piece}"),
            _ => format!("{:lead$}{piece}", ""),
        })
        .collect()
}

/// The columns of what marks an entry of a list; 0 where the line is none.
fn marker(line: &str) -> usize {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match () {
        () if digits > 0 && line[digits..].starts_with(". ") => digits + 2,
        () if line.starts_with("- ") || line.starts_with("* ") => 2,
        () => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_hang_behind_their_numbers_and_paragraphs_are_filled() {
        let text = "1. Run the whole suite in one go\n2. File it\n\n**Done when** one run\npasses.";
        let wanted =
            ["1. Run the whole", "   suite in one go", "2. File it", "", "**Done when** one", "run passes."];
        assert_eq!(flow(text, 18), wanted);
    }

    #[test]
    fn code_and_tables_keep_their_lines() {
        let text = "```\na = 1 + 1 + 1 + 1 + 1\nb\n```\n| a |\n| b |\n# Title\ntext\n  goes on";
        assert_eq!(
            flow(text, 18),
            ["```", "a = 1 + 1 + 1 + 1 + 1", "b", "```", "| a |", "| b |", "# Title", "text goes on"]
        );
    }
}
