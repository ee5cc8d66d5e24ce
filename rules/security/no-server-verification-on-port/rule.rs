//! TLS to a port is originated without saying by which CA the server is verified.

use super::no_server_verification::report;
use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{DestinationRule, OrEmpty};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0129",
        name: "no-server-verification-on-port",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Security,
        summary: "TLS to a port of a host is originated without the CA certificates of the server",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rule in mesh.all::<DestinationRule>() {
        for policy in rule.spec.traffic_policies() {
            for settings in policy.port_level_settings.items() {
                let number = settings.port.as_ref().and_then(|port| port.number.as_ref());
                let place = number.map(|number| format!(" at port {}", number.value)).unwrap_or_default();
                report(rule, settings.tls.as_ref(), &place, out);
            }
        }
    }
}
