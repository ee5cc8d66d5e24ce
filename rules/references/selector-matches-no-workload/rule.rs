//! The selector of a policy or filter matches no workload, so that it has no effect.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::Kind;
use crate::rules::{report_unselective, unselective};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0321",
        name: "selector-matches-no-workload",
        aliases: &["KIA0004"],
        severity: Severity::Warning,
        group: Group::References,
        summary: "The selector of a policy or filter matches no workload, so that it has no effect",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let kinds = [
        Kind::RequestAuthentication,
        Kind::PeerAuthentication,
        Kind::WasmPlugin,
        Kind::TrafficExtension,
        Kind::EnvoyFilter,
        Kind::ProxyConfig,
        Kind::DestinationRule,
        Kind::ServiceEntry,
    ];
    for missing in unselective(mesh, out, &kinds) {
        let object = mesh.object(missing.0.from);
        let consequence = match object.kind {
            Kind::RequestAuthentication => "no proxy checks tokens by it",
            Kind::PeerAuthentication => "it does not change what any workload accepts",
            Kind::ServiceEntry => "the ServiceEntry has no endpoints, and requests to it get status 503",
            Kind::DestinationRule => "no client uses this DestinationRule",
            _ => "it changes no proxy",
        };
        let finding = report_unselective(mesh, out, missing, consequence);
        if !matches!(object.kind, Kind::RequestAuthentication | Kind::PeerAuthentication) {
            finding.aliases(&[]);
        }
    }
}
