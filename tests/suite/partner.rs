//! `partner add`, `set`, `archive`: what is printed, what is committed, what is refused.

use crate::support::Sandbox;

#[test]
fn a_partner_begins_with_the_defaults_of_the_workspace() {
    let sandbox = Sandbox::workspace();
    insta::assert_snapshot!(sandbox.run("partner add acme"));
    let state = sandbox.read("partners/acme.toml");
    for line in ["champion = \"dana@market.example\"", "stage = \"kickoff\"", "start = \"2026-03-02\""] {
        assert!(state.contains(line), "{line} is not in:\n{state}");
    }
    assert_eq!(sandbox.commits(), 2);
}
