//! Reports that are written while their entries come, so that a long one is never held as a whole: in comes one
//! entry after another, then what is told of all; out comes the same text as if all had been there at once.

use std::io::{self, Write};

/// Holds what is known early and stands late in a text.
pub trait Later: Write {
    /// Hands over all that was written to it.
    ///
    /// # Errors
    /// Returns what the writer returns, or why what is held cannot be read back.
    fn pour(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// Holds it in memory, where little is to come.
impl Later for Vec<u8> {
    fn pour(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self)?;
        self.clear();
        Ok(())
    }
}

/// Makes places for what stands late.
pub type MakeLater<'a> = dyn Fn() -> Box<dyn Later> + 'a;

/// One form of a report.
pub trait Stream<Entry, Whole> {
    /// Adds an entry; of the whole, no more than its head is known.
    ///
    /// # Errors
    /// Returns what the writer returns.
    fn entry(&mut self, entry: &Entry, whole: &Whole, out: &mut dyn Write) -> io::Result<()>;

    /// Ends the report. The whole holds everything but the entries.
    ///
    /// # Errors
    /// Returns what the writer returns.
    fn end(&mut self, whole: &Whole, out: &mut dyn Write) -> io::Result<()>;
}
