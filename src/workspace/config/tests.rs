//! Sound configurations are read whole; every fault of an unsound one is told at once, with its place.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use proptest::prelude::*;

use super::*;
use crate::calendar::zone;

fn load(text: &str) -> Result<Config, Diagnostics> {
    Config::load(&Document::from_bytes(FILE, text.as_bytes()).unwrap())
}

/// Each fault as `line: code: message`.
fn faults(text: &str) -> Vec<String> {
    let line = |fault: &Diagnostic| {
        fault.place.as_ref().and_then(|place| place.span.as_ref()).map_or(0, |span| span.start.line)
    };
    let shown = |fault: &Diagnostic| format!("{}: {}: {}", line(fault), fault.code, fault.message);
    load(text).unwrap_err().iter().map(shown).collect()
}

#[test]
fn the_least_there_can_be_has_sensible_defaults() {
    let config = load("format = 1\n[organisation]\nname = \"Example Market\"\n").unwrap();
    assert_eq!(config.calendar, Calendar::utc_weekdays());
    assert_eq!(config.state, StateConfig { directory: "partners".to_owned(), layout: Layout::Flat });
    assert_eq!(config.defaults, Defaults::default());
}

#[test]
fn hours_holidays_and_people_are_read() {
    let config = load(
        "format = 1\n[organisation]\nname = \"M\"\n\
         [calendar]\nzone = \"Europe/Berlin\"\n[calendar.hours]\nmon = [\"09:00-12:00\", \"13:00-17:00\"]\n\
         [calendar.holidays]\n2026-12-25 = \"Christmas Day\"\n\
         [people.dana]\nname = \"Dana Fox\"\nemail = \"Dana@Market.example\"\nroles = [\"champion\"]\n\
         [state]\ndirectory = \"state/partners\"\nlayout = \"sharded\"\n\
         [defaults]\nplaybook = \"seller\"\nchampion = \"dana\"\n",
    )
    .unwrap();
    assert_eq!(*config.calendar.zone(), zone("Europe/Berlin"));
    assert_eq!(config.calendar.week().on(chrono::Weekday::Mon).len(), 2);
    assert_eq!(config.calendar.holidays().len(), 1);
    assert_eq!(config.state.layout, Layout::Sharded);
    let (id, person) = config.person_by_email("DANA@market.example").unwrap();
    assert_eq!((id.as_str(), person.email.as_str()), ("dana", "dana@market.example"));
    assert_eq!(config.name_of("dana@market.example"), "Dana Fox");
    assert_eq!(config.name_of("nobody@market.example"), "nobody@market.example");
}

#[test]
fn every_fault_is_told_at_once_with_its_line() {
    let found = faults(
        "format = 1\n[organisation]\nname = \"\"\n\
         [calendar]\nzone = \"Europe/Berlim\"\n[calendar.hours]\nmon = [\"17:00-09:00\"]\n\
         [people.dana]\nname = \"Dana\"\nemail = \"dana\"\n\
         [people.egon]\nname = \"Egon\"\nemail = \"DANA\"\n\
         [state]\ndirectory = \"../partners/./x\"\n\
         [defaults]\nchampion = \"danna\"\n",
    );
    let expected = [
        "3: invalid-value: the organisation has no name",
        "5: config-calendar: `Europe/Berlim` is no time zone",
        "7: config-calendar: `17:00-09:00` closes no later than it opens",
        "10: config-person: `dana` is not an e-mail address",
        "13: config-person: `DANA` is not an e-mail address",
        "13: config-person: `egon` and `dana` have the same e-mail",
        "15: invalid-value: `../partners/./x` has a part that is empty",
        "17: unknown-reference: there is no person `danna`",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\nis not\n{expected}");
    }
}

#[test]
fn a_key_that_nothing_reads_is_an_error() {
    let found =
        faults("format = 1\n[organisation]\nname = \"M\"\nnmae = \"N\"\n[calender]\nzone = \"UTC\"\n");
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("4: unknown-key"), "{found:#?}");
    assert!(found[1].starts_with("5: unknown-key"), "{found:#?}");
}

#[test]
fn another_format_is_refused() {
    assert!(faults("format = 2\n[organisation]\nname = \"M\"\n")[0].starts_with("1: format-unsupported"));
}

#[test]
fn a_file_full_of_faults_is_judged_soon() {
    let head = "format = 1\n[organisation]\nname = \"M\"\n";
    let hours = format!(
        "{head}[calendar]\nzone = \"UTC\"\n[calendar.hours]\nmon = [{}]\n",
        "\"09:00-17:00\", ".repeat(15_000)
    );
    assert_eq!(faults(&hours), ["7: config-calendar: `mon` has more than 24 openings"]);
    let people: String =
        (0..5_000).map(|n| format!("[people.p{n}]\nname = \"A\"\nemail = \"a\"\n")).collect();
    assert_eq!(faults(&format!("{head}{people}")).len(), MAX_FAULTS);
}

#[test]
fn state_lies_where_people_do_not_write() {
    let of = |directory: &str| {
        load(&format!("format = 1\n[organisation]\nname = \"M\"\n[state]\ndirectory = \"{directory}\"\n"))
    };
    for refused in [
        "playbooks",
        "Playbooks/state",
        "a/../playbooks",
        "aboard.toml",
        "aboard.toml/x",
        "..",
        "a/..",
        "a/../..",
    ] {
        let found = of(refused).unwrap_err();
        assert!(found.iter().all(|fault| fault.code == Code::InvalidValue), "{refused}");
    }
    for taken in ["partners", "state/playbooks", "playbooks-state", "../state", "../../playbooks"] {
        assert_eq!(of(taken).unwrap().state.directory, taken);
    }
}

/// What another layout makes of a file; empty where it takes a person.
fn laid_out(text: &str, layout: Layout) -> String {
    let written = rewrite::with_layout(text.as_bytes(), layout).unwrap_or_default();
    String::from_utf8(written).unwrap()
}

#[test]
fn another_layout_is_said_where_a_person_would_say_it() {
    let head = "format = 1\n[organisation]\nname = \"M\"\n";
    let line = "layout = \"sharded\"\n";
    for (before, after) in [
        ("", format!("\n[state]\n{line}")),
        ("# [state]\n# layout = \"flat\"", format!("# [state]\n# layout = \"flat\"\n\n[state]\n{line}")),
        ("[state]", format!("[state]\n{line}")),
        ("[state] # where\n# all\n", format!("[state] # where\n{line}# all\n")),
        ("[state]\n\n  directory = 'p' # here\n", format!("[state]\n\n{line}  directory = 'p' # here\n")),
        ("[state]\nlayout = 'flat' # few\n", "[state]\nlayout = \"sharded\" # few\n".to_owned()),
        (
            "[state]\ndirectory = \"p\"\nlayout=\"flat\"",
            "[state]\ndirectory = \"p\"\nlayout=\"sharded\"".to_owned(),
        ),
        (
            "[state]\r\ndirectory = \"p\"\r\n",
            "[state]\r\nlayout = \"sharded\"\r\ndirectory = \"p\"\r\n".to_owned(),
        ),
    ] {
        assert_eq!(
            laid_out(&format!("{head}{before}"), Layout::Sharded),
            format!("{head}{after}"),
            "{before}"
        );
    }
    let rest = "[organisation]\nname = \"[state]\"\n";
    for (before, after) in [
        ("state.directory = \"p\"\n", "state.layout = \"sharded\"\nstate.directory = \"p\"\n"),
        ("state = { directory = \"p\" }\n", "state = { layout = \"sharded\", directory = \"p\" }\n"),
        ("state = { layout = \"flat\" }\n", "state = { layout = \"sharded\" }\n"),
        ("state.layout = \"flat\"\n", "state.layout = \"sharded\"\n"),
    ] {
        let whole = |state: &str| format!("\u{feff}format = 1\n{state}{rest}");
        assert_eq!(laid_out(&whole(before), Layout::Sharded), whole(after));
    }
    // Written as an empty table, it has no place that is found; nor has what is no configuration.
    assert_eq!(laid_out(&format!("format = 1\nstate = {{}}\n{rest}"), Layout::Sharded), "");
    assert_eq!(laid_out("format = 1\n", Layout::Sharded), "");
}

proptest! {
    /// Whatever stands around it, there and back is the file as it was, once the layout is said.
    #[test]
    fn a_layout_that_is_said_is_all_that_changes(
        lines in prop::collection::vec("# [a-z\\[\\]=\" ü]{0,20}|[ \t]{0,3}", 0..6),
        at in any::<prop::sample::Index>(),
    ) {
        let state = ["[state]", "layout = \"flat\""].map(str::to_owned);
        let mut all: Vec<String> = lines;
        let place = at.index(all.len() + 1);
        all.splice(place..place, state);
        let text = format!("format = 1\n[organisation]\nname = \"M\"\n{}\n", all.join("\n"));
        let there = laid_out(&text, Layout::Sharded);
        prop_assert_eq!(there.len(), text.len() + "sharded".len() - "flat".len());
        prop_assert_eq!(load(&there).unwrap().state.layout, Layout::Sharded);
        prop_assert_eq!(laid_out(&there, Layout::Flat), text);
    }
}
