//! Single words: ids, durations, opening hours, templates in text, moments and revisions.

use std::str::FromStr;

use aboard::calendar::{Opening, Span};
use aboard::playbook::id::{Id, ItemRef};
use aboard::playbook::text;
use proptest::prelude::*;

use super::measure::Meter;
use super::spoil::{LARGEST, spoilt};
use super::{cases, runner};
use crate::support::Sandbox;

/// Words as people write them.
const WORDS: [&str; 26] = [
    "acme",
    "api-integration/api-credentials",
    "48h",
    "2 business hours",
    "5 business days",
    "-14d",
    "90 minutes",
    "09:00-17:00",
    "09:00-12:30, 13:30-18:00",
    "24:00",
    "2026-03-31",
    "2026-03-31T09:00:00Z",
    "2026-03-29T02:30:00+01:00",
    "yesterday",
    "today",
    "tomorrow",
    "3 days ago",
    "in 2 weeks",
    "HEAD~3",
    "main@{1}",
    "main:partners",
    "{{ partner.name }} in {{ partner.tier }}",
    "{{ partner.",
    "671dcd0",
    ":/acme",
    "HEAD^{/x}",
];

/// Reads a word; what was read is read again as it is shown.
fn read<T: FromStr + ToString + PartialEq + std::fmt::Debug>(word: &str) {
    if let Ok(read) = word.parse::<T>() {
        let again = read.to_string().parse::<T>();
        assert!(again.is_ok_and(|again| again == read), "{word:?} is not read as it is shown: {read:?}");
    }
}

#[test]
fn words_are_read_as_they_are_shown_or_refused() {
    let meter = Meter::new("words");
    let words = spoilt(WORDS.map(str::to_owned).to_vec());
    let long = "[ -~é]{0,40}".prop_map(|text| text.repeat(LARGEST / text.len().max(1)));
    let done = runner(256).run(&prop_oneof![8 => words, 1 => "\\PC{0,40}", 1 => long], |word| {
        meter.measure(&word, || {
            read::<Id>(&word);
            read::<ItemRef>(&word);
            read::<Span>(&word);
            read::<Opening>(&word);
            let _ = text::variables(&word);
        });
        Ok(())
    });
    meter.report();
    done.expect("every word is read or refused");
}

/// Arguments that end at the program's edge. The exit code tells that it was refused, not that it broke.
#[test]
fn moments_and_revisions_are_taken_or_refused() {
    let sandbox = Sandbox::with_acme();
    let words = spoilt(WORDS.map(str::to_owned).to_vec()).prop_map(|word| {
        // The system takes no zeros in arguments, and not more than 128 KiB in one.
        word.replace('\0', "").chars().take(30_000).collect::<String>()
    });
    let flag = prop::sample::select(vec!["--now", "--at"]);
    let done = runner(24).run(&(flag, words), |(flag, word)| {
        let output =
            sandbox.aboard().args(["status", "acme", &format!("{flag}={word}")]).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        prop_assert!(
            matches!(output.status.code(), Some(0..=3)),
            "{flag}={word:?}: {:?} {said}",
            output.status
        );
        prop_assert!(!said.contains("panicked"), "{said}");
        Ok(())
    });
    crate::faults::figure("fuzz: moments and revisions", &format!("{} processes", cases(24)));
    done.expect("every moment is taken or refused");
}
