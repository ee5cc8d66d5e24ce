//! What `istioctl analyze` prints, so that scripts that read it go on working.
//!
//! One line for each message, `Error [IST0101] (VirtualService shop/web web.yaml:7) …`, the worst first;
//! or a list of objects as with `-o json`. Findings for which istioctl has a code of its own appear under
//! that code. Unlike istioctl's, the exit status is the same in both forms.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

use super::{Style, View, concise, sanitize};
use crate::finding::{Finding, Severity};

/// A message, its members in the order of istioctl's.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    code: String,
    documentation_url: String,
    level: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(skip)]
    severity: Severity,
}

impl Message {
    fn of(view: &View<'_>, finding: &Finding) -> Message {
        let source = &view.sources[finding.location.source];
        let line = source.position(finding.location.span.start).line;
        let codes = || [finding.rule.code].into_iter().chain(finding.aliases.iter().copied());
        let code = codes().find(|code| code.starts_with("IST"));
        Message {
            code: code.unwrap_or(finding.rule.code).to_owned(),
            documentation_url: match code {
                Some(code) => format!(
                    "https://istio.io/latest/docs/reference/config/analysis/{}/",
                    code.to_ascii_lowercase()
                ),
                None => finding.rule.url(),
            },
            level: match finding.severity {
                Severity::Error => "Error",
                Severity::Warning => "Warning",
                Severity::Info => "Info",
            },
            message: sanitize::line(&finding.message).into_owned(),
            origin: view.subject(finding),
            reference: Some(format!("{}:{line}", sanitize::path(&source.path))),
            severity: finding.severity,
        }
    }

    fn line(&self) -> String {
        let parts: Vec<&str> =
            [&self.origin, &self.reference].into_iter().flatten().map(|it| &**it).collect();
        format!("{} [{}] ({}) {}", self.level, self.code, parts.join(" "), self.message)
    }
}

/// The messages in the order of istioctl: the worst first, then by code, object and words.
fn messages(view: &View<'_>) -> Vec<Message> {
    let mut messages: Vec<Message> = view.findings.iter().map(|finding| Message::of(view, finding)).collect();
    messages.sort_by_cached_key(|message| {
        (
            std::cmp::Reverse(message.severity),
            message.code.clone(),
            message.origin.as_deref().map(|origin| origin.replace(' ', "/")),
            message.line(),
        )
    });
    messages.dedup_by(|a, b| a.line() == b.line());
    messages
}

/// Writes one line for each message; an empty one where there is none.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    let messages = messages(view);
    for message in &messages {
        writeln!(out, "{}", message.line())?;
    }
    if messages.is_empty() { writeln!(out) } else { Ok(()) }
}

/// Writes a list of messages.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write_json(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    let formatter = PrettyFormatter::with_indent(b"\t");
    messages(view).serialize(&mut Serializer::with_formatter(&mut *out, formatter))?;
    writeln!(out)
}

/// Writes what istioctl says on standard error in the end, and what was skipped or not verified.
///
/// # Errors
///
/// Where `out` cannot be written.
pub fn write_summary(out: &mut dyn Write, view: &View<'_>, style: Style, failed: bool) -> io::Result<()> {
    if failed {
        writeln!(out, "Error: Analyzers found issues.")?;
        writeln!(
            out,
            "See https://istio.io/latest/docs/reference/config/analysis for more information about causes and \
             resolutions."
        )?;
    } else if view.findings.is_empty() && view.summary.resources > 0 {
        writeln!(out, "✔ No validation issues found when analyzing.")?;
    }
    concise::write_summary(out, view, style)
}

#[cfg(test)]
mod tests {
    use super::super::text::tests::{Case, location};
    use crate::finding::Severity;

    fn case() -> Case {
        let mut case = Case::new(&[("a.yaml", "kind: X\nname: y\n"), ("b\n.yaml", "x")]);
        case.add(location(0, 0, 4), "worth a thought").severity(Severity::Info);
        case.add(location(0, 8, 12), "no such\nthing").aliases = &["KIA1102"];
        case.add(location(0, 8, 12), "no such\nthing");
        case.add(location(1, 0, 1), "perhaps").severity(Severity::Warning);
        case
    }

    #[test]
    fn lines_are_sorted_and_stand_once() {
        let (case, mut out) = (case(), Vec::new());
        super::write(&mut out, &case.view(&case.findings())).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
        Error [IST0101] (a.yaml:2) no such␊thing
        Warning [IST0101] (b␊.yaml:1) perhaps
        Info [IST0101] (a.yaml:1) worth a thought
        ");
        let mut out = Vec::new();
        super::write(&mut out, &case.view(&[])).unwrap();
        assert_eq!(out, b"\n");
    }

    #[test]
    fn a_list_of_objects() {
        let (case, mut out) = (case(), Vec::new());
        super::write_json(&mut out, &case.view(&case.findings()[..1])).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
        [
        	{
        		"code": "IST0101",
        		"documentationUrl": "https://istio.io/latest/docs/reference/config/analysis/ist0101/",
        		"level": "Info",
        		"message": "worth a thought",
        		"reference": "a.yaml:1"
        	}
        ]
        "#);
        let mut out = Vec::new();
        super::write_json(&mut out, &case.view(&[])).unwrap();
        assert_eq!(out, b"[]\n");
    }
}
