//! Findings as SARIF 2.1.0 (OASIS Standard), the part of it that code scanning reads. Enters:
//! findings. Leaves: one run; every code is a rule, a replacement is a fix.

use std::io;

use serde_json::{Value, json};

use super::escape::visible_lines;
use super::fingerprint::fingerprints;
use crate::diagnostic::{Code, Diagnostic, Place, Related, Span};
use crate::report::findings::Findings;

/// Writes the findings.
///
/// # Errors
/// Returns what the writer returns.
pub fn write(findings: &Findings, out: &mut impl io::Write) -> io::Result<()> {
    let names = fingerprints(&findings.diagnostics);
    let results: Vec<_> = findings
        .diagnostics
        .iter()
        .zip(names)
        .map(|(d, name)| result(d, &name))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "aboard",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": Code::ALL.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn rule(code: Code) -> Value {
    let example = code.example();
    let help = format!(
        "{}\n\nInstead of\n\n{}\n\nwrite\n\n{}",
        code.explanation(),
        example.faulty,
        example.mended
    );
    json!({
        "id": code.as_str(),
        "shortDescription": {"text": code.summary()},
        "fullDescription": {"text": code.explanation()},
        "help": {"text": help},
        "defaultConfiguration": {"level": code.severity().as_str()},
    })
}

fn result(diagnostic: &Diagnostic, fingerprint: &str) -> Value {
    let lines = std::iter::once(&diagnostic.message)
        .chain(&diagnostic.help)
        .chain(&diagnostic.notes);
    let text = lines.map(String::as_str).collect::<Vec<_>>().join("\n");
    let mut result = json!({
        "ruleId": diagnostic.code.as_str(),
        "level": diagnostic.severity.as_str(),
        "message": {"text": plain(&text)},
        "partialFingerprints": {"aboard/v1": fingerprint},
    });
    if let Some(index) = Code::ALL.iter().position(|code| *code == diagnostic.code) {
        result["ruleIndex"] = index.into();
    }
    if let Some(place) = &diagnostic.place {
        result["locations"] = json!([location(place)]);
        if let (Some(text), Some(span)) = (&diagnostic.replacement, &place.span) {
            result["fixes"] = json!([fix(&place.file, span, text, diagnostic.help.as_deref())]);
        }
    }
    if !diagnostic.related.is_empty() {
        result["relatedLocations"] = diagnostic.related.iter().map(related).collect();
    }
    result
}

/// Text for a message, in which `[a](b)` would be a link (section 3.11.6 of the standard).
fn plain(text: &str) -> String {
    let text = visible_lines(text);
    if text.contains("](") {
        text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
    } else {
        text
    }
}

fn location(place: &Place) -> Value {
    let mut physical = json!({"artifactLocation": artifact(&place.file)});
    if let Some(span) = &place.span {
        physical["region"] = region(span);
    }
    let path = place.path.to_string();
    if path.is_empty() {
        return json!({"physicalLocation": physical});
    }
    json!({"physicalLocation": physical, "logicalLocations": [{"fullyQualifiedName": path}]})
}

fn related(related: &Related) -> Value {
    let mut value = location(&related.place);
    value["message"] = json!({"text": plain(&related.label)});
    value
}

fn fix(file: &str, span: &Span, text: &str, help: Option<&str>) -> Value {
    let replacement = json!({"deletedRegion": region(span), "insertedContent": {"text": text}});
    let change = json!({"artifactLocation": artifact(file), "replacements": [replacement]});
    json!({"description": {"text": plain(help.unwrap_or("replace it"))}, "artifactChanges": [change]})
}

fn region(span: &Span) -> Value {
    json!({
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    })
}

/// A path as a relative URI reference (RFC 3986).
fn artifact(file: &str) -> Value {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encode = |byte: u8| {
        if keep(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    json!({"uri": file.bytes().map(encode).collect::<String>(), "uriBaseId": "%SRCROOT%"})
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::plain;
    use crate::diagnostic::Code;
    use crate::render::findings_sample::rendered;
    use crate::report::findings::Findings;

    #[test]
    fn results_point_at_rules_and_places() {
        let text = rendered(super::write);
        let log: serde_json::Value = serde_json::from_str(&text).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        assert_eq!(
            run["tool"]["driver"]["rules"].as_array().unwrap().len(),
            Code::ALL.len()
        );
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
            assert!(result["partialFingerprints"]["aboard/v1"].is_string());
        }
        let key = &run["results"][1];
        let region = &key["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region["endColumn"], 6);
        assert_eq!(
            &key["fixes"][0]["artifactChanges"][0]["replacements"][0]["deletedRegion"],
            region
        );
        assert_eq!(
            run["results"][2]["relatedLocations"][0]["message"]["text"],
            "first here"
        );
        let uri = &run["results"][3]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(uri, "playbooks/q%3A%20r%2C.yaml");
    }

    #[test]
    fn a_run_without_findings_has_an_empty_list() {
        let mut out = Vec::new();
        super::write(&Findings::default(), &mut out).unwrap();
        let log: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    }

    #[test]
    fn text_makes_no_links() {
        assert_eq!(plain("see [x](http://y)"), "see \\[x\\](http://y)");
        assert_eq!(plain("a [list] \u{1b}"), "a [list] \\u{1b}");
    }
}
