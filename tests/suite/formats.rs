//! The public forms of reports: their schemas in `examples/schema` are those of the program, and what it
//! prints is valid against them.

use std::fs;
use std::path::Path;

use aboard::render::findings_json;
use aboard::report::baselines::Baselines;
use aboard::report::checks::Checks;
use aboard::report::playbooks::{ItemDetail, PlaybookDetail, Playbooks};
use aboard::report::{
    day::Day,
    doctor::Doctor,
    gate::Gates,
    log::Log,
    next::Next,
    partners::{PartnerDetail, Partners},
    portfolio::Portfolio,
    scorecard::Scorecards,
    status::Status,
    waivers::Waivers,
};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::partners::{break_file, mid_journey, with_four};
use crate::support::{Sandbox, split};

/// The schema of a report as the program writes it.
fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>().into()
}

fn schemas() -> [(&'static str, Value); 17] {
    [
        ("baselines", schema::<Baselines>()),
        ("checks", schema::<Checks>()),
        ("day", schema::<Day>()),
        ("doctor", schema::<Doctor>()),
        ("findings", schema::<findings_json::Document<'static>>()),
        ("gate", schema::<Gates>()),
        ("item", schema::<ItemDetail>()),
        ("log", schema::<Log>()),
        ("next", schema::<Next>()),
        ("partner", schema::<PartnerDetail>()),
        ("partners", schema::<Partners>()),
        ("playbook-detail", schema::<PlaybookDetail>()),
        ("playbooks", schema::<Playbooks>()),
        ("portfolio", schema::<Portfolio>()),
        ("scorecard", schema::<Scorecards>()),
        ("status", schema::<Status>()),
        ("waivers", schema::<Waivers>()),
    ]
}

fn published(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/schema/{name}.schema.json"))
}

#[test]
fn the_published_schemas_are_those_of_the_program() {
    for (name, schema) in schemas() {
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).expect("a schema"));
        if std::env::var_os("UPDATE_EXAMPLES").is_some() {
            fs::write(published(name), &text).expect("a schema that can be written");
        }
        let found = fs::read_to_string(published(name)).unwrap_or_default();
        assert!(
            found == text,
            "examples/schema/{name}.schema.json differs: fields are added, never changed or removed; \
             write it with UPDATE_EXAMPLES=1 cargo test formats"
        );
    }
}

/// Checks a document against the published schema of its kind.
fn faults(name: &str, document: &Value) -> Vec<String> {
    let text = fs::read_to_string(published(name)).expect("a published schema");
    let schema = serde_json::from_str(&text).expect("JSON");
    let validator =
        jsonschema::options().should_validate_formats(true).build(&schema).expect("a sound schema");
    validator.iter_errors(document).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

fn json(sandbox: &Sandbox, line: &str) -> Value {
    let run = sandbox.run(line);
    let value: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run}"));
    assert!(run.stdout.ends_with("}\n"), "{run}");
    value
}

#[test]
fn what_is_printed_is_valid() {
    let four = with_four();
    let broken = with_four();
    break_file(&broken, "acme");
    let faulty = with_four();
    faulty.write("playbooks/seller.yaml", "format_version: 1\nonwer: x\n");
    let middle = mid_journey();
    let checked = crate::check::in_sandbox();
    checked.ok("check acme pilot-figures --passed --metric orders=64 --metric late=3 --metric late-orders=2");
    checked.ok("baseline acme set");
    let cases = [
        (&four, "scorecard", "scorecard acme borealis cumulus dormant"),
        (&broken, "scorecard", "scorecard acme borealis"),
        (&middle, "scorecard", "scorecard acme"),
        (&four, "portfolio", "portfolio --archived"),
        (&broken, "portfolio", "portfolio"),
        (&Sandbox::workspace(), "portfolio", "portfolio"),
        (&checked, "baselines", "baseline acme compare"),
        (&checked, "baselines", "baseline acme show"),
        (&four, "gate", "gate --all"),
        (&four, "gate", "gate cumulus --stage sandbox --strict"),
        (&broken, "gate", "gate --all"),
        (&four, "gate", "gate --all --stage live"),
        (&checked, "checks", "check acme"),
        (&four, "day", ""),
        (&broken, "day", ""),
        (&middle, "day", "--now +3w"),
        (&four, "doctor", "doctor"),
        (&broken, "doctor", "doctor --fix"),
        (&four, "next", "next"),
        (&broken, "next", "next --limit 1"),
        (&four, "status", "status borealis --all"),
        (&middle, "status", "status acme --all"),
        (&four, "log", "log"),
        (&middle, "log", "log acme"),
        (&four, "partners", "partner list --archived"),
        (&broken, "partners", "partner list"),
        (&middle, "partner", "partner show acme"),
        (&four, "partner", "partner show dormant"),
        (&four, "waivers", "waiver list --all"),
        (&four, "playbooks", "playbook list"),
        (&faulty, "playbooks", "playbook list"),
        (&four, "playbook", "playbook show seller"),
        (&four, "item", "playbook show seller --item api/rate-limits"),
        (&four, "findings", "lint"),
        (&faulty, "findings", "lint"),
    ];
    for (sandbox, kind, line) in cases {
        let document = json(sandbox, &format!("{line} --format json"));
        assert_eq!((document["format_version"].as_u64(), document["kind"].as_str()), (Some(1), Some(kind)));
        assert_eq!(faults(file(kind), &document), [""; 0], "aboard {line}: {document:#}");
    }
}

/// The file of the schema of a kind; `playbook.schema.json` is that of the files people write.
fn file(kind: &str) -> &str {
    if kind == "playbook" { "playbook-detail" } else { kind }
}

#[test]
fn the_schemas_refuse_what_is_not_a_report() {
    let mut document = json(&with_four(), "gate --all --format json");
    assert_eq!(faults("gate", &document).len(), 0);
    document["gates"][0]["verdict"] = "maybe".into();
    document["format_version"] = 2.into();
    document["now"] = "yesterday".into();
    document["gates"][1].as_object_mut().expect("a gate").remove("reasons");
    assert_eq!(faults("gate", &document).len(), 4, "{:?}", faults("gate", &document));
}

/// The commands of a CI example: every `aboard …` in it, continued lines joined.
fn commands(file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci").join(file);
    let text = fs::read_to_string(path).expect("an example").replace("\\\n", " ");
    let lines = text.lines().map(|line| line.trim().trim_start_matches("- ").trim_start_matches("run: "));
    lines.filter(|line| line.starts_with("aboard ")).map(str::to_owned).collect()
}

#[test]
fn the_commands_of_the_ci_examples_exist_and_leave_their_reports() {
    for (file, reports) in [
        ("github.yml", ["reports/gates.xml", "reports/gates.json"]),
        ("gitlab-ci.yml", ["reports/gates.xml", "reports/gates.json"]),
    ] {
        let commands = commands(file);
        assert!(commands.iter().any(|line| line.starts_with("aboard lint")), "{file}: {commands:?}");
        assert!(commands.iter().any(|line| line.starts_with("aboard gate")), "{file}: {commands:?}");
        let sandbox = with_four();
        for line in &commands {
            let line =
                line.replace("\"$GITHUB_STEP_SUMMARY\"", "summary.md").replace("\"$STAGE\"", "kickoff");
            let output = sandbox.aboard().args(&split(&line)[1..]).output().expect("the program runs");
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(
                !stderr.contains("Usage:") && !stderr.contains("unexpected argument"),
                "{line}: {stderr}"
            );
            if line.starts_with("aboard gate") {
                assert_eq!(output.status.code(), Some(3), "{line}: {stderr}");
            }
        }
        for report in reports {
            assert!(sandbox.file(report).exists(), "{file} leaves no {report}");
        }
    }
}
