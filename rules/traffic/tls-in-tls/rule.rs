//! A DestinationRule has sidecars speak TLS on a port whose clients speak TLS already.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{AppliedRules, Mesh, Origin};
use crate::model::{ClientTlsMode, DestinationRule, OrEmpty, TextField};
use crate::text::Protocol;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0365",
        name: "tls-in-tls",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A DestinationRule has sidecars speak TLS on a port whose clients speak TLS already",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rule in mesh.all::<DestinationRule>() {
        let host = mesh.full_host(rule.spec.host.text(), rule.namespace());
        let [only] = mesh.services.exactly(&host) else { continue };
        let service = mesh.services.get(*only);
        if !matches!(service.origin, Origin::Entry(_)) {
            continue;
        }
        let applied = AppliedRules { rules: vec![rule], set_aside: Vec::new() };
        let is_tls = |number: i64| {
            let declared = mesh.declared_protocol(*only, number);
            declared.is_some_and(Protocol::is_tls)
        };
        for port in service.ports.iter().filter(|port| is_tls(port.number)) {
            let Some((_, tls)) = applied.policy(None, port.number).tls else { continue };
            let originates =
                matches!(ClientTlsMode::of(&tls.value), ClientTlsMode::Simple | ClientTlsMode::Mutual);
            if !originates || mesh.gets_requests(&host, port.number) {
                continue;
            }
            let span = tls.value.mode.as_ref().map_or(tls.key, |mode| mode.span);
            let message = format!(
                "port {} of `{host}` is for TLS, and no rule sends plain requests to it: what clients send there is TLS \
                 already, and is encrypted a second time, which the server does not understand",
                port.number
            );
            let finding = out.report(rule.id, span, message);
            finding
                .help(
                    "leave out `tls` where the application speaks TLS itself; else declare a port for HTTP, with \
                     `targetPort: 443`, and originate TLS for that one",
                )
                .related_if(
                    service.object().zip(port.span).map(|(id, span)| mesh.object(id).at(span)),
                    "this port is for TLS",
                );
            // Where other ports carry plain requests, the rule may be meant for them.
            if service.ports.iter().any(|port| !is_tls(port.number)) && rule_is_general(&rule) {
                finding.severity(Severity::Info);
            }
        }
    }
}

/// Whether TLS is said for all ports at once.
fn rule_is_general(rule: &crate::model::Resource<'_, DestinationRule>) -> bool {
    rule.spec.traffic_policy.as_ref().is_some_and(|policy| {
        policy.value.tls.is_some() && policy.value.port_level_settings.items().is_empty()
    })
}
