//! What text is written onto: its columns, whether it may be coloured, and the few styles and tables that
//! every text renderer shares. Colour is never the only sign.

use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, TableStyle};

use super::escape::visible;

/// What text is written onto.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The columns there are.
    pub width: usize,
    /// Whether text may be coloured.
    pub colour: bool,
}

/// How a piece of text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    Plain,
    /// A heading, or what matters most.
    Strong,
    /// Beside the point.
    Faint,
    /// All is well.
    Good,
    /// Something to look at, or not known.
    Caution,
    /// Something fails, or is late.
    Bad,
}

impl Page {
    /// Returns text in a tone, safe for a terminal.
    #[must_use]
    pub fn paint(&self, tone: Tone, text: &str) -> String {
        let text = visible(text);
        let code = match tone {
            _ if !self.colour => return text,
            Tone::Plain => return text,
            Tone::Strong => "1",
            Tone::Faint => "2",
            Tone::Good => "32",
            Tone::Caution => "33",
            Tone::Bad => "31",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// Returns a table without lines, with these headings, that fits the page.
    #[must_use]
    pub fn table<'a>(&self, headings: impl IntoIterator<Item = &'a str>) -> Table {
        let mut table = Table::new();
        table.load_style(TableStyle::new()).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(self.width).unwrap_or(u16::MAX));
        if self.colour {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        let headings: Vec<_> = headings.into_iter().map(|heading| self.cell(Tone::Faint, heading)).collect();
        if !headings.is_empty() {
            table.set_header(headings);
        }
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        table
    }

    /// Returns a cell of such a table, safe for a terminal.
    #[must_use]
    pub fn cell(&self, tone: Tone, text: &str) -> Cell {
        let cell = Cell::new(visible(text));
        match tone {
            Tone::Plain => cell,
            Tone::Strong => cell.add_attribute(Attribute::Bold),
            Tone::Faint => cell.add_attribute(Attribute::Dim),
            Tone::Good => cell.fg(Color::DarkGreen),
            Tone::Caution => cell.fg(Color::DarkYellow),
            Tone::Bad => cell.fg(Color::DarkRed),
        }
    }
}
