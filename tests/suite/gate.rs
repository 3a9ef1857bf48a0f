//! `aboard gate`: verdicts, exit codes and the reports of CI.

use insta::assert_snapshot;

use crate::partners::with_four;

#[test]
fn a_verdict_tells_its_reasons() {
    assert_snapshot!(with_four().run("gate borealis"));
}
