//! No waypoint follows the rules for a Service in ambient mode.

use rustc_hash::FxHashSet;

use crate::engine::{Check, Rule};
use crate::finding::{Finding, Findings, Group, RuleInfo, Severity};
use crate::graph::{HostStanding, Mesh, PastWaypoint, ServiceId};
use crate::model::{DestinationRule, TextField};
use crate::source::{ObjectId, Span};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0377",
        name: "rules-past-waypoint",
        aliases: &["KIA0211", "KIA0212", "KIA1113", "KIA1114"],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "No waypoint follows the rules for a Service in ambient mode",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    // Sidecars follow rules by themselves.
    if mesh.may_have_sidecars() {
        return;
    }
    let mut reported = FxHashSet::default();
    for host in mesh.mesh_hosts().iter().filter(|host| !host.routes.spec.is_for_gateways()) {
        let HostStanding::Registered(service) = host.standing else { continue };
        let Some(why) = mesh.past_waypoint(host.routes.namespace(), service) else { continue };
        if reported.insert(host.routes.id) {
            report(mesh, (host.routes.id, host.span), service, why, out).aliases(match why {
                PastWaypoint::Unused => &["KIA1113"],
                PastWaypoint::Elsewhere(_) => &["KIA1114"],
            });
        }
    }
    // Gateways follow DestinationRules as well, so that all of the mesh has to be known.
    if !mesh.model.complete {
        return;
    }
    for rule in mesh.all::<DestinationRule>() {
        let own = rule.namespace();
        let full = mesh.full_host(rule.spec.host.text(), own);
        let (Some(written), &[service]) = (&rule.spec.host, mesh.services.exactly(&full)) else { continue };
        let workloads = mesh.workloads.in_namespace(own);
        let has_gateway = workloads.iter().any(|id| mesh.workloads.get(*id).is_gateway);
        if mesh.is_behind_gateway(&full) || has_gateway || mesh.has_no_clients(own) {
            continue;
        }
        let is_of_root = own == mesh.root_namespace();
        match mesh.past_waypoint(own, service) {
            Some(why @ PastWaypoint::Unused) => {
                report(mesh, (rule.id, written.span), service, why, out).aliases(&["KIA0211"]);
            }
            Some(why @ PastWaypoint::Elsewhere(_)) if !is_of_root => {
                report(mesh, (rule.id, written.span), service, why, out).aliases(&["KIA0212"]);
            }
            _ => {}
        }
    }
}

fn report<'f>(
    mesh: &Mesh<'_>,
    (rules, span): (ObjectId, Span),
    service: ServiceId,
    why: PastWaypoint<'_>,
    out: &'f mut Findings<'_>,
) -> &'f mut Finding {
    let service = mesh.services.get(service);
    let host = &service.host;
    let place = service.object().map(|id| mesh.object(id).name_location());
    match why {
        PastWaypoint::Unused => {
            let message = format!(
                "nobody follows these rules: `{host}` is in ambient mode and uses no waypoint, and ztunnel sends \
                 requests on as they are"
            );
            out.report(rules, span, message)
                .help("have the Service or its namespace use a waypoint (label `istio.io/use-waypoint`)")
                .related_if(place, "this uses no waypoint")
        }
        PastWaypoint::Elsewhere(waypoint) => {
            let message = format!(
                "nobody follows these rules: the waypoint `{}/{}` reads those of its own namespace and of the Service's ({}) \
                 alone",
                waypoint.namespace, waypoint.name, service.namespace
            );
            out.report(rules, span, message)
                .help(format!("move them to namespace {}", service.namespace))
                .related_if(place, "the Service")
        }
    }
}
