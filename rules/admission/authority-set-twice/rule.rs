//! A rule sets the host of requests more than once.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "authority-set-twice",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A rule sets the host of requests more than once",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.http[]"], check }]),
};

fn check(rule: &Cursor<'_>, out: &mut Findings<'_>) {
    let (rewrite, headers) = (rule.get("rewrite"), rule.get("headers"));
    let request = headers.as_ref().and_then(|headers| headers.get("request"));
    let by_rewrite = rewrite.as_ref().and_then(|rewrite| rewrite.get("authority"));
    let mut first: Option<Span> = by_rewrite.filter(|value| !value.is_empty()).map(|value| value.span());
    for operation in ["set", "add"] {
        let Some(headers) = request.as_ref().and_then(|request| request.get(operation)) else { continue };
        for (name, value) in headers.fields() {
            if !name.eq_ignore_ascii_case("host") && !name.eq_ignore_ascii_case(":authority")
                || value.is_empty()
            {
                continue;
            }
            let Some(earlier) = first else {
                first = Some(value.span());
                continue;
            };
            let message = "the host of requests is set more than once: Istio refuses the VirtualService";
            out.report_here(value.span(), message)
                .help("keep one of the values")
                .related_here(earlier, "it is set here, too");
        }
    }
}
