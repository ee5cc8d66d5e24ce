//! JUnit XML: a suite for each file with findings, a case for each finding.
//!
//! As Jenkins and GitLab read it (<https://docs.gitlab.com/ci/testing/unit_test_reports/>). Errors and
//! warnings are failures; what is worth knowing is a case that passes. The suite `meshlint` says what was
//! checked; what was not checked are skipped cases in it.

use std::io::{self, Write};

use super::{View, sanitize};
use crate::finding::{Finding, Severity};
use crate::text::path::relative;

/// Writes the whole document.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    let summary = view.summary;
    let failures = view.findings.iter().filter(|finding| is_failure(finding)).count();
    let general = 1 + summary.skipped.len();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let tests = view.findings.len() + general;
    writeln!(out, r#"<testsuites name="meshlint" tests="{tests}" failures="{failures}" errors="0">"#)?;
    let skipped = summary.skipped.len();
    writeln!(
        out,
        r#"  <testsuite name="meshlint" tests="{general}" failures="0" errors="0" skipped="{skipped}">"#
    )?;
    writeln!(out, "    <properties>")?;
    for (name, count) in [
        ("files", summary.files),
        ("resources", summary.resources),
        ("errors", summary.errors),
        ("warnings", summary.warnings),
        ("infos", summary.infos),
        ("unverified", summary.unverified),
    ] {
        writeln!(out, r#"      <property name="{name}" value="{count}"/>"#)?;
    }
    writeln!(out, "    </properties>")?;
    writeln!(
        out,
        r#"    <testcase classname="meshlint" name="{} resources in {} files were checked"/>"#,
        summary.resources, summary.files
    )?;
    for skipped in &summary.skipped {
        let (path, reason) = (attribute(&relative(&skipped.path)), attribute(&skipped.reason.to_string()));
        writeln!(out, r#"    <testcase classname="{path}" name="{path} was skipped">"#)?;
        writeln!(out, r#"      <skipped message="{reason}"/>"#)?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")?;
    for findings in view.findings.chunk_by(|a, b| a.location.source == b.location.source) {
        suite(out, view, findings)?;
    }
    writeln!(out, "</testsuites>")
}

/// The findings of one file.
fn suite(out: &mut dyn Write, view: &View<'_>, findings: &[&Finding]) -> io::Result<()> {
    let Some(first) = findings.first() else { return Ok(()) };
    let source = &view.sources[first.location.source];
    let path = attribute(&relative(&source.path));
    let failures = findings.iter().filter(|finding| is_failure(finding)).count();
    let tests = findings.len();
    writeln!(
        out,
        r#"  <testsuite name="{path}" tests="{tests}" failures="{failures}" errors="0" skipped="0">"#
    )?;
    for finding in findings {
        let position = source.position(finding.location.span.start);
        let (line, column) = (position.line, position.column);
        let rule = finding.rule;
        let name = format!("{} {} at {line}:{column}", rule.code, rule.name);
        writeln!(out, r#"    <testcase classname="{path}" name="{name}" file="{path}" line="{line}">"#)?;
        let message = attribute(&finding.message);
        let object = view.subject(finding).map(|subject| format!(" {subject}"));
        let mut body = format!("{path}:{line}:{column}:{}", element(&object.unwrap_or_default()));
        if let Some(help) = &finding.help {
            body.push_str(&format!("\nhelp: {}", element(help)));
        }
        body.push_str(&format!("\n{}", rule.url()));
        if is_failure(finding) {
            let severity = finding.severity;
            writeln!(out, r#"      <failure type="{severity}" message="{message}">{body}</failure>"#)?;
        } else {
            writeln!(out, "      <system-out>{message}\n{body}</system-out>")?;
        }
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}

fn is_failure(finding: &&Finding) -> bool {
    finding.severity > Severity::Info
}

/// A text as the content of an element.
fn element(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in sanitize::line(text).chars() {
        match c {
            '&' => clean.push_str("&amp;"),
            '<' => clean.push_str("&lt;"),
            '>' => clean.push_str("&gt;"),
            // No characters of XML 1.0.
            '\u{fffe}' | '\u{ffff}' => clean.push('\u{fffd}'),
            _ => clean.push(c),
        }
    }
    clean
}

/// A text as the value of an attribute.
fn attribute(text: &str) -> String {
    element(text).replace('"', "&quot;").replace('\'', "&apos;")
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::Case;
    use crate::finding::Severity;
    use crate::model::{SkipReason, Skipped};

    #[test]
    fn nothing_of_the_input_is_markup() {
        let mut case = Case::new(&[("a\"/><x>&.yaml", "kind: X\nname: y\n")]);
        let place = case.find(0, "X");
        case.add(place, "</failure>]]> \"'\u{0}\u{ffff}&amp;").help("<b>");
        let place = case.find(0, "y");
        case.add(place, "worth a thought").severity(Severity::Info);
        case.summary.skipped = vec![Skipped {
            path: "b<.yaml".into(),
            reason: SkipReason::NotListed { kustomization: "\"k\"".into() },
        }];
        let mut out = Vec::new();
        super::write(&mut out, &case.view(&case.findings())).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="meshlint" tests="4" failures="1" errors="0">
          <testsuite name="meshlint" tests="2" failures="0" errors="0" skipped="1">
            <properties>
              <property name="files" value="12"/>
              <property name="resources" value="42"/>
              <property name="errors" value="0"/>
              <property name="warnings" value="0"/>
              <property name="infos" value="0"/>
              <property name="unverified" value="0"/>
            </properties>
            <testcase classname="meshlint" name="42 resources in 12 files were checked"/>
            <testcase classname="b&lt;.yaml" name="b&lt;.yaml was skipped">
              <skipped message="&quot;k&quot; does not list it, so that it is not applied"/>
            </testcase>
          </testsuite>
          <testsuite name="a&quot;/&gt;&lt;x&gt;&amp;.yaml" tests="2" failures="1" errors="0" skipped="0">
            <testcase classname="a&quot;/&gt;&lt;x&gt;&amp;.yaml" name="IST0101 referenced-resource-not-found at 1:7" file="a&quot;/&gt;&lt;x&gt;&amp;.yaml" line="1">
              <failure type="error" message="&lt;/failure&gt;]]&gt; &quot;&apos;␀�&amp;amp;">a&quot;/&gt;&lt;x&gt;&amp;.yaml:1:7:
        help: &lt;b&gt;
        https://github.com/meshlint/meshlint/blob/main/rules/references/referenced-resource-not-found/README.md</failure>
            </testcase>
            <testcase classname="a&quot;/&gt;&lt;x&gt;&amp;.yaml" name="IST0101 referenced-resource-not-found at 2:7" file="a&quot;/&gt;&lt;x&gt;&amp;.yaml" line="2">
              <system-out>worth a thought
        a&quot;/&gt;&lt;x&gt;&amp;.yaml:2:7:
        https://github.com/meshlint/meshlint/blob/main/rules/references/referenced-resource-not-found/README.md</system-out>
            </testcase>
          </testsuite>
        </testsuites>
        "#);
    }
}
