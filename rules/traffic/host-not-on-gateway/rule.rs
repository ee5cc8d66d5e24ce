//! No server of the Gateway has the host of a VirtualService.

use crate::diag::{Findings, Group, Rule, Severity, is_slip, nearest};
use crate::graph::{Answer, Mesh, Role, Target, host};
use crate::model::{Gateway, OrEmpty, Resource, VirtualService};
use crate::source::Location;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0132",
    name: "host-not-on-gateway",
    aliases: &[],
    severity: Severity::Warning,
    group: Group::Traffic,
    summary: "No server of the Gateway has the host of a VirtualService",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for routes in mesh.all::<VirtualService>() {
        let Some(servers) = server_hosts(mesh, routes) else { continue };
        let hosts = routes.spec.hosts.items();
        let namespace = routes.namespace();
        let is_served = |written: &str| {
            // A short name is expanded here, but not in the Gateway.
            let full = host::full_name(written, namespace, mesh.cluster_domain);
            servers
                .hosts
                .iter()
                .any(|(scope, server)| (*scope == "*" || *scope == namespace) && host::overlap(&full, server))
        };
        let orphans: Vec<_> = hosts.iter().filter(|item| !is_served(&item.value)).collect();
        // A VirtualService for both mesh and gateway often has a host for either.
        if orphans.is_empty() || servers.with_mesh && orphans.len() < hosts.len() {
            continue;
        }
        for orphan in orphans {
            let written = &orphan.value;
            let names: Vec<&str> = servers.hosts.iter().map(|(_, host)| *host).collect();
            if let Some((scope, place)) = servers.for_others(written) {
                let message = format!(
                    "the Gateway takes the host `{written}` from namespace {scope} only: requests for it get status 404"
                );
                out.report(routes.id, orphan.span, message)
                    .help(format!("add `{namespace}/{written}` to a server of the Gateway"))
                    .related(place, "the Gateway's host");
                continue;
            }
            let message =
                format!("no server of the Gateway has the host `{written}`: requests for it get status 404");
            let near = nearest(written, names.iter().copied())
                .filter(|near| is_slip(written, near) && near.starts_with('*') == written.starts_with('*'));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "add the host to a server of the Gateway, or use one that it has".to_owned(),
            };
            let place = near.and_then(|near| servers.place(near)).or(servers.places.first().copied());
            out.report(routes.id, orphan.span, message).help(help).related_if(place, "the Gateway's host");
        }
    }
}

/// The hosts of all Gateways that a VirtualService is bound to.
struct ServerHosts<'m> {
    hosts: Vec<(&'m str, &'m str)>,
    places: Vec<Location>,
    with_mesh: bool,
}

impl<'m> ServerHosts<'m> {
    /// The one namespace from which a server takes this host, where that is not any.
    fn for_others(&self, written: &str) -> Option<(&'m str, Location)> {
        let index = self.hosts.iter().position(|(_, server)| host::overlap(written, server))?;
        Some((self.hosts[index].0, *self.places.get(index)?))
    }

    fn place(&self, host: &str) -> Option<Location> {
        self.hosts.iter().position(|(_, own)| *own == host).and_then(|index| self.places.get(index).copied())
    }
}

/// `None` where it is bound to no Gateway, or to one whose servers are not known.
fn server_hosts<'m>(mesh: &Mesh<'m>, routes: Resource<'m, VirtualService>) -> Option<ServerHosts<'m>> {
    let with_mesh = routes.spec.gateways.items().iter().any(|gateway| &*gateway.value == "mesh");
    let mut servers = ServerHosts { hosts: Vec::new(), places: Vec::new(), with_mesh };
    let references = mesh.references_of(routes.id, Role::Gateway);
    if references.is_empty() {
        return None;
    }
    for reference in references {
        let Answer::Present(gateways) = &reference.answer else { return None };
        if gateways.is_empty() {
            return None;
        }
        for target in gateways.iter() {
            let Target::Object(id) = *target else { return None };
            let gateway = mesh.resource::<Gateway>(id)?; // Kubernetes Gateways have their own routes
            for host in gateway.spec.servers.items().iter().flat_map(|server| server.hosts.items()) {
                servers.hosts.push(host::server_host(&host.value, gateway.namespace()));
                servers.places.push(gateway.at(host.span));
            }
        }
    }
    Some(servers)
}
