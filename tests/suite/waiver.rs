//! `waive` and `waiver`: what is printed and refused.

use crate::support::Sandbox;

#[test]
fn a_waiver_is_requested_and_ruled_on() {
    let sandbox = Sandbox::with_acme();
    let waive = "waive acme data-agreement --reason 'Being negotiated' --control 'No data flows' --until";
    let mut told = Vec::new();
    for (who, line) in [
        ("dana", "waive acme agreement --reason r --control c --until 2026-03-20".to_owned()),
        ("dana", format!("{waive} 2027-03-20")),
        ("dana", format!("{waive} tomorrow")),
        ("stranger", format!("{waive} 2026-03-20")),
        ("dana", format!("{waive} 2026-03-20")),
        ("dana", format!("{waive} 2026-03-21")),
        ("dana", "waiver approve acme data-agreement".to_owned()),
        ("egon", "waiver approve acme data-agreement".to_owned()),
        ("lea", "waiver approve acme data-agreement".to_owned()),
        ("lea", "waiver reject acme data-agreement --reason 'No control'".to_owned()),
        ("lea", "waiver revoke acme data-agreement --reason 'Signed after all'".to_owned()),
        ("lea", "waiver revoke acme credentials --reason x".to_owned()),
    ] {
        told.push(format!("{who}: {}", sandbox.as_person(who).run(&line)));
    }
    insta::assert_snapshot!(told.join("\n\n"));
}
