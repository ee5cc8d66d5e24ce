//! A policy is attached to a Service that no waypoint enforces it for.

use rustc_hash::FxHashMap;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Waypoint, WaypointUse};
use crate::model::{AuthorizationPolicy, Kind, TextField};
use crate::source::ObjectId;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0568",
        name: "policy-without-waypoint",
        aliases: &["KIA0109"],
        severity: Severity::Error,
        group: Group::Security,
        summary: "A policy is attached to a Service that no waypoint enforces it for",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let entries: FxHashMap<(&str, &str), ObjectId> = mesh
        .of_kind(Kind::ServiceEntry)
        .map(|(id, object)| ((&*object.namespace, object.name()), id))
        .collect();
    for policy in mesh.all::<AuthorizationPolicy>() {
        for target in policy.spec.targets() {
            let kind = match target.kind.text() {
                "Service" => Kind::Service,
                "ServiceEntry" => Kind::ServiceEntry,
                _ => continue,
            };
            let Some(name) = &target.name else { continue };
            let services = mesh.services.in_namespace(policy.namespace()).named(&name.value);
            let object = match kind {
                Kind::Service => services.into_iter().find_map(|id| mesh.services.get(id).object()),
                _ => entries.get(&(policy.namespace(), &*name.value)).copied(),
            };
            let Some(service) = object.map(|id| mesh.object(id)).filter(|object| object.kind == kind) else {
                continue;
            };
            match mesh.waypoint_use(service) {
                WaypointUse::Nobody => {
                    let message = format!(
                        "{} `{}` uses no waypoint, and nobody else enforces a policy that is attached to it: it has no effect",
                        target.kind.text(),
                        name.value
                    );
                    out.report(policy.id, name.span, message)
                        .help("have it use a waypoint (label `istio.io/use-waypoint`), or select the pods by `selector`")
                        .related(service.name_location(), "this uses no waypoint")
                        .aliases(if mesh.policy_asks_for_requests(policy.id) { &["KIA0109"] } else { &[] });
                }
                WaypointUse::Of(Waypoint { gateway: Some(waypoint), .. })
                    if mesh.is_behind_gateway(&mesh.service_host(&name.value, policy.namespace()))
                        && !mesh.ingress_uses_waypoint(service) =>
                {
                    let message = format!(
                        "gateways send to the pods of `{}` past its waypoint, so that this policy is not enforced for what \
                         comes from outside",
                        name.value
                    );
                    out.report(policy.id, name.span, message)
                        .severity(Severity::Warning)
                        .aliases(&[])
                        .help("label the Service or its namespace `istio.io/ingress-use-waypoint: \"true\"`")
                        .related(waypoint.object.name_location(), "the waypoint");
                }
                _ => {}
            }
        }
    }
}
