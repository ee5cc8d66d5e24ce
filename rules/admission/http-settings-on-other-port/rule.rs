//! Settings for HTTP connections at a port that is not HTTP.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::Protocol;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "http-settings-on-other-port",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A connection pool has settings for HTTP at a port that is not HTTP",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Sidecar"],
        paths: &["spec.ingress[].connectionPool.http"],
        check,
    }]),
};

fn check(http: &Cursor<'_>, out: &mut Findings<'_>) {
    let listener = http.parent().and_then(|pool| pool.parent());
    let Some(port) = listener.and_then(|listener| listener.get("port")) else { return };
    let text = port.text_of("protocol");
    if Protocol::of(text).is_some_and(Protocol::is_http) {
        return;
    }
    let message = match text {
        "" => "the port has no protocol, so that settings for HTTP have no effect".to_owned(),
        _ => format!("the protocol of the port is `{text}`, so that settings for HTTP have no effect"),
    };
    let finding = out.report_here(http.key_span(), message);
    finding.help("set the protocol of the port to HTTP, or limit connections under `tcp`");
    if let Some(protocol) = port.get("protocol") {
        finding.related_here(protocol.span(), "the protocol");
    }
}
