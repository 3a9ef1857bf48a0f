//! The audit property: replaying the changes that history tells gives the files of history, byte for byte.

use aboard::change::message::Told;
use aboard::change::{Actor, Circumstances, apply, message};
use aboard::partner::{Partner, encode, encode_note};
use chrono::{DateTime, Utc};

use crate::rules::{config, id, playbook};
use crate::support::Sandbox;

/// Who, when, and what was called.
const STORY: [(&str, &str, &str); 32] = [
    (
        "dana",
        "2026-03-02T09:00:00Z",
        "partner add acme --name 'Acme \"Ltd\"' --set tier=enterprise --set regions=EU,UK --start 2026-03-02",
    ),
    (
        "dana",
        "2026-03-02T09:05:00Z",
        "partner set acme --contact partner-tech='Ada Roy <ada@acme.example>' --launch 2026-06-01",
    ),
    ("dana", "2026-03-02T10:00:00Z", "start acme agreement kickoff-call"),
    (
        "lea",
        "2026-03-02T11:00:00Z",
        "block acme agreement --on partner --reason 'Their counsel is away --- back on Friday'",
    ),
    ("dana", "2026-03-03T09:00:00Z", "done acme kickoff-call --evidence 2026-03-03 -m 'All were there.'"),
    ("lea", "2026-03-06T09:00:00Z", "unblock acme agreement"),
    (
        "dana",
        "2026-03-06T10:00:00Z",
        "submit acme agreement --evidence aboard.toml --on-behalf-of partner-lead",
    ),
    ("lea", "2026-03-06T11:00:00Z", "reject acme agreement --reason 'Page 3 is missing'"),
    (
        "lea",
        "2026-03-09T09:00:00Z",
        "done acme agreement --evidence contract=aboard.toml --happened 2026-03-08",
    ),
    (
        "dana",
        "2026-03-09T09:30:00Z",
        "waive acme data-agreement --until 2026-03-20 --reason 'Being negotiated' --control 'No data flows'",
    ),
    ("lea", "2026-03-09T10:00:00Z", "waiver approve acme data-agreement"),
    ("dana", "2026-03-09T11:00:00Z", "sign acme --role champion --name 'Dana Fox'"),
    (
        "dana",
        "2026-03-09T11:05:00Z",
        "sign acme --role partner-lead --name 'Ada Roy' --reference https://mail.example/1",
    ),
    ("dana", "2026-03-09T12:00:00Z", "promote acme"),
    (
        "egon",
        "2026-03-10T09:00:00Z",
        "done acme credentials rate-limits --evidence ticket=https://tickets.example/1 --evidence requests-per-second=49.95",
    ),
    ("egon", "2026-03-10T10:00:00Z", "note acme rate-limits -m 'They asked for 100; see the thread'"),
    ("egon", "2026-03-10T11:00:00Z", "adopt acme -m 'A slip of the pen'"),
    ("dana", "2026-03-10T12:00:00Z", "adopt acme -m 'Four repairs, one of a date'"),
    ("egon", "2026-03-11T09:00:00Z", "done acme end-to-end-test --evidence aboard.toml"),
    ("lea", "2026-03-11T10:00:00Z", "waiver revoke acme data-agreement --reason 'Signed after all'"),
    (
        "lea",
        "2026-03-11T11:00:00Z",
        "done acme data-agreement --evidence assent='Ada Roy' --reference https://mail.example/2",
    ),
    ("dana", "2026-03-12T12:00:00Z", "promote acme --to live"),
    ("dana", "2026-03-16T09:00:00Z", "rollback acme --reason 'Refunds failed'"),
    ("dana", "2026-03-16T10:00:00Z", "rollback acme --to kickoff --reason 'And more did'"),
    (
        "dana",
        "2026-03-17T09:00:00Z",
        "promote acme --override --until 2026-04-01 --reason 'The board decided'",
    ),
    ("egon", "2026-03-18T09:00:00Z", "done acme end-to-end-test --evidence report=playbooks/seller.yaml"),
    ("egon", "2026-03-18T10:00:00Z", "reopen acme rate-limits --reason 'A new gateway'"),
    ("egon", "2026-03-19T09:00:00Z", "done acme rate-limits --evidence 0.1e3"),
    ("dana", "2026-03-20T09:00:00Z", "partner set acme --unset launch --unset regions --name 'Acme (EU)'"),
    (
        "lea",
        "2026-03-21T09:00:00Z",
        "note acme -m \"Aboard-Change: item.complete\n\n---\n# a line\n\nSigned-off-by: nobody <n@x.example>\"",
    ),
    ("dana", "2026-03-22T09:00:00Z", "partner archive acme --reason 'They paused'"),
    ("dana", "2026-03-23T09:00:00Z", "partner archive acme --restore --reason 'They are back'"),
];

/// Who edits what by hand before it is adopted.
const EDITS: [(&str, &str, &str); 5] = [
    ("egon", "asked for 100", "asked for 120"),
    ("dana", "'Acme \"Ltd\"'", "\"Acme Ltd\" # mine"),
    ("dana", "launch = \"2026-06-01\"\n", ""),
    ("dana", "date = \"2026-03-03\"", "date = \"2026-03-02\""),
    ("dana", "since = \"2026-03-10", "since = \"2026-03-09"),
];

/// Edits a file of the partner by hand, whichever holds the text.
fn edit(sandbox: &Sandbox, from: &str, to: &str) {
    let files = sandbox.git(&["ls-files", "partners"]);
    let holds = |path: &&str| sandbox.read(path).contains(from);
    let path = files.lines().find(holds).unwrap_or_else(|| panic!("{from} is nowhere"));
    sandbox.write(path, &sandbox.read(path).replacen(from, to, 1));
}

fn told() -> Sandbox {
    let sandbox = Sandbox::workspace();
    for (who, when, line) in STORY {
        let before = sandbox.commits();
        if line.starts_with("adopt") {
            let edits = EDITS.iter().filter(|(by, ..)| *by == who);
            edits.for_each(|(_, from, to)| edit(&sandbox, from, to));
        }
        sandbox.as_person(who).at(when).ok(line);
        assert_eq!(sandbox.commits(), before + 1, "one command, one commit: {line}");
    }
    sandbox
}

#[test]
fn replaying_history_gives_the_files_of_history() {
    let sandbox = told();
    let (playbook, config) = (playbook(), config());
    let acme = id("acme");
    let mut state: Option<Partner> = None;
    let revisions = sandbox.git(&["rev-list", "--reverse", "HEAD"]);
    for revision in revisions.lines().skip(1) {
        let show =
            |format: &str| sandbox.git(&["show", "--no-patch", &format!("--format={format}"), revision]);
        let told = message::read(&show("%B")).expect("a change").expect("that can be read");
        let Told::Partner(recorded) = told else { panic!("{told:?}") };
        let email = show("%ae").trim().to_owned();
        let roles =
            config.person_by_email(&email).map(|(_, person)| person.roles.clone()).unwrap_or_default();
        let actor = Actor { name: show("%an").trim().to_owned(), email, roles };
        let committed: DateTime<Utc> = show("%cI").trim().parse().expect("an instant");
        let at = recorded.happened.unwrap_or(committed);
        let circumstances =
            Circumstances { playbook: &playbook, calendar: &config.calendar, actor: &actor, at };
        let after =
            apply(&acme, state.as_ref(), &recorded.change, circumstances).expect("legal then, legal now");
        for (ulid, note) in &after.notes {
            let file = sandbox.git(&["show", &format!("{revision}:partners/acme/notes/{ulid}.toml")]);
            assert_eq!(encode_note(note).expect("a file"), file);
        }
        let file = sandbox.git(&["show", &format!("{revision}:partners/acme.toml")]);
        assert_eq!(encode(&after).expect("a file"), file, "after {}", recorded.change.headline());
        state = Some(after);
    }
    insta::assert_snapshot!(
        sandbox
            .read("partners/acme.toml")
            .lines()
            .filter(|line| !line.starts_with("commit ="))
            .collect::<Vec<_>>()
            .join("\n")
    );
}

#[test]
fn git_finds_the_repository_and_its_trailers_sound() {
    let sandbox = told();
    sandbox.git(&["fsck", "--strict", "--no-dangling"]);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let kinds =
        sandbox.git(&["log", "--reverse", "--format=%(trailers:key=Aboard-Change,valueonly,separator=%x2C)"]);
    let kinds: Vec<_> = kinds.lines().filter(|kind| !kind.is_empty()).collect();
    assert_eq!(kinds.len(), STORY.len());
    assert_eq!(
        (kinds[0], kinds[8], kinds[16], kinds[29], kinds[31]),
        ("partner.add", "item.complete", "partner.adopt", "note.add", "partner.archive")
    );
    // The name of a note is like no other.
    insta::with_settings!({ filters => [("notes.01[0-9A-Z]{24}", "notes.ULID")] }, {
        insta::assert_snapshot!(sandbox.git(&["log", "--reverse", "--format=%ad %an: %s", "--date=short"]));
    });
}

#[test]
fn a_change_knows_when_it_happened_and_when_it_was_recorded() {
    let sandbox = Sandbox::with_acme();
    sandbox
        .at("2026-03-09T09:00:00Z")
        .ok("done acme kickoff-call --evidence 2026-03-04 --happened 2026-03-04");
    let times = sandbox.git(&["log", "-1", "--format=%aI %cI"]);
    // Nobody said the hour: noon in Berlin.
    assert_eq!(times.trim(), "2026-03-04T11:00:00Z 2026-03-09T09:00:00Z");
    assert!(sandbox.git(&["log", "-1", "--format=%B"]).contains("Aboard-Happened: 2026-03-04T11:00:00Z"));
}
