//! A label names a waypoint that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, WaypointLabel};
use crate::model::{Kind, KubernetesGateway, TextField};
use crate::rules::fixes::meant;
use crate::source::ObjectId;
use crate::text::is_slip;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0322",
        name: "waypoint-not-found",
        aliases: &["KIA1313"],
        severity: Severity::Error,
        group: Group::References,
        summary: "A label names a waypoint that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for WaypointLabel { mark, namespace, name } in mesh.waypoint_labels() {
        let is_gateway = |id: &ObjectId| mesh.object(*id).kind == Kind::KubernetesGateway;
        let gateways = mesh.gateways.in_namespace(namespace);
        if gateways.named(name).any(|id| is_gateway(&id)) {
            continue;
        }
        let near = gateways.near(name).into_iter().filter(|(_, id)| is_gateway(id));
        let near: Vec<_> = near.filter(|(near, _)| is_slip(name, near)).collect();
        let is_waypoint = |id: &ObjectId| {
            let gateway = mesh.resource::<KubernetesGateway>(*id);
            gateway.is_some_and(|gateway| gateway.spec.gateway_class_name.text() == "istio-waypoint")
        };
        // Where the namespace shows its waypoints, this is not one of them.
        let shown = gateways.entries().iter().find(|(_, id)| is_waypoint(id));
        if near.is_empty() && shown.is_none() && !mesh.is_complete_in(namespace) {
            let message =
                format!("waypoint `{name}`: the input holds no such Gateway in namespace {namespace}");
            out.unverified(mark.object, mark.pair.span, message);
            continue;
        }
        let message = format!(
            "no Gateway `{name}` exists in namespace {namespace}: no waypoint takes the traffic, and what is meant \
             for it, routes and policies for HTTP, is not enforced"
        );
        let finding = out.report(mark.object, mark.pair.span, message);
        let is_of_pods = mesh.object(mark.object).kind == Kind::Workload;
        finding.aliases(if is_of_pods { &["KIA1313"] } else { &[] });
        match near.first() {
            Some((near, id)) => {
                meant(finding, name, near).related(mesh.object(*id).name_location(), "this Gateway exists")
            }
            None => match shown {
                Some((near, id)) => meant(finding, name, near)
                    .related(mesh.object(*id).name_location(), "this waypoint exists"),
                None => finding.help("name a Gateway of class `istio-waypoint`, or `none`"),
            },
        };
    }
}
