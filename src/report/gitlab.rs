//! Code Quality report of GitLab.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::io::{self, Write};

use serde::Serialize;

use super::{View, sanitize};
use crate::finding::Severity;
use crate::text::path::relative;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    categories: [&'static str; 1],
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Writes a list of issues.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    let issue = |(finding, (fingerprint, count)): (&&crate::finding::Finding, (String, usize))| {
        let source = &view.sources[finding.location.source];
        let line = |offset| source.position(offset).line;
        let help = finding.help.as_deref().map(|help| format!(" ({})", sanitize::line(help)));
        Issue {
            description: format!(
                "{}: {}{}",
                finding.rule.code,
                sanitize::line(&finding.message),
                help.unwrap_or_default()
            ),
            check_name: finding.rule.name,
            // Those that are equal to one before have to differ, or GitLab takes them for the same.
            fingerprint: if count == 1 { fingerprint } else { format!("{fingerprint}-{count}") },
            severity: match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "major",
                Severity::Info => "info",
            },
            categories: ["Bug Risk"],
            location: Place {
                path: relative(&source.path),
                lines: Lines {
                    begin: line(finding.location.span.start),
                    end: line(finding.location.span.end),
                },
            },
        }
    };
    let issues: Vec<Issue<'_>> = view.findings.iter().zip(view.fingerprints()).map(issue).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::{Case, location};
    use serde_json::{Value, json};

    #[test]
    fn each_issue_has_a_fingerprint_of_its_own() {
        let mut case = Case::new(&[("./dir/a.yaml", "kind: X\nname: y\n")]);
        case.add(location(0, 0, 4), "first\u{1b}[31m").help("do it");
        case.add(location(0, 8, 12), "second");
        let mut out = Vec::new();
        super::write(&mut out, &case.view(&case.findings())).unwrap();
        let issues: Vec<Value> = serde_json::from_slice(&out).unwrap();
        assert_eq!(issues[0]["description"], "IST0101: first␛[31m (do it)");
        assert_eq!(issues[0]["severity"], "critical");
        assert_eq!(issues[1]["location"], json!({"path": "dir/a.yaml", "lines": {"begin": 2, "end": 2}}));
        let first = issues[0]["fingerprint"].as_str().unwrap();
        assert_eq!(issues[1]["fingerprint"], format!("{first}-2"));
    }
}
