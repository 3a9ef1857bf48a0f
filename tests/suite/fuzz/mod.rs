//! Hostile input: no panic, and in a long run at most 250 ms and 64 MiB for anything up to 256 KiB.
//!
//! Real files are taken to pieces and put together wrongly. `ABOARD_FUZZ_CASES` asks for more of that than a suite
//! has time for; with `ABOARD_FIGURES` every input is measured, and held to the limits.

mod measure;
mod spoil;
mod targets;
mod words;
mod worst;

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use proptest::test_runner::{Config, TestRunner};

use crate::support::{FIXTURES, Sandbox};
use measure::Meter;
use spoil::spoilt;
use targets::{Seeds, Target};

fn cases(otherwise: u32) -> u32 {
    let asked = std::env::var("ABOARD_FUZZ_CASES").ok();
    asked.map_or(otherwise, |text| text.parse().expect("ABOARD_FUZZ_CASES is a number"))
}

fn runner(otherwise: u32) -> TestRunner {
    let config = Config {
        cases: cases(otherwise),
        max_shrink_iters: 500,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
}

/// What the demo is made of: files as the program ships and writes them.
fn seeds() -> &'static Seeds {
    static SEEDS: OnceLock<Seeds> = OnceLock::new();
    SEEDS.get_or_init(|| {
        let sandbox = Sandbox::empty();
        sandbox.ok("demo");
        Seeds::of(&sandbox.file("aboard-demo"), &|args| sandbox.git(args))
    })
}

/// The small files in `tests/fixtures/fuzz`: each was trouble to some program.
fn corpus() -> Vec<String> {
    let folder = Path::new(FIXTURES).join("fuzz");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths.iter().map(|path| fs::read_to_string(path).expect("a text")).collect()
}

fn fuzz(target: Target) {
    let seeds = seeds();
    let meter = Meter::new(target.name);
    for text in corpus() {
        meter.measure(&text, || (target.run)(seeds, &text));
    }
    let strategy = spoilt((target.texts)(seeds));
    let done = runner(48).run(&strategy, |text| {
        meter.measure(&text, || (target.run)(seeds, &text));
        Ok(())
    });
    meter.report();
    if let Err(error) = done {
        panic!("{}: {error}", target.name);
    }
}

#[test]
fn playbooks() {
    fuzz(targets::PLAYBOOK);
}

#[test]
fn checklists() {
    fuzz(targets::CHECKLIST);
}

#[test]
fn partners() {
    fuzz(targets::PARTNER);
}

#[test]
fn notes() {
    fuzz(targets::NOTE);
}

#[test]
fn configurations() {
    fuzz(targets::CONFIG);
}

#[test]
fn test_reports() {
    fuzz(targets::REPORT);
}

#[test]
fn paths() {
    fuzz(targets::JSON_PATH);
}

#[test]
fn messages() {
    fuzz(targets::MESSAGE);
}
