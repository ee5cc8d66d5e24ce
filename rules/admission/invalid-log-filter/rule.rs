//! The filter of an access log is not a CEL expression.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-log-filter",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The filter of an access log is not a CEL expression",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Telemetry"],
        paths: &["spec.accessLogging[].filter.expression"],
        check,
    }]),
};

/// Longer expressions, and those with more openings, are left to Istio: nobody writes them, and a parser that
/// descends would descend as deep as they say.
const LONGEST: usize = 2048;
const DEEPEST: usize = 32;

fn check(expression: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = expression.text().filter(|text| text.len() <= LONGEST) else { return };
    let depth = text.bytes().filter(|byte| matches!(byte, b'(' | b'[' | b'{' | b'!' | b'-' | b'?')).count();
    if depth > DEEPEST || cel::Program::compile(text).is_ok() {
        return;
    }
    out.report_here(
        expression.span(),
        format!("`{text}` is not a CEL expression: Istio refuses the Telemetry"),
    )
    .help("write an expression such as `response.code >= 400`");
}
