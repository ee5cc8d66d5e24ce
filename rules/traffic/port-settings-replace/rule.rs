//! Settings of a port leave out what is set for all ports, so that it does not hold there.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{ClientTlsMode, DestinationRule, OrEmpty, TrafficPolicy};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0366",
        name: "port-settings-replace",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "Settings of a port leave out what is set for all ports, so that it does not hold there",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rule in mesh.all::<DestinationRule>() {
        let of_subsets = rule.spec.subsets.items().iter().filter_map(|subset| subset.traffic_policy.as_ref());
        for policy in rule.spec.traffic_policy.iter().chain(of_subsets) {
            for (name, span, is_tls, port, place) in lost(&policy.value) {
                let effect = if is_tls { ": plain text is sent there" } else { "" };
                let message = format!(
                    "`{name}` does not hold for port {port}: settings of a port replace all that is set for the host, what \
                     they leave out as well{effect}"
                );
                let finding = out.report(rule.id, span, message);
                finding
                    .help(format!("repeat `{name}` in the settings of port {port}"))
                    .related(rule.at(place), "the settings of the port");
                if is_tls || matches!(name, "outlierDetection" | "connectionPool") {
                    finding.severity(Severity::Warning);
                }
            }
        }
    }
}

/// Parts of a policy that the settings of a port leave out, each once.
fn lost(policy: &TrafficPolicy) -> Vec<(&'static str, Span, bool, i64, Span)> {
    let mut found = Vec::new();
    let parts = [
        ("tls", policy.tls.as_ref().map(|field| field.key)),
        ("outlierDetection", policy.outlier_detection.as_ref().map(|field| field.key)),
        ("connectionPool", policy.connection_pool.as_ref().map(|field| field.key)),
        ("loadBalancer", policy.load_balancer.as_ref().map(|field| field.key)),
    ];
    for (name, key) in parts {
        let Some(span) = key else { continue };
        let lacks = |settings: &&crate::model::Spanned<crate::model::PortTrafficPolicy>| match name {
            "tls" => settings.tls.is_none(),
            "outlierDetection" => settings.outlier_detection.is_none(),
            "connectionPool" => settings.connection_pool.is_none(),
            _ => settings.load_balancer.is_none(),
        };
        let Some(settings) = policy.port_level_settings.items().iter().find(lacks) else { continue };
        let Some(port) = settings.port.as_ref().and_then(|port| port.value.number.as_ref()) else { continue };
        // Without TLS of the mesh clients find out by themselves; other TLS is not made up for.
        let is_tls = name == "tls"
            && policy.tls.as_ref().is_some_and(|tls| {
                matches!(ClientTlsMode::of(&tls.value), ClientTlsMode::Simple | ClientTlsMode::Mutual)
            });
        found.push((name, span, is_tls, port.value, port.span));
    }
    found
}
