//! The one integration binary: the built program and the library, judged from outside.
#![expect(clippy::expect_used, clippy::panic, reason = "a test may stop at the first surprise")]

mod demo;
mod gate;
mod init;
mod layers;
mod partner;
mod partners;
mod portfolio;
mod readme;
mod scorecard;
mod support;
mod workspace;
