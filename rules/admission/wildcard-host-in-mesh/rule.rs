//! A VirtualService for the mesh has the host `*`.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::model::MESH_GATEWAY;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "wildcard-host-in-mesh",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A VirtualService for the mesh has the host `*`",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(hosts) = spec.get("hosts") else { return };
    let Some(any) = hosts.items().find(|host| host.text() == Some("*")) else { return };
    let gateways = spec.get("gateways").filter(|gateways| !gateways.is_empty());
    let mesh = gateways
        .as_ref()
        .and_then(|gateways| gateways.items().find(|gateway| gateway.text() == Some(MESH_GATEWAY)));
    if gateways.is_some() && mesh.is_none() {
        return;
    }
    let remark = out.report_here(
        any.span(),
        "host `*` would take all requests of all workloads: Istio refuses it in a VirtualService for the mesh",
    );
    match mesh {
        Some(mesh) => {
            remark.help("name the hosts, or remove `mesh`").related_here(mesh.span(), "it is for the mesh")
        }
        None => remark.help("name the hosts, or bind the VirtualService to a Gateway under `gateways`"),
    };
}
