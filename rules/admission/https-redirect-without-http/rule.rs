//! A server that does not speak HTTP redirects to HTTPS.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::Protocol;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "https-redirect-without-http",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A server that does not speak plain HTTP redirects to HTTPS",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["Gateway"],
        paths: &["spec.servers[].tls.httpsRedirect"],
        check,
    }]),
};

fn check(redirect: &Cursor<'_>, out: &mut Findings<'_>) {
    let server = redirect.parent().and_then(|tls| tls.parent());
    let Some(port) = server.filter(|_| redirect.is_true()).and_then(|server| server.get("port")) else {
        return;
    };
    let text = port.text_of("protocol");
    if !Protocol::of(text).is_some_and(Protocol::is_http) {
        let message =
            format!("only plain HTTP can be redirected to HTTPS, not `{text}`: the setting has no effect");
        let finding = out.report_here(redirect.span(), message);
        finding.help("move `httpsRedirect` to the server of port 80, whose protocol is HTTP");
        if let Some(protocol) = port.get("protocol") {
            finding.related_here(protocol.span(), "the protocol of this server");
        }
    }
}
