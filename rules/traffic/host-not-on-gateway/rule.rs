//! No server of the Gateway has the host of a VirtualService.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Answer, Mesh, Role, ServedHost, ServedHosts, Target};
use crate::model::{OrEmpty, Resource, Spanned, Text, VirtualService};
use crate::rules::fixes::meant;
use crate::source::ObjectId;
use crate::text::{is_slip, nearest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0132",
        name: "host-not-on-gateway",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "No server of the Gateway has the host of a VirtualService",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for routes in mesh.all::<VirtualService>() {
        let Some(gateways) = gateways(mesh, routes.id) else { continue };
        let hosts = routes.spec.hosts.items();
        let orphans: Vec<_> = hosts.iter().filter(|host| !is_served(mesh, routes, &gateways, host)).collect();
        // A VirtualService for both mesh and gateway often has a host for either.
        if routes.spec.names_mesh() && orphans.len() < hosts.len() {
            continue;
        }
        for orphan in orphans {
            report(out, routes, &gateways, orphan);
        }
    }
}

/// The hosts of all Gateways that a VirtualService is bound to; `None` where it is bound to no Gateway, or
/// to one whose servers are not known.
fn gateways<'g, 'm>(mesh: &'g Mesh<'m>, routes: ObjectId) -> Option<Vec<&'g ServedHosts<'m>>> {
    let mut gateways = Vec::new();
    for reference in mesh.references_of(routes, Role::Gateway) {
        let Answer::Present(targets) = &reference.answer else { return None };
        if targets.is_empty() {
            return None;
        }
        for target in targets.iter() {
            let Target::Object(id) = *target else { return None };
            gateways.push(mesh.served_hosts(id)?); // Kubernetes Gateways have their own routes
        }
    }
    (!gateways.is_empty()).then_some(gateways)
}

fn is_served(
    mesh: &Mesh<'_>,
    routes: Resource<'_, VirtualService>,
    gateways: &[&ServedHosts<'_>],
    host: &Text,
) -> bool {
    // A short name is expanded here, but not in the Gateway.
    let full = mesh.full_host(host, routes.namespace());
    let admits = |served: &ServedHost<'_>| served.admits(routes.namespace());
    gateways.iter().any(|gateway| gateway.overlapping(&full).any(admits))
}

fn report(
    out: &mut Findings<'_>,
    routes: Resource<'_, VirtualService>,
    gateways: &[&ServedHosts<'_>],
    orphan: &Spanned<Text>,
) {
    let (written, namespace) = (&*orphan.value, routes.namespace());
    if let Some(other) = gateways.iter().find_map(|gateway| gateway.overlapping(written).next()) {
        let message = format!(
            "the Gateway takes the host `{written}` from namespace {} only: requests for it get status 404",
            other.scope
        );
        out.report(routes.id, orphan.span, message)
            .help(format!("add `{namespace}/{written}` to a server of the Gateway"))
            .related(other.location, "the Gateway's host");
        return;
    }
    let message =
        format!("no server of the Gateway has the host `{written}`: requests for it get status 404");
    let finding = out.report(routes.id, orphan.span, message);
    let candidates: Vec<_> = gateways.iter().flat_map(|gateway| gateway.by_name().near(written)).collect();
    let alike = |near: &&str| is_slip(written, near) && near.starts_with('*') == written.starts_with('*');
    match nearest(written, candidates.iter().map(|(host, _)| *host)).filter(alike) {
        Some(near) => {
            let place = candidates.iter().find(|(host, _)| *host == near).map(|(_, place)| *place);
            meant(finding, written, near).related_if(place, "the Gateway's host");
        }
        None => {
            let place = gateways.iter().find_map(|gateway| gateway.by_name().entries().first());
            finding
                .help("add the host to a server of the Gateway, or use one that it has")
                .related_if(place.map(|(_, place)| *place), "the Gateway's host");
        }
    }
}
