//! Columns of a table: what each is called, how it stands, and what it may lose where the page is too narrow.

use super::measure::{CUT, shorten, shorten_address, width};

/// Which side of its column a text stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

impl Align {
    /// What says so below a heading in Markdown.
    pub(super) fn rule(self) -> &'static str {
        match self {
            Align::Left => "---",
            Align::Right => "---:",
        }
    }
}

/// What a cell loses where its column is too narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loss {
    /// Nothing: what it says is only of use as a whole.
    Nothing,
    /// Its end, down to so many columns.
    End(usize),
    /// Its checklist: it is the address of an item.
    Checklist,
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub(super) heading: &'static str,
    pub(super) align: Align,
    /// What it takes, however little its cells need.
    pub(super) floor: usize,
    /// When it is left out where there is no room: the lowest first, and those of a rank together.
    pub(super) rank: Option<u8>,
    loss: Loss,
}

impl Column {
    /// A column of words that are never cut.
    #[must_use]
    pub fn text(heading: &'static str) -> Self {
        Column { heading, align: Align::Left, floor: 0, rank: None, loss: Loss::Nothing }
    }

    /// A column of addresses of items, which may lose their checklists, and nothing else.
    #[must_use]
    pub fn item(heading: &'static str) -> Self {
        Column { loss: Loss::Checklist, ..Column::text(heading) }
    }

    /// A column of numbers, which are never cut.
    #[must_use]
    pub fn number(heading: &'static str) -> Self {
        Column { align: Align::Right, ..Column::text(heading) }
    }

    /// Lets cells be cut to so many columns where the page is too narrow.
    #[must_use]
    pub fn cut_to(self, columns: usize) -> Self {
        Column { loss: Loss::End(columns), ..self }
    }

    /// Lets the column be left out where there is no room: the lowest rank first, and those of a rank together.
    #[must_use]
    pub fn left_out(self, rank: u8) -> Self {
        Column { rank: Some(rank), ..self }
    }

    /// Has the column take at least so many columns, however little its cells need.
    #[must_use]
    pub fn padded(self, columns: usize) -> Self {
        Column { floor: columns, ..self }
    }

    /// Cuts a cell to so many columns, by what the column may lose.
    pub(super) fn cut(&self, text: &str, columns: usize) -> String {
        match self.loss {
            Loss::Nothing => text.to_owned(),
            Loss::End(_) => shorten(text, columns),
            Loss::Checklist => shorten_address(text, columns),
        }
    }

    /// How narrow the column may become; none if it is never cut.
    pub(super) fn least<'a>(&self, cells: impl Iterator<Item = &'a str>) -> Option<usize> {
        match self.loss {
            Loss::Nothing => None,
            Loss::End(least) => Some(least),
            Loss::Checklist => {
                // An id that has no checklist is kept whole.
                let whole = |text: &str| match text.rsplit_once('/') {
                    Some((_, item)) => (width(item) + width(CUT) + 1).min(width(text)),
                    None => width(text),
                };
                cells.map(whole).max()
            }
        }
    }
}
