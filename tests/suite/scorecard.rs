//! `aboard scorecard`: what a person sees, and what a script gets.

use insta::assert_snapshot;

use crate::partners::{with_acme, with_four};

#[test]
fn a_new_partner_has_a_scorecard() {
    assert_snapshot!(with_acme().run("scorecard acme"));
}

#[test]
fn trouble_is_seen_with_the_side_that_is_waited_for() {
    assert_snapshot!(with_four().run("scorecard borealis"));
}
