//! The one integration binary: the built program and the library, judged from outside.
#![expect(clippy::expect_used, clippy::panic, reason = "a test may stop at the first surprise")]

mod explanations;
mod layers;
mod partner;
mod support;
mod workspace;
