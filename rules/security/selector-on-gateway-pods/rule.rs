//! A policy selects the pods of a Kubernetes Gateway by labels instead of by targetRefs.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::Kind;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0166",
        name: "selector-on-gateway-pods",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A policy selects the pods of a Kubernetes Gateway by labels instead of by targetRefs",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

/// The label of the pods that are made for a Gateway.
const GATEWAY_NAME: &str = "gateway.networking.k8s.io/gateway-name";

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    if !mesh.workloads.has_label_name(GATEWAY_NAME) {
        return;
    }
    let kinds = [
        Kind::AuthorizationPolicy,
        Kind::RequestAuthentication,
        Kind::Telemetry,
        Kind::WasmPlugin,
        Kind::TrafficExtension,
    ];
    for (id, object) in kinds.into_iter().flat_map(|kind| mesh.of_kind(kind)) {
        let Some(selection) = mesh.selection(id) else { continue };
        let (Some(span), false) = (selection.span, selection.has_target || selection.selector.is_empty())
        else {
            continue;
        };
        let pods = || mesh.selected_by(id).map(|id| mesh.workloads.get(id));
        let gateways = || pods().filter_map(|pods| Some((pods, pods.gateway_name()?)));
        let Some((pods, gateway)) =
            gateways().find(|(pods, _)| pods.is_waypoint()).or_else(|| gateways().next())
        else {
            continue;
        };
        let place = pods.object.map(|id| mesh.object(id).name_location());
        let help = format!(
            "attach it by `targetRefs` to the Gateway `{gateway}` (group `gateway.networking.k8s.io`)"
        );
        let kind = &object.kind_name;
        if pods.is_waypoint() {
            let message = format!(
                "this {kind} selects the pods of waypoint `{gateway}`: waypoints go by `targetRefs` only, so that it has no effect there"
            );
            out.report(id, span, message).help(help).related_if(place, "the waypoint");
        } else {
            let message = format!(
                "this {kind} selects the pods of Gateway `{gateway}` by their labels: it holds only as long as istiod lets selectors reach such gateways"
            );
            out.report(id, span, message)
                .severity(Severity::Info)
                .help(help)
                .related_if(place, "the gateway");
        }
    }
}
