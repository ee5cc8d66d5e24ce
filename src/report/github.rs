//! Annotations of GitHub Actions, as workflow commands.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>. GitHub shows ten
//! annotations of each kind for a step; the log has all lines.

use std::io::{self, Write};

use super::{View, sanitize};
use crate::finding::Severity;
use crate::text::path::relative;

/// Writes one workflow command for each finding.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    for finding in view.findings {
        let source = &view.sources[finding.location.source];
        let span = finding.location.span;
        let (start, end) = (source.position(span.start), source.position(span.end));
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let path = relative(&source.path);
        let mut properties = format!("file={},line={},endLine={}", property(&path), start.line, end.line);
        // Columns count for places within one line only.
        if start.line == end.line {
            properties.push_str(&format!(",col={},endColumn={}", start.column, end.column));
        }
        let title = property(&format!("meshlint {} {}", finding.rule.code, finding.rule.name));
        // The log shows nothing but the words, so they have to name the place as well.
        let mut words = format!(
            "{}:{}:{}: {}",
            sanitize::line(&path),
            start.line,
            start.column,
            sanitize::line(&finding.message)
        );
        if let Some(help) = &finding.help {
            words.push_str(&format!("\nhelp: {}", sanitize::line(help)));
        }
        writeln!(out, "::{command} {properties},title={title}::{}", data(&words))?;
    }
    Ok(())
}

/// A text as the data of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::{Case, location};
    use crate::finding::Severity;

    #[test]
    fn commands_cannot_be_forged() {
        let mut case =
            Case::new(&[("a.yaml", "kind: X\nname: y\n"), ("b\n::error file=x,line=1::y%.yaml", "x")]);
        let place = case.find(0, "X\nname");
        case.add(place, "100 % of\r\n::set-output name=x::y").help("do, or: not");
        case.add(location(1, 0, 1), "second").severity(Severity::Info);
        let mut out = Vec::new();
        super::write(&mut out, &case.view(&case.findings())).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        ::error file=a.yaml,line=1,endLine=2,title=meshlint IST0101 referenced-resource-not-found::a.yaml:1:7: 100 %25 of␍␊::set-output name=x::y%0Ahelp: do, or: not
        ::notice file=b%0A%3A%3Aerror file=x%2Cline=1%3A%3Ay%25.yaml,line=1,endLine=1,col=1,endColumn=2,title=meshlint IST0101 referenced-resource-not-found::b␊::error file=x,line=1::y%25.yaml:1:1: second
        ");
    }
}
