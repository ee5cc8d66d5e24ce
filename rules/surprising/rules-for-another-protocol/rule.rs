//! Rules for a protocol that no port of the host speaks.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::VirtualService;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0711",
        name: "rules-for-another-protocol",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Surprising,
        summary: "Rules for a protocol that no port of the host speaks",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for routes in mesh.all::<VirtualService>().filter(|routes| !routes.spec.is_for_gateways()) {
        let Some((requests, bytes, name)) = mesh.sidecar_protocols(&routes) else { continue };
        let spec = routes.spec;
        let mut report = |key: crate::source::Span, rules: &str, speaks: &str| {
            let message =
                format!("`{rules}` rules are ignored: every port of `{name}` is declared for {speaks}");
            out.report(routes.id, key, message)
                .help("declare the protocol of the port by its name or `appProtocol`, or write rules of the other kind");
        };
        if let Some(http) = spec.http.as_ref().filter(|rules| !rules.value.is_empty() && !requests) {
            report(http.key, "http", "something else than HTTP");
        }
        if let Some(tcp) = spec.tcp.as_ref().filter(|rules| !rules.value.is_empty() && !bytes) {
            report(tcp.key, "tcp", "HTTP");
        }
    }
}
