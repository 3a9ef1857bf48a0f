//! What text is written onto: its columns, whether it may be coloured, and the few styles that
//! every text renderer shares. Colour is never the only sign.

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// As it is.
    #[default]
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
}
