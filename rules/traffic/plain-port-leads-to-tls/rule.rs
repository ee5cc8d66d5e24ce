//! A port for plain HTTP of a ServiceEntry leads to port 443, and no DestinationRule originates TLS.

use rustc_hash::FxHashSet;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{AppliedRules, Mesh};
use crate::model::{ClientTlsMode, DestinationRule, OrEmpty, Resource, ServiceEntry, TextField};
use crate::text::Protocol;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0336",
        name: "plain-port-leads-to-tls",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A port for plain HTTP of a ServiceEntry leads to port 443, and nothing originates TLS",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let mut routed = None;
    for entry in mesh.all::<ServiceEntry>() {
        // Without resolution connections go where they were going, to the very port.
        if matches!(entry.spec.resolution.text(), "" | "NONE") {
            continue;
        }
        for port in entry.spec.ports.items() {
            let Some(target) = port.target_port.as_ref().filter(|target| target.value == 443) else {
                continue;
            };
            let Some(number) = &port.number else { continue };
            let is_plain = matches!(
                Protocol::of(port.protocol.text()),
                Some(Protocol::Http | Protocol::Http2 | Protocol::Grpc)
            );
            if !is_plain
                || entry.spec.hosts.items().iter().any(|host| originates(mesh, &host.value, number.value))
            {
                continue;
            }
            let message = format!(
                "port {} is for plain HTTP and leads to port 443, and no DestinationRule here originates TLS for it: \
                 a server that expects TLS answers 400 or closes the connection",
                number.value
            );
            let finding = out.report(entry.id, target.span, message);
            finding.help(
                "add a DestinationRule with `tls.mode: SIMPLE` for this port, or send to a port for HTTPS",
            );
            // Routes may lead what comes to this port somewhere else.
            let mut is_led_away = |host: &str| {
                let routed = routed.get_or_insert_with(|| hosts_with_routes(mesh));
                routed.contains(&host.to_ascii_lowercase()) && !mesh.gets_requests(host, number.value)
            };
            if entry.spec.hosts.items().iter().map(|host| &*host.value).any(&mut is_led_away) {
                finding.severity(Severity::Info);
            }
        }
    }
}

/// The hosts that have routes.
fn hosts_with_routes(mesh: &Mesh<'_>) -> FxHashSet<String> {
    mesh.route_table().iter().flat_map(|routes| routes.hosts.iter().cloned()).collect()
}

/// Whether some DestinationRule for the host says which TLS to speak on a port, whoever it is for.
fn originates(mesh: &Mesh<'_>, host: &str, port: i64) -> bool {
    let rules: Vec<Resource<'_, DestinationRule>> = mesh.destination_rules.all_for(host);
    rules.into_iter().any(|rule| {
        let applied = AppliedRules::alone(rule);
        let subsets = rule.spec.subsets.items().iter().map(|subset| Some(subset.name.text()));
        [None].into_iter().chain(subsets).any(|subset| {
            let tls = applied.policy(subset, port).tls;
            tls.is_some_and(|(_, tls)| ClientTlsMode::of(&tls.value) != ClientTlsMode::Disable)
        })
    })
}
