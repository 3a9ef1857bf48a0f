//! The one integration binary: the built program and the library, judged from outside.
#![expect(clippy::expect_used, clippy::panic, reason = "a test may stop at the first surprise")]

mod completions;
mod history;
mod item;
mod layers;
mod partner;
mod rules;
mod stage;
mod support;
mod waiver;
mod walk;
