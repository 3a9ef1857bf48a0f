//! `aboard portfolio`: what a person sees, and what a script gets.

use insta::assert_snapshot;

use crate::partners::with_four;

#[test]
fn every_partner_has_a_line() {
    assert_snapshot!(with_four().run("portfolio"));
}
