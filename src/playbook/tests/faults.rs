//! Every rule with the text that breaks it, and what a person is told. What comes out stands in
//! `snapshots/`, to be read in review like prose.

use super::*;

/// What breaks the sound playbook: the text that is replaced, and by what.
const BREAKS: &[(&str, &str)] = &[
    // Shape and forms.
    ("owner: partnerships", "onwer: partnerships"),
    ("version: 1.2.0", "version: 1.2"),
    ("version: 1.2.0", "version: \"1.2\""),
    ("id: seller", "id: Seller Plan"),
    ("title: Seller", "title: \"  \""),
    ("title: Seller", "title: \"For {{ partner.name }}\""),
    ("format: 1", "format: 2"),
    ("expected: 10 business days", "expected: 10 working days"),
    ("expected: 10 business days", "expected: 0d"),
    ("soak: 2 business days", "soak: -2d"),
    ("effective_from: 2026-01-01", "effective_from: 2026-02-30"),
    // Duplicates.
    ("  - id: pilot", "  - id: kickoff"),
    ("  - id: terms", "  - id: api"),
    ("      - id: data-agreement", "      - id: contract"),
    ("tags: [retest, legal]", "tags: [retest, legal, retest]"),
    ("renamed_from: [signed-contract]", "renamed_from: [data-agreement]"),
    ("needs: [contract]", "needs: [contract, terms/contract]"),
    // References.
    ("{ stage: kickoff, dimension: legal }", "{ stage: kickof, dimension: legall }"),
    ("{ stage: kickoff, dimension: legal }", "{ dimension: legal }"),
    ("accountable: champion, responsible", "accountable: chapmion, responsible"),
    ("needs: [contract]", "needs: [contarct]"),
    ("needs: [contract]", "needs: [api/contract]"),
    ("to: kickoff", "to: launch"),
    ("to: kickoff", "to: pilot"),
    ("tags: [retest] }", "tags: [retests] }"),
    ("checklists: [api]", "checklists: [apis]"),
    ("items: [terms/contract]", "items: [contract, nothing]"),
    ("sign_offs: [champion, partner-lead]", "sign_offs: [champion, partner-led]"),
    ("role: partner-lead }", "role: partner }"),
    ("    expected: 10 business days", "    rollback: { to: pilot }"),
    // Rollback plans.
    ("      owner: engineering\n", ""),
    ("owner: engineering", "owner: enginering"),
    ("triggers: { refunds-fail: Refunds fail for an hour }", "triggers: { Refunds fail: \" \" }"),
    ("triggers: { refunds-fail: Refunds fail for an hour }", "triggers: {}"),
    (
        "{ do: Close the offers, by: champion, within: 15m }",
        "{ do: \"\", by: chapmion, within: 2 business hours }",
    ),
    ("{ do: Close the offers, by: champion, within: 15m }", "{ by: champion, within: 0m }"),
    (
        "      steps:\n        - { do: Close the offers, by: champion, within: 15m }\n        - { do: Revoke the keys }\n",
        "      steps: []\n",
    ),
    (
        "      steps:\n        - { do: Close the offers, by: champion, within: 15m }\n        - { do: Revoke the keys }\n",
        "",
    ),
    ("rehearsal: { valid_for: 90d }", "rehearsal: {}"),
    ("rehearsal: { valid_for: 90d }", "rehearsal: { valid_for: 0d }"),
    ("rehearsal: { valid_for: 90d }", "rehearsal:"),
    // Checks.
    ("{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }", "{}"),
    ("least: 20 } }", "least: 0 } }"),
    ("least: 20 } }", "least: 20 }, manual: { ask: Look } }"),
    ("{ junit: {", "{ junti: {"),
    ("reports/{{ partner.id }}.xml", "reports/{{ partner.name }}.xml"),
    ("reports/{{ partner.id }}.xml", "../{{ partner.id }}.xml"),
    ("reports/{{ partner.id }}.xml", "/etc/passwd"),
    ("reports/{{ partner.id }}.xml", "reports/{{ partner.id"),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ manual: { ask: \"\", metrics: { Late share: { ask: \" \", unit: \"\" } } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ manual: { ask: Look, metrics: {} } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ manual: { ask: Look, metrics: { tests: Tests that ran, failed: Of these } } }",
    ),
    ("{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }", "{ json: { file: r.json } }"),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ json: { file: r.json, least: 2, assert: { up: { at: /status } } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ json: { file: r.json, lines: true, figures: { p95: /p95 }, assert: { up: { at: status, is: ok }, a: { at: /a~2, exists: true, below: 3 } } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ json: { file: r.json, figures: { failed: /failed, Too late: \"\" }, assert: { up: { at: /a, below: 1, above: 2 } } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ json: { file: r.json, figures: { n: \"$.a[\" }, assert: { a: { path: \"$..a..b\", is: ok }, b: { path: /a, is: ok }, c: { at: $.c, is: ok } } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ json: { file: r.json, assert: { a: { at: /a, path: $.a, is: ok }, b: { is: ok } } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ http: { path: orders, method: get, status: [] } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ http: { path: \"/a/../b\", method: GTE, status: [200, 700], within: 0, most_kib: 99999, redirects: 11, certificate_days: 3651 } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ http: { path: \"//evil.example/\", headers: { Authorization: Bearer abc, Host: a, X-A: \"é\", a: b, A: c } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ http: { path: \"/{{ partner.name }}\", body: \"{{ attributes.tier }}\" } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ http: { path: /a, method: HEAD, assert: { up: { at: a, is: ok } }, figures: { p95-ms: /p95 } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ http: { path: /a, tries: 1, same: /id } }",
    ),
    ("{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }", "{ http: { path: /a, tries: 1 } }"),
    ("{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }", "{ http: { path: /a, same: id } }"),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ http: { path: /a, sample: { count: 1, most_failed: 101 } } }",
    ),
    ("{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }", "{ command: { run: [] } }"),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ command: { run: [checks/a.sh, \"{{ partner.name }}\"], files: [../b, \"c/{{ partner.id }}\"], within: 0 } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ command: { run: [python3], variables: [A, ABOARD_URL, \"a b\"], secrets: [A, \"1\"], figures: { seconds: /s } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ webhook: { path: hooks, body: \"{]\", scheme: stripes, age: 5, forged: true } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ webhook: { path: /h, body: \"{}\", scheme: github, age: 600, within: 999, status: [99] } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ deliveries: { path: hooks, scheme: stripes, least: 0, within: 9999, tolerance: 0, ordered: n, assert: {} } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ deliveries: { path: \"/h?a=b\", scheme: github, tolerance: 60, retries: 2, ordered: /n } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ csv: { file: f.csv, columns: {} } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ csv: { file: ../f.csv, least: 0, most_failed: 101, delimiter: ab, sha256: /etc/f, columns: { sku: {} } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ csv: { file: f.csv, columns: { price: { above: 5, at_most: 5 }, stock: { type: integer, below: 1, at_most: 2 }, day: { type: date, one_of: [a], at_least: .nan } } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ csv: { file: f.csv, columns: { sku: { type: numbre, pattern: \"[A-\" }, \" \": { one_of: [] }, code: { one_of: [a, \"\", a], pattern: \"a)|(b\" } } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ csv: { file: f.csv, columns: { sku: { pattern: '\\w{999}{999}' }, category: { in: { file: \"{{ partner.name }}.csv\", column: \"\", delimiter: \"\" } } } } }",
    ),
    (
        "{ junit: { file: \"reports/{{ partner.id }}.xml\", least: 20 } }",
        "{ command: { run: [python3, checks/none.py], files: [checks/none.py] } }",
    ),
    ("environment: sandbox", "environment: The Sandbox"),
    ("retest_every: 7d", "retest_every: 0d"),
    // Criteria, and what a test needs.
    ("        at_least: 99\n", ""),
    ("        at_least: 99\n", "        at_least: 99\n        below: 3\n"),
    ("        at_least: 99\n", "        at_least: .inf\n"),
    ("        at_least: 99\n", "        at_least: 99\n        warn: 98\n"),
    ("        at_least: 99\n", "        at_least: 99\n        window: { runs: 1, take: mean, within: 0d }\n"),
    ("        at_least: 99\n", "        at_least: 99\n        window: { runs: 3, take: mode }\n"),
    (
        "        at_least: 99\n",
        "        at_least: 0\n        of_baseline: true\n        window: { runs: 3, take: total }\n",
    ),
    ("of: data-agreement\n", "of: data-agremeent\n"),
    ("of: data-agreement\n", "of: contract\n"),
    ("metric: passed-percent", "metric: pased-percent"),
    ("sample: { metric: tests, least: 20 }", "sample: { metric: orders, least: .nan }"),
    ("or: { metric: failed, below: 2 }", "or: { metric: failed }"),
    (
        "        when: { tier: growth }\n        effective_from",
        "        when: { teir: growth }\n        effective_from",
    ),
    ("effective_until: 2027-12-31", "effective_until: 2025-12-31"),
    (
        "    - { what: Twenty orders, place: The sandbox, reset: Delete them }\n",
        "    - { what: \"\", place: The sandbox }\n",
    ),
    ("    test_data:\n      - { what: Twenty orders, place: The sandbox, reset: Delete them }\n", ""),
    ("    environment: sandbox\n", "    environment: sandbox\n    criteria: {}\n    test_data: []\n"),
    ("    expected: 10 business days\n", "    environment: sandbox\n"),
    // Limits.
    ("length: { title: Length of the pilot, days: 30 }", "length: { title: Length of the pilot, days: 0 }"),
    ("length: { title: Length of the pilot, days: 30 }", "length: { title: \"\", days: -3 }"),
    ("length: { title: Length of the pilot, days: 30 }", "length: { title: Length of the pilot }"),
    ("days: 30 }", "days: 30, at_most: 3 }"),
    ("at_most: 500", "at_most: -5"),
    ("at_most: 500, unit: tests }", "unit: tests }"),
    ("metric: tests, at_most", "metric: tsets, at_most"),
    ("of: data-agreement, metric: tests", "of: data-agremeent, metric: tests"),
    ("of: data-agreement, metric: tests", "of: contract, metric: tests"),
    (
        "    approver: champion\n",
        "    approver: champion\n    limits: { length: { title: Length, days: 3 } }\n",
    ),
    (
        "    limits:\n      length: { title: Length of the pilot, days: 30 }\n      tests: { title: Tests, of: data-agreement, metric: tests, at_most: 500, unit: tests }\n",
        "    limits: {}\n",
    ),
    // Circles and order.
    ("needs: [contract]", "needs: [data-agreement]"),
    ("needs: [contract]", "needs: [api/smoke-test]"),
    (
        "        due: { anchor: onboarding_start, plus: 5",
        "        due: { anchor: item_done, item: data-agreement, plus: 5",
    ),
    ("severity: critical\n", "severity: critical\n        needs: [data-agreement]\n"),
    // Weights and RACI.
    ("weight: 40", "weight: 30"),
    ("weight: 40", "weight: 4294967295"),
    ("raci: { accountable: champion }", "raci: { responsible: [champion] }"),
    ("raci: { accountable: champion }", "raci: { accountable: [champion, engineering] }"),
    ("        raci: { accountable: champion }\n", ""),
    ("approvers: [champion]", "approvers: []"),
    (
        "waivers:\n  approvers: [champion]\n  longest: { critical: 7d }\n",
        "waivers: { longest: { low: 0d } }\n",
    ),
    // Attributes.
    ("default: false", "default: maybe"),
    ("choices: [EU, UK, US]", "choices: []"),
    ("choices: [EU, UK, US]", "choices: [EU, EU, \"a,b\"]"),
    ("min: 0, max: 1000000", "min: 10, max: 1"),
    ("type: text, title: Legal name", "type: text, choices: [a], min: 1, title: Legal name"),
    ("  legal-name:", "  not:"),
    // Due dates.
    ("{ anchor: item_done, item: contract, plus: 2d }", "{ anchor: item_done, plus: 2d }"),
    ("{ anchor: item_done, item: contract, plus: 2d }", "{ anchor: item_done, item: contract, plus: -2d }"),
    ("{ anchor: item_done, item: contract, plus: 2d }", "{ date: 2026-12-31, plus: 2d }"),
    ("{ anchor: item_done, item: contract, plus: 2d }", "{ plus: 2d }"),
    ("{ anchor: item_done, item: contract, plus: 2d }", "{ anchor: signed, stage: pilot, plus: 2 months }"),
    // Evidence.
    ("min: 1, max: 500", "min: 500, max: 1"),
    ("min: 1, max: 500", "min: .nan"),
    ("choices: [basic, premium]", "min: 1"),
    ("{ type: sign-off, ask: Agreed, role: partner-lead }", "{ type: sign-off, ask: Agreed }"),
    ("valid_for: 90d", "valid_for: 0d"),
    // Conditions.
    ("{ tier: [growth, enterprise], ", "{ teir: [growth, enterprise], "),
    ("{ tier: [growth, enterprise], ", "{ tier: [growth, enterprize], "),
    ("{ tier: [growth, enterprise], ", "{ tier: [], "),
    ("{ tier: [growth, enterprise], ", "{ tier: 3, legal-name: Acme, "),
    ("{ tier: [growth, enterprise], ", "{ any: [], all: [{}], "),
    ("monthly-orders: { min: 10 }", "monthly-orders: { min: 10, max: 9 }"),
    ("monthly-orders: { min: 10 }", "monthly-orders: { min: 1000001 }"),
    ("monthly-orders: { min: 10 }", "monthly-orders: {}"),
    ("{ tier: [growth, enterprise], ", "{ tier: growth, all: [{ tier: starter }], "),
    ("not: { personal-data: false }", "not: { any: [{ personal-data: false }, { personal-data: true }] }"),
    // Text and links.
    ("{{ partner.name }}", "{{ partner.nmae }}"),
    ("attributes[\"legal-name\"]", "attributes[\"legal-nmae\"]"),
    ("{{ partner.name }}", "{{ partner.name | upper }}"),
    ("{{ partner.name }}", "{{ partner.name }"),
    ("{{ partner.name }}", "{% for x in y %}"),
    ("../docs/start.md#top", "../docs/strat.md"),
    ("../docs/start.md#top", "../../etc/passwd"),
    ("https://example.com/a", "javascript:alert(1)"),
    // Includes.
    ("include: checklists/api.yaml", "include: checklists/apis.yaml"),
    ("include: checklists/api.yaml", "include: ../../api.yaml"),
    ("include: checklists/api.yaml", "include: /etc/passwd"),
    ("omit: [soap]", "omit: [saop]"),
    ("omit: [soap]", "omit: [soap, keys, smoke-test]"),
    ("      keys: {", "      kyes: {"),
    ("      keys: { severity: high", "      keys: { id: other, severity: high"),
    ("      keys: { severity: high", "      keys: { severity: high, raci: { accountable: enginering }"),
    ("    omit: [soap]\n", "    omit: [soap]\n    title: Other\n"),
    ("  - id: terms\n    title: Terms\n", "  - id: terms\n    omit: [contract]\n"),
    // Warnings.
    ("  engineering: {", "  sales: { side: platform, title: Sales }\n  engineering: {"),
    ("  - id: pilot", "  - { id: sandbox, title: Sandbox }\n  - id: pilot"),
    ("weight: 40 }", "weight: 40 }\n  training: { title: Training, weight: 0 }"),
    ("        instructions: Sign it.\n", "        blocking: true\n        severity: high\n"),
];

#[test]
fn each_fault_is_told_with_its_place_and_its_cure() {
    let mut all = String::new();
    for (old, new) in BREAKS {
        let loaded = loaded(&with(old, new));
        assert!(!loaded.diagnostics.is_empty(), "`{new}` passes");
        assert_eq!(loaded.playbook.is_none(), loaded.diagnostics.has_errors(), "{new}");
        let change = format!("{} => {}", old.trim(), new.trim()).replace('\n', "⏎");
        all += &format!("{change}\n{}\n\n", told(&loaded.diagnostics));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn all_faults_are_told_in_one_run() {
    let broken = with("weight: 40", "weight: 41").replace("needs: [contract]", "needs: [contarct]");
    let broken = broken.replace("blocking: true", "blocking: yes").replace("tier: [growth", "teir: [growth");
    let codes: Vec<_> = loaded(&broken).diagnostics.iter().map(|fault| fault.code).collect();
    let wanted = [Code::WeightsSum, Code::WrongType, Code::UnknownReference, Code::UnknownAttribute];
    assert_eq!(codes, wanted);
}

#[test]
fn what_cannot_be_read_casts_no_doubt_on_the_rest() {
    for (old, new, fault) in [
        ("roles:\n", "rolls:\n", "missing-key roles"),
        ("stages:\n", "stage:\n", "missing-key stages"),
        (
            "  partner-lead: { side: partner, title: Partner lead }\n",
            "  partner-lead: partner\n",
            "wrong-type roles.partner-lead",
        ),
        ("attributes:\n", "atributes:\n", "unknown-key atributes"),
        (
            "  tier: { type: choice, choices: [starter, growth, enterprise], required: true, title: Tier }\n",
            "  tier: choice\n",
            "wrong-type attributes.tier",
        ),
    ] {
        let told = told(&loaded(&with(old, new)).diagnostics);
        assert!(told.contains(fault), "{new}: {told}");
        assert!(!told.contains("unknown-reference") && !told.contains("attribute `"), "{new}: {told}");
    }
}

#[test]
fn an_item_of_a_later_stage_is_no_need() {
    let broken = with("needs: [contract]", "needs: [keys]");
    let wanted = "needs-later-stage checklists[0].items[1].needs[0]: `data-agreement` of stage `kickoff` needs \
        `api/keys` of the later stage `pilot` (move `data-agreement` to stage `pilot`, or drop the need)";
    assert_eq!(told(&loaded(&broken).diagnostics), wanted);
}

#[test]
fn a_name_in_several_checklists_is_ambiguous_outside_of_them() {
    let checklist = "  - id: extra\n    title: Extra\n    defaults: { stage: kickoff, dimension: legal, raci: { accountable: champion } }\n    items:\n      - { id: keys, title: Keys, instructions: Do. }\n";
    let broken = SOUND.replacen("needs: [contract]", "needs: [keys]", 1) + checklist;
    let told = told(&loaded(&broken).diagnostics);
    assert!(
        told.contains("`keys` is the name of several items (write `api/keys` or `extra/keys`)"),
        "{told}"
    );
    let own =
        SOUND.to_owned() + checklist + "      - { id: b, title: B, needs: [keys], instructions: Do. }\n";
    let playbook = loaded(&own).playbook.unwrap();
    assert_eq!(playbook.item(&"extra/b".parse().unwrap()).unwrap().needs[0].to_string(), "extra/keys");
}

#[test]
fn a_fault_of_a_default_or_an_override_points_at_it() {
    let place = |text: &str| {
        let loaded = loaded(text);
        let fault = loaded.diagnostics.iter().next().unwrap();
        assert_eq!(loaded.diagnostics.len(), 1, "{}", told(&loaded.diagnostics));
        fault.place.clone().unwrap().path.to_string()
    };
    assert_eq!(
        place(&with("{ stage: kickoff, dimension: legal }", "{ stage: kickof, dimension: legal }")),
        "checklists[0].defaults.stage"
    );
    assert_eq!(place(&with("plus: 3 business days", "plus: soon")), "checklists[1].override.keys.due.plus");
}

#[test]
fn a_text_that_cannot_be_read_is_quoted_all_the_same() {
    for broken in ["a: [", "- 1\n- 2", "", "a: &x 1\nb: *x", "---\na: 1\n---\nb: 2"] {
        let loaded = loaded(broken);
        assert!(loaded.playbook.is_none() && loaded.diagnostics.has_errors(), "{broken}");
        assert!(loaded.sources.contains_key(PATH), "{broken}");
    }
}
