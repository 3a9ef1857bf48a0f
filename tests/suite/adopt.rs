//! `adopt`: what was edited by hand becomes one audited change, by the rules of the commands.

use crate::support::{Run, Sandbox};

const FILE: &str = "partners/acme.toml";

/// A partner with work done, handed in, held up, waived and signed.
fn with_work() -> Sandbox {
    let sandbox = Sandbox::with_acme();
    sandbox.write("a.pdf", "signed");
    for line in [
        "partner set acme --contact partner-tech='Ada Roy <ada@acme.example>'",
        "done acme kickoff-call --evidence 2026-03-02",
        "submit acme agreement --evidence a.pdf --on-behalf-of partner-lead",
        "block acme rate-limits --reason 'Their gatway is down' --on partner",
        "sign acme --role champion --name 'Dana Fox'",
        "waive acme data-agreement --until 2026-03-20 --reason 'Being negociated' --control 'No data'",
        "note acme -m 'Their CTO chnages'",
    ] {
        sandbox.ok(line);
    }
    std::fs::remove_file(sandbox.file("a.pdf")).expect("a file");
    sandbox.at("2026-03-04T09:00:00Z");
    sandbox
}

fn edit(sandbox: &Sandbox, from: &str, to: &str) {
    let text = sandbox.read(FILE);
    assert!(text.contains(from), "{from} is not in\n{text}");
    sandbox.write(FILE, &text.replacen(from, to, 1));
}

/// The record of an item, edited.
fn edit_item(sandbox: &Sandbox, item: &str, from: &str, to: &str) {
    let text = sandbox.read(FILE);
    let start = text.find(&format!("[items.\"{item}\"]")).unwrap_or_else(|| panic!("{item}\n{text}"));
    assert!(text[start..].contains(from), "{from} is not in\n{}", &text[start..]);
    sandbox.write(FILE, &format!("{}{}", &text[..start], text[start..].replacen(from, to, 1)));
}

fn adopt(sandbox: &Sandbox, who: &str) -> Run {
    sandbox.as_person(who).run("adopt acme -m 'It was mistyped'")
}

/// Asserts that the edit becomes one commit which leaves nothing uncommitted.
fn is_adopted(sandbox: &Sandbox, who: &str) -> String {
    let before = sandbox.commits();
    let run = adopt(sandbox, who);
    assert_eq!((run.code, sandbox.commits()), (0, before + 1), "{run}");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "{run}");
    sandbox.git(&["log", "-1", "--format=%B"])
}

/// Asserts that the edit is refused, and stays as it is.
fn is_refused(sandbox: &Sandbox, who: &str, why: &str) {
    let (before, edited) = (sandbox.commits(), sandbox.read(FILE));
    let run = adopt(sandbox, who);
    assert!(run.code == 1 || run.code == 2, "{run}");
    assert!(run.stderr.contains(why), "{why} is not in\n{run}");
    assert_eq!((sandbox.commits(), sandbox.read(FILE)), (before, edited), "{run}");
}

#[test]
fn an_edit_becomes_one_change_that_tells_what_was_edited() {
    let sandbox = with_work();
    edit(&sandbox, "tier = \"enterprise\"", "tier = \"starter\"");
    edit_item(&sandbox, "api/rate-limits", "gatway", "gateway");
    insta::assert_snapshot!("preview", sandbox.ok("adopt acme -m 'Two slips' --dry-run"));
    insta::assert_snapshot!("adopted", sandbox.ok("adopt acme -m 'Two slips'"));
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    insta::assert_snapshot!("log", sandbox.ok("log acme --limit 1"));
    let log: serde_json::Value =
        serde_json::from_str(&sandbox.ok("log acme --limit 1 --format json").stdout).expect("JSON");
    assert_eq!(log["entries"][0]["change"], "partner.adopt");
    assert_eq!(log["entries"][0]["subjects"][0], "api/rate-limits");
    insta::assert_snapshot!("nothing_left", sandbox.run("adopt acme -m 'Again'"));
}

#[test]
fn what_is_written_in_another_form_is_adopted_in_ours() {
    let sandbox = with_work();
    edit(&sandbox, "format = 1\n", "# mine\nformat   = 1\n\n");
    is_refused(&sandbox, "dana", "another form");
    edit(&sandbox, "regions = [\"EU\"]", "regions = ['UK', \"EU\", 'UK']");
    edit(&sandbox, "champion = \"dana@market.example\"", "champion = \"Lea@Market.example\"");
    is_adopted(&sandbox, "dana");
    let text = sandbox.read(FILE);
    assert!(text.starts_with("format = 1\nname"), "{text}");
    assert!(text.contains("champion = \"lea@market.example\""), "{text}");
    let shown = sandbox.ok("partner show acme --format json").stdout;
    let shown: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert!(shown.to_string().contains("EU, UK"), "{shown}");
}

#[test]
fn a_staged_edit_is_adopted_and_one_staged_in_another_version_is_not() {
    let sandbox = with_work();
    edit(&sandbox, "\"Acme\"", "\"Acme Ltd\"");
    sandbox.git(&["add", FILE]);
    is_adopted(&sandbox, "dana");
    edit(&sandbox, "\"Acme Ltd\"", "\"Staged\"");
    sandbox.git(&["add", FILE]);
    edit(&sandbox, "\"Staged\"", "\"Edited\"");
    is_refused(&sandbox, "dana", "staged in another version");
    sandbox.git(&["add", FILE]);
    is_adopted(&sandbox, "dana");
    assert!(sandbox.read(FILE).contains("\"Edited\""));
    edit(&sandbox, "\"Edited\"", "\"Staged\"");
    sandbox.git(&["add", FILE]);
    edit(&sandbox, "\"Staged\"", "\"Edited\"");
    is_refused(&sandbox, "dana", "edited in the index alone");
}

#[test]
fn the_profile_goes_by_the_rules_of_its_command() {
    let sandbox = with_work();
    edit(&sandbox, "\"Acme\"", "\"Acme Ltd\"");
    edit(&sandbox, "start = \"2026-03-02\"", "start = \"2026-03-01\"\nlaunch = \"2026-06-01\"");
    edit(&sandbox, "name = \"Ada Roy\"", "name = \"Ada Roi\"");
    is_refused(&sandbox, "stranger", "stranger@market.example may not change its profile");
    let message = is_adopted(&sandbox, "egon");
    assert!(
        message.starts_with("acme: adopt edits of contacts.partner-tech.name, launch, name, start\n"),
        "{message}"
    );

    edit(&sandbox, "tier = \"enterprise\"", "tier = \"gold\"");
    is_refused(&sandbox, "dana", "`gold` is not one of");
    edit(&sandbox, "tier = \"gold\"", "tier = \"starter\"\nteir = \"x\"");
    is_refused(&sandbox, "dana", "has no attribute `teir`");
    edit(&sandbox, "teir = \"x\"\n", "");
    edit(&sandbox, "champion = \"dana@market.example\"", "champion = \"egon@market.example\"");
    is_refused(&sandbox, "egon", "egon@market.example may not become champion");
    is_adopted(&sandbox, "dana");
}

#[test]
fn another_ones_assent_and_the_way_through_gates_are_adopted_from_nobody() {
    let waiver = "[waivers.\"contract/data-agreement\".decision]\nruling = \"approved\"\n\
                  on = \"2026-03-03T09:00:00Z\"\nby = \"lea@market.example\"\n";
    let sign_off = "[stages.kickoff.sign_offs.partner-lead]\nname = \"Ada Roy\"\n\
                    on = \"2026-03-03T09:00:00Z\"\nby = \"lea@market.example\"\nterms = \"x\"\n";
    let overriding = "[stages.kickoff.override]\non = \"2026-03-03T09:00:00Z\"\n\
                      by = \"lea@market.example\"\nreason = \"x\"\nuntil = \"2026-04-01\"\n";
    let stage = "[stages.sandbox]\nentered = \"2026-03-03T09:00:00Z\"\n";
    let archived =
        "[archived]\non = \"2026-03-03T09:00:00Z\"\nby = \"dana@market.example\"\nreason = \"x\"\n";
    let added = |text: &str| {
        let sandbox = with_work();
        let file = sandbox.read(FILE);
        sandbox.write(FILE, &format!("{file}\n{text}"));
        sandbox
    };
    let replaced = |from: &str, to: &str| {
        let sandbox = with_work();
        edit(&sandbox, from, to);
        sandbox
    };
    let without = |from: &str, upto: &str| {
        let sandbox = with_work();
        let text = sandbox.read(FILE);
        let start = text.find(from).expect("a table");
        let end = text[start..].find(upto).map_or(text.len(), |end| start + end);
        sandbox.write(FILE, &format!("{}{}", &text[..start], &text[end..]));
        sandbox
    };
    let mut told = String::new();
    for sandbox in [
        replaced("stage = \"kickoff\"", "stage = \"live\""),
        added(stage),
        replaced("entered = \"2026-03-02", "entered = \"2026-02-02"),
        replaced("[stages.kickoff]\n", "[stages.kickoff]\nleft = \"2026-03-03T09:00:00Z\"\n"),
        added(overriding),
        added(sign_off),
        replaced("name = \"Dana Fox\"", "name = \"Dana Foxx\""),
        replaced("version = \"1.0.0\"", "version = \"1.0.1\""),
        added(archived),
        added(waiver),
        without("[waivers", "[nothing"),
        replaced("until = \"2026-03-20\"", "until = \"2026-06-20\""),
        replaced("item_digest = \"", "item_digest = \"0"),
    ] {
        let (before, edited) = (sandbox.commits(), sandbox.read(FILE));
        let run = adopt(&sandbox, "lea");
        assert_eq!((run.code, sandbox.commits(), sandbox.read(FILE)), (1, before, edited), "{run}");
        told.push_str(&run.stderr);
        told.push('\n');
    }
    insta::assert_snapshot!(told);
}

#[test]
fn the_words_of_a_waiver_are_its_requesters_until_it_is_ruled_on() {
    let sandbox = with_work();
    edit(&sandbox, "negociated", "negotiated");
    edit(&sandbox, "\"No data\"", "\"No data flows\"");
    is_refused(&sandbox, "lea", "only who asked for a waiver changes its words");
    is_adopted(&sandbox, "dana");
    sandbox.as_person("lea").ok("waiver approve acme data-agreement");
    edit(&sandbox, "\"No data flows\"", "\"Nothing\"");
    is_refused(&sandbox, "dana", "what was ruled on does not change afterwards");
}

#[test]
fn a_status_goes_by_the_rules_of_the_command_that_sets_it() {
    let sandbox = with_work();
    let done = |sandbox: &Sandbox, who: &str| {
        edit_item(sandbox, "contract/agreement", "status = \"submitted\"", "status = \"done\"");
        edit_item(
            sandbox,
            "contract/agreement",
            "by = \"dana@market.example\"",
            &format!("by = \"{who}@market.example\""),
        );
        edit_item(sandbox, "contract/agreement", "since = \"2026-03-02", "since = \"2026-03-03");
    };
    done(&sandbox, "egon");
    is_refused(&sandbox, "lea", "items.\"contract/agreement\".by` is not adopted");
    is_refused(&sandbox, "egon", "egon@market.example may not complete `contract/agreement`");
    sandbox.ok("restore acme");
    done(&sandbox, "lea");
    is_adopted(&sandbox, "lea");
    let text = sandbox.read(FILE);
    assert!(text.contains("status = \"done\"\nsince = \"2026-03-03T09:00:00Z\"\nby = \"lea@"), "{text}");

    // What the command asks for is asked for.
    edit_item(&sandbox, "api/rate-limits", "status = \"blocked\"", "status = \"done\"");
    is_refused(&sandbox, "dana", "`api/rate-limits` needs `api/credentials` first");
    sandbox.ok("restore acme");
    let file = sandbox.read(FILE);
    let begun = "[items.\"api/credentials\"]\nstatus = \"STATUS\"\nsince = \"2026-03-03T09:00:00Z\"\nby = \"dana@market.example\"\n";
    let write = |status: &str| sandbox.write(FILE, &format!("{file}\n{}", begun.replace("STATUS", status)));
    write("done");
    is_refused(&sandbox, "dana", "asks for `ticket`");
    write("blocked");
    is_refused(&sandbox, "dana", "the reason is empty");
    write("doing");
    is_refused(&sandbox, "stranger", "whoever changes a status is who said so");
    let message = is_adopted(&sandbox, "dana");
    assert!(message.starts_with("acme: adopt edits of items.\"api/credentials\"\n"), "{message}");
    sandbox.ok("block acme credentials --reason Vault");
    edit_item(&sandbox, "api/credentials", "status = \"blocked\"", "status = \"done\"");
    is_refused(&sandbox, "dana", "`api/credentials` is blocked, so it cannot be done");
}

#[test]
fn a_wait_ends_with_the_status_that_it_belongs_to() {
    let sandbox = with_work();
    edit_item(&sandbox, "api/rate-limits", "status = \"blocked\"", "status = \"doing\"");
    edit_item(&sandbox, "api/rate-limits", "since = \"2026-03-02", "since = \"2026-03-03");
    is_adopted(&sandbox, "dana");
    let text = sandbox.read(FILE);
    let start = text.find("[items.\"api/rate-limits\"]").expect("an item");
    assert!(text[start..].contains("to = \"2026-03-03T09:00:00Z\""), "{}", &text[start..]);
}

#[test]
fn a_repair_takes_the_champion() {
    for (item, from, to) in [
        ("contract/kickoff-call", "since = \"2026-03-02", "since = \"2026-03-01"),
        ("contract/kickoff-call", "date = \"2026-03-02\"", "date = \"2026-03-01\""),
        ("contract/kickoff-call", "on = \"2026-03-02", "on = \"2026-03-01"),
        ("api/rate-limits", "on = \"partner\"", "on = \"platform\""),
        ("api/rate-limits", "gatway", "gateway"),
        ("contract/agreement", "status = \"submitted\"", "status = \"doing\""),
    ] {
        let sandbox = with_work();
        edit_item(&sandbox, item, from, to);
        let by = if from.starts_with("status") {
            "whoever changes a status"
        } else {
            "egon@market.example may not"
        };
        is_refused(&sandbox, "egon", by);
        is_adopted(&sandbox, "dana");
    }
    let sandbox = with_work();
    let text = sandbox.read(FILE);
    let start = text.find("[items.\"api/rate-limits\"]").expect("an item");
    let end = start + text[start..].find("[items.\"contract").expect("the next");
    sandbox.write(FILE, &format!("{}{}", &text[..start], &text[end..]));
    is_refused(&sandbox, "egon", "may not take out the record of `api/rate-limits`");
    is_adopted(&sandbox, "dana");
}

#[test]
fn who_said_something_stays_who_said_it_and_when_is_not_to_come() {
    let cases = [
        ("contract/kickoff-call", "by = \"dana@", "by = \"lea@", "who said it stays who said it"),
        (
            "contract/agreement",
            "on_behalf_of = \"partner-lead\"",
            "on_behalf_of = \"partner-tech\"",
            "another said it",
        ),
        ("contract/kickoff-call", "since = \"2026-03-02", "since = \"2026-03-09", "which is still to come"),
        ("contract/kickoff-call", "on = \"2026-03-02", "on = \"2026-03-09", "which is still to come"),
        ("api/rate-limits", "from = \"2026-03-02", "from = \"2026-03-09", "which is still to come"),
        ("contract/kickoff-call", "date = \"2026-03-02\"", "text = \"Monday\"", "does not fit"),
        ("api/rate-limits", "gatway", "https://x:hunter2@gateway.example", "git cannot forget"),
        (
            "contract/kickoff-call",
            "[items.\"contract/kickoff-call\"]",
            "[items.\"contract/kickoff-cal\"]",
            "cannot be",
        ),
    ];
    for (item, from, to, why) in cases {
        let sandbox = with_work();
        edit_item(&sandbox, item, from, to);
        is_refused(&sandbox, "lea", why);
    }
    let sandbox = with_work();
    sandbox.write(FILE, &sandbox.read(FILE).replace(".evidence.held", ".evidence.hold"));
    is_refused(&sandbox, "dana", "`contract/kickoff-call` asks for no evidence `hold`");
    let sandbox = with_work();
    let text = sandbox.read(FILE);
    let given = text.find("[items.\"contract/kickoff-call\".evidence.held]").expect("evidence");
    sandbox.write(
        FILE,
        &format!("{}{}", &text[..given], text[given..].replacen("by = \"dana@", "by = \"egon@", 1)),
    );
    is_refused(&sandbox, "lea", "who gave evidence stays who gave it");
}

#[test]
fn an_assent_among_evidence_is_adopted_from_nobody() {
    let sandbox = with_work();
    sandbox.as_person("lea").ok("done acme agreement");
    sandbox.ok("submit acme data-agreement --evidence 'Ada Roy'");
    edit_item(&sandbox, "contract/data-agreement", "name = \"Ada Roy\"", "name = \"Ada Roi\"");
    is_refused(&sandbox, "dana", "it is somebody's assent");
}

#[test]
fn the_text_of_a_note_is_its_writers() {
    let sandbox = with_work();
    let listed = sandbox.git(&["ls-files", "partners/acme/notes"]);
    let note = listed.trim();
    let text = sandbox.read(note);
    sandbox.write(note, &text.replace("chnages", "changes"));
    is_refused(&sandbox, "lea", "only who wrote a note changes its text");
    let message = is_adopted(&sandbox, "dana");
    assert!(message.starts_with("acme: adopt edits of notes.01"), "{message}");
    assert_eq!(sandbox.read(note), text.replace("chnages", "changes"));
    sandbox.write(note, &sandbox.read(note).replace("by = \"dana@", "by = \"lea@"));
    is_refused(&sandbox, "dana", "who made it when, stays");
    std::fs::remove_file(sandbox.file(note)).expect("a note");
    is_refused(&sandbox, "dana", "it is deleted");
    sandbox.ok("restore acme");
    sandbox.write("partners/acme/notes/01KJRJ5FR00000000000000000.toml", &text);
    is_refused(&sandbox, "dana", "it is a new note");
}

#[test]
fn what_is_no_state_or_no_edit_of_a_partner_is_told() {
    let sandbox = with_work();
    let file = sandbox.read(FILE);
    let mut told = String::new();
    let mut say = |run: Run| {
        assert_ne!(run.code, 0, "{run}");
        told.push_str(&run.stderr);
        told.push('\n');
    };
    sandbox.write(FILE, &file.replace("status = \"done\"", "status = \"finished\""));
    say(adopt(&sandbox, "dana"));
    sandbox.write(FILE, &file.replace("format = 1", "format = 2"));
    say(adopt(&sandbox, "dana"));
    std::fs::remove_file(sandbox.file(FILE)).expect("a file");
    say(adopt(&sandbox, "dana"));
    sandbox.ok("restore acme");
    sandbox.write("partners/beta.toml", &file);
    say(sandbox.run("adopt beta -m 'Copied'"));
    say(sandbox.run("adopt acne -m 'x'"));
    sandbox.write("partners/acme/README.md", "mine\n");
    say(adopt(&sandbox, "dana"));
    edit(&sandbox, "\"Acme\"", "\"Acme Ltd\"");
    say(sandbox.run("adopt acme -m ' '"));
    sandbox.ok("adopt acme -m 'Their full name'");
    assert_eq!(sandbox.read("partners/acme/README.md"), "mine\n");
    sandbox.ok("partner archive acme --reason 'They left'");
    edit(&sandbox, "\"Acme Ltd\"", "\"Acme\"");
    say(adopt(&sandbox, "dana"));
    insta::assert_snapshot!(told);
}
