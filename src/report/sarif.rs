//! SARIF 2.1.0, as GitHub's code scanning and other viewers read it.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>, with the limits and the wishes of
//! <https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>.
//! The rule of a result is called `CODE/name`, since several rules may share a code. Alerts are the same
//! from run to run where their fingerprints are, whatever line they stand in.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{View, sanitize};
use crate::engine::Means;
use crate::finding::{Finding, RuleInfo, Severity};
use crate::fingerprint::fingerprint;
use crate::fix::{Edit, Editor};
use crate::source::Location;
use crate::text::path::relative;

/// GitHub refuses a run with more results than this.
const MOST_RESULTS: usize = 25_000;

/// GitHub refuses a result with more places than this.
const MOST_PLACES: usize = 1_000;

/// GitHub refuses descriptions with more characters than this.
const LONGEST_DESCRIPTION: usize = 1_024;

/// Writes a log with one run.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    let kept = kept(view.findings);
    let editor = view.editor();
    let mut rules: Vec<&'static RuleInfo> = Vec::new();
    let mut results = Vec::with_capacity(kept.len());
    for ((finding, fingerprint), kept) in view.findings.iter().zip(view.fingerprints()).zip(&kept) {
        if !*kept {
            continue;
        }
        let index = index_of(&mut rules, finding.rule);
        results.push(result(view, &editor, finding, index, fingerprint));
    }
    for suppressed in view.suppressed.iter().take(MOST_RESULTS - results.len().min(MOST_RESULTS)) {
        let index = index_of(&mut rules, suppressed.finding.rule);
        let fingerprint = fingerprint(view.sources, view.objects, &suppressed.finding);
        let mut result = result(view, &editor, &suppressed.finding, index, (fingerprint, 1));
        let kind = match suppressed.by {
            Means::Comment | Means::Annotation => "inSource",
            Means::Configuration | Means::Baseline => "external",
        };
        result["suppressions"] = json!([{"kind": kind}]);
        if let Some(reason) = &suppressed.reason {
            result["suppressions"][0]["justification"] = sanitize::line(reason).into();
        }
        results.push(result);
    }
    let dropped = kept.iter().filter(|kept| !**kept).count();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "meshlint",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": "https://github.com/meshlint/meshlint",
                "rules": rules.into_iter().map(descriptor).collect::<Vec<_>>(),
            }},
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notifications(view, dropped),
            }],
            "columnKind": "unicodeCodePoints",
            "properties": {"summary": view.summary},
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// Which findings are kept: all, or the worst of too many.
fn kept(findings: &[&Finding]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(findings[index].severity));
    let mut kept = vec![false; findings.len()];
    order.into_iter().take(MOST_RESULTS).for_each(|index| kept[index] = true);
    kept
}

/// Where a rule stands in the list, to which it is added if need be.
fn index_of(rules: &mut Vec<&'static RuleInfo>, rule: &'static RuleInfo) -> usize {
    let index = rules.iter().position(|known| *known == rule).unwrap_or(rules.len());
    if index == rules.len() {
        rules.push(rule);
    }
    index
}

/// What is said of a rule.
fn descriptor(rule: &'static RuleInfo) -> Value {
    let page = rule.page();
    let fix = page.section("How to fix it").unwrap_or_default();
    json!({
        "id": id(rule),
        "name": rule.name,
        "shortDescription": {"text": cut(rule.summary)},
        "fullDescription": {"text": cut(page.intro)},
        "help": {"text": message(&format!("{}\n\n{fix}", page.intro)), "markdown": rule.body()},
        "helpUri": rule.url(),
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {
            "tags": ["istio", rule.group.name()],
            "problem.severity": match rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
            "aliases": rule.aliases,
        },
    })
}

fn result(
    view: &View<'_>,
    editor: &Editor<'_>,
    finding: &Finding,
    index: usize,
    (fingerprint, count): (String, usize),
) -> Value {
    let mut words = sanitize::line(&finding.message).into_owned();
    if let Some(help) = &finding.help {
        words.push_str(&format!("\nHelp: {}", sanitize::line(help)));
    }
    let mut place = json!({"physicalLocation": physical(view, finding.location)});
    if let Some(subject) = view.subject(finding) {
        place["logicalLocations"] = json!([{"fullyQualifiedName": subject, "kind": "resource"}]);
    }
    let related = finding.related.iter().take(MOST_PLACES).enumerate().map(|(index, related)| {
        json!({
            "id": index + 1,
            "physicalLocation": physical(view, related.location),
            "message": {"text": message(&sanitize::line(&related.message))},
        })
    });
    let mut result = json!({
        "ruleId": id(finding.rule),
        "ruleIndex": index,
        "level": level(finding.severity),
        "message": {"text": message(&words)},
        "locations": [place],
        "partialFingerprints": {
            // What GitHub matches alerts by.
            "primaryLocationLineHash": format!("{fingerprint}:{count}"),
            "meshlint/v1": format!("{fingerprint}:{count}"),
        },
    });
    if !finding.related.is_empty() {
        result["relatedLocations"] = related.collect();
    }
    if !finding.aliases.is_empty() {
        result["properties"] = json!({"aliases": finding.aliases});
    }
    if let Some((fix, edits)) = finding.fix.as_ref().zip(editor.edits(finding)) {
        result["fixes"] = json!([{
            "description": {"text": message(&description(finding))},
            "artifactChanges": changes(view, &edits),
            "properties": {"applicability": fix.applicability},
        }]);
    }
    result
}

/// What a fix does, in words.
fn description(finding: &Finding) -> String {
    let help = finding.help.as_deref().unwrap_or("fix it");
    sanitize::line(help).into_owned()
}

/// The edits of a fix, by file.
fn changes(view: &View<'_>, edits: &[Edit]) -> Vec<Value> {
    let of_file = |edits: &[Edit]| {
        let replacement = |edit: &Edit| {
            let region = physical(view, edit.location)["region"].clone();
            json!({"deletedRegion": region, "insertedContent": {"text": edit.text}})
        };
        json!({
            "artifactLocation": artifact(&view.sources[edits[0].location.source].path),
            "replacements": edits.iter().map(replacement).collect::<Vec<_>>(),
        })
    };
    edits.chunk_by(|a, b| a.location.source == b.location.source).map(of_file).collect()
}

/// A place in a file.
fn physical(view: &View<'_>, location: Location) -> Value {
    let source = &view.sources[location.source];
    let (start, end) = (source.position(location.span.start), source.position(location.span.end));
    json!({
        "artifactLocation": artifact(&source.path),
        "region": {
            "startLine": start.line, "startColumn": start.column,
            "endLine": end.line, "endColumn": end.column,
        },
    })
}

/// A file: relative to the root of the sources where it lies below the current folder.
fn artifact(path: &str) -> Value {
    let path = relative(path);
    let uri = encode(&path);
    let mut artifact = Map::new();
    if path.starts_with('/') {
        artifact.insert("uri".into(), format!("file://{uri}").into());
    } else {
        artifact.insert("uri".into(), uri.into());
        if !path.split('/').any(|part| part == "..") {
            artifact.insert("uriBaseId".into(), "%SRCROOT%".into());
        }
    }
    artifact.into()
}

/// A path as a URI reference, by RFC 3986.
fn encode(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(byte as char)
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// What the run has to say besides its results.
fn notifications(view: &View<'_>, dropped: usize) -> Vec<Value> {
    let mut list = Vec::new();
    if dropped > 0 {
        let text = format!(
            "{dropped} findings are left out: GitHub takes no more than {MOST_RESULTS} results, and these are the \
             worst"
        );
        list.push(json!({"level": "warning", "message": {"text": text}}));
    }
    if !view.unverified.is_empty() {
        let count = view.unverified.len();
        let noun = if count == 1 { "reference" } else { "references" };
        let text = format!("{count} {noun} could neither be confirmed nor refuted");
        list.push(json!({"level": "note", "message": {"text": text}}));
    }
    for skipped in &view.summary.skipped {
        let text = format!("skipped: {}", sanitize::line(&skipped.reason.to_string()));
        list.push(json!({
            "level": "note",
            "message": {"text": message(&text)},
            "locations": [{"physicalLocation": {"artifactLocation": artifact(&skipped.path)}}],
        }));
    }
    list
}

fn id(rule: &RuleInfo) -> String {
    format!("{}/{}", rule.code, rule.name)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A text as a message without links and placeholders: `[text](place)` and `{0}` would become such.
fn message(text: &str) -> String {
    let is_placeholder = |(at, _): (usize, &str)| text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
    let mut text = match text.match_indices('{').any(is_placeholder) {
        true => text.replace('{', "{{").replace('}', "}}"),
        false => text.to_owned(),
    };
    if text.contains("](") {
        text = text.replace('\\', r"\\").replace('[', r"\[").replace(']', r"\]");
    }
    text
}

/// A text without its end, if it is too long, and without line breaks within paragraphs.
fn cut(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " "));
    let text = message(&paragraphs.collect::<Vec<_>>().join("\n"));
    match text.char_indices().nth(LONGEST_DESCRIPTION) {
        None => text,
        Some(_) => text.chars().take(LONGEST_DESCRIPTION - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::{Case, location};
    use super::*;
    use crate::model::{SkipReason, Skipped};

    fn log(case: &Case, findings: &[&Finding]) -> Value {
        let mut out = Vec::new();
        write(&mut out, &case.view(findings)).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn what_a_result_looks_like() {
        let mut case = Case::new(&[("./dir with ü/a:b.yaml", "kind: X\nname: y\n"), ("/etc/x.yaml", "x")]);
        let place = case.find(0, "y\n");
        let finding = case.add(place, "see [this](http://example.com) {0}");
        finding.help("do it").related(location(1, 0, 1), "defined [here](1)");
        finding.aliases = &["KIA1102"];
        case.summary.skipped = vec![Skipped { path: "../t.yaml".into(), reason: SkipReason::NoObject }];
        case.unverified = case.findings().into_iter().cloned().collect();
        let log = log(&case, &case.findings());
        insta::assert_snapshot!(serde_json::to_string_pretty(&log["runs"][0]["results"]).unwrap(), @r#"
        [
          {
            "level": "error",
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "dir%20with%20%C3%BC/a%3Ab.yaml",
                    "uriBaseId": "%SRCROOT%"
                  },
                  "region": {
                    "endColumn": 1,
                    "endLine": 3,
                    "startColumn": 7,
                    "startLine": 2
                  }
                }
              }
            ],
            "message": {
              "text": "see \\[this\\](http://example.com) {{0}}\nHelp: do it"
            },
            "partialFingerprints": {
              "meshlint/v1": "36bc12443b62313bba0557635d4aeb57:1",
              "primaryLocationLineHash": "36bc12443b62313bba0557635d4aeb57:1"
            },
            "properties": {
              "aliases": [
                "KIA1102"
              ]
            },
            "relatedLocations": [
              {
                "id": 1,
                "message": {
                  "text": "defined \\[here\\](1)"
                },
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "file:///etc/x.yaml"
                  },
                  "region": {
                    "endColumn": 2,
                    "endLine": 1,
                    "startColumn": 1,
                    "startLine": 1
                  }
                }
              }
            ],
            "ruleId": "IST0101/referenced-resource-not-found",
            "ruleIndex": 0
          }
        ]
        "#);
        let invocations = &log["runs"][0]["invocations"];
        insta::assert_snapshot!(serde_json::to_string_pretty(invocations).unwrap(), @r#"
        [
          {
            "executionSuccessful": true,
            "toolExecutionNotifications": [
              {
                "level": "note",
                "message": {
                  "text": "1 reference could neither be confirmed nor refuted"
                }
              },
              {
                "level": "note",
                "locations": [
                  {
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "../t.yaml"
                      }
                    }
                  }
                ],
                "message": {
                  "text": "skipped: it holds no Kubernetes object"
                }
              }
            ]
          }
        ]
        "#);
    }

    #[test]
    fn of_too_many_results_the_worst_are_kept() {
        let mut case = Case::new(&[("a.yaml", "kind: X\n")]);
        for _ in 0..MOST_RESULTS {
            case.add(location(0, 0, 4), "a warning").severity(Severity::Warning);
        }
        case.add(location(0, 5, 6), "an error");
        let log = log(&case, &case.findings());
        let results = log["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.len(), MOST_RESULTS);
        assert_eq!(results[MOST_RESULTS - 1]["level"], "error");
        let said = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        assert!(said.as_str().unwrap().starts_with("1 findings are left out"), "{said}");
    }

    #[test]
    fn every_rule_keeps_the_limits() {
        for rule in crate::rules::ALL {
            let descriptor = descriptor(rule);
            for key in ["shortDescription", "fullDescription"] {
                let text = descriptor[key]["text"].as_str().unwrap();
                assert!(!text.is_empty() && text.chars().count() <= LONGEST_DESCRIPTION, "{rule:?}");
            }
            assert!(descriptor["help"]["text"].as_str().is_some_and(|text| text.len() > 40), "{rule:?}");
        }
    }
}
