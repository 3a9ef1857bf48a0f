//! Time as an organisation keeps it: durations as people write them, the hours in which work is
//! done, holidays, zones, and clocks that stop while the other side is waited for.

mod span;

pub use span::{MAX_AMOUNT, Span, SpanError, Unit};
