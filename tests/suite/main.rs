//! The one integration binary: the built program and the library, judged from outside.
#![expect(clippy::expect_used, clippy::panic, reason = "a test may stop at the first surprise")]

mod completions;
mod day;
mod demo;
mod exit_codes;
mod explanations;
mod faults;
mod formats;
mod gate;
mod history;
mod hostile;
mod init;
mod item;
mod kept;
mod layers;
mod many;
mod lint;
mod lists;
mod log;
mod next;
mod onboarding;
mod partner;
mod partners;
mod playbook;
mod portfolio;
mod readme;
mod reports;
mod repositories;
mod rules;
mod scorecard;
mod stage;
mod status;
mod support;
mod waiver;
mod walk;
mod workspace;
