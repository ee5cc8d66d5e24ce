//! Requests that are for nobody whom the proxy knows.

use super::{Outcome, Stage, Walk};
use crate::graph::View;
use crate::graph::routing::{Destination, Lack, Unseen};
use crate::source::Location;

impl<'w, 'm> Walk<'w, 'm> {
    /// The request is for nobody that the proxy knows.
    pub(super) fn unknown(&mut self, view: &View<'w, 'm>, host: &str, on_http_listener: bool) {
        let portless = self.portless();
        let help = match &portless {
            Some(_) => "ask for one of its ports, or add this one to the Service".to_owned(),
            None => self.why_unknown(view, host),
        };
        let policy = view.outbound_policy();
        if !policy.is_registry_only {
            let proxy = view.sidecar.and_then(|sidecar| {
                let policy = sidecar.resource.spec.outbound_traffic_policy.as_ref()?;
                Some((policy.value.egress_proxy.as_ref()?, sidecar.resource.object))
            });
            if let Some((proxy, object)) = proxy {
                let to = Destination::egress_proxy(self.mesh, &proxy.value, object, proxy.span);
                self.taken(
                    Stage::Action,
                    object.at(proxy.span),
                    "unknown destinations go to the egress proxy",
                );
                let port = self.request.port;
                let cluster = view.cluster(&to, |_| port);
                self.settle(vec![cluster], &[to], view, on_http_listener);
                return;
            }
            if let Some((location, lack)) = portless {
                self.hop.outcome = Outcome::Passthrough;
                let message = format!("{lack}: the connection goes to its address, and is refused there");
                self.fail(location, message, &help);
                return;
            }
            let message = format!(
                "`{host}` is unknown to this proxy, and passed on to the address that the client asked for, past all rules (ALLOW_ANY)"
            );
            self.end(Outcome::Passthrough, policy.location, message, &help);
            return;
        }
        if let Some((location, lack)) = portless {
            self.hop.status = on_http_listener.then_some(502);
            let seen =
                if on_http_listener { "the client gets status 502" } else { "the connection is closed" };
            self.end(
                Outcome::Blackhole,
                location,
                format!("{lack}, and REGISTRY_ONLY refuses it: {seen}"),
                &help,
            );
            return;
        }
        let message = match on_http_listener {
            true => {
                self.hop.status = Some(502);
                format!(
                    "`{host}` is unknown to this proxy, and REGISTRY_ONLY refuses it: the client gets status 502"
                )
            }
            false => format!(
                "`{host}` is unknown to this proxy on port {}, and REGISTRY_ONLY refuses it: the connection is closed",
                self.request.port
            ),
        };
        let help = match help.is_empty() {
            true => "register the host and this port in a ServiceEntry that the client sees".to_owned(),
            false => help,
        };
        self.end(Outcome::Blackhole, policy.location, message, &help);
    }

    /// The Service of the cluster that the client asks for, where it does not have the port: where it is written, and
    /// what it lacks.
    pub(super) fn portless(&self) -> Option<(Option<Location>, String)> {
        let mesh = self.mesh;
        let (host, port) = (self.request.host.trim_end_matches('.'), self.request.port);
        let names = mesh.looked_up_as(host, &self.start.namespace);
        let mut known = names.iter().flat_map(|name| mesh.services.exactly(name)).copied();
        let service = mesh.services.get(known.next()?);
        let is_there = service.ports.iter().any(|own| own.number == port);
        if !service.is_in_cluster() || is_there || mesh.external_name(service).is_some() {
            return None;
        }
        let ports: Vec<String> = service.ports.iter().map(|port| port.number.to_string()).collect();
        let has =
            if ports.is_empty() { "no port at all".to_owned() } else { format!("only {}", ports.join(", ")) };
        let location = service.object().map(|id| mesh.object(id).name_location());
        Some((location, format!("{} has no port {port}, {has}", self.service(service))))
    }

    /// Says why something that is registered is unknown here; gives what would fix it.
    fn why_unknown(&mut self, view: &View<'w, 'm>, host: &str) -> String {
        let mesh = self.mesh;
        let names = mesh.looked_up_as(host, view.client.namespace);
        // The name itself first: it is what the proxy was asked for.
        let mut names = names[3..].iter().chain(&names[..3]);
        let is_known = |name: &&String| !mesh.services.with_host(name).is_empty();
        let Some(full) = names.find(is_known).cloned() else {
            return String::new();
        };
        let full = match mesh.services.exactly(&full) {
            [] => mesh.services.get(mesh.services.with_host(&full)[0]).host.to_ascii_lowercase(),
            _ => full,
        };
        let Lack::NotSeen(unseen) = view.lack_of(&full) else { return String::new() };
        let mut help = String::new();
        for why in unseen {
            // Without a Sidecar everything is imported that is exported here.
            if matches!(why, Unseen::NotImported(_)) && view.sidecar.is_none() {
                continue;
            }
            let (id, message) = match why {
                Unseen::NotExported(id) => {
                    help = format!("add `{}` to its `exportTo`", view.client.namespace);
                    (id, "is not exported to namespace")
                }
                Unseen::NotImported(id) => {
                    let service = mesh.services.get(id);
                    help =
                        format!("import `{}/{}` in `egress` of the Sidecar", service.namespace, service.host);
                    (id, "is not imported by the Sidecar")
                }
            };
            let service = mesh.services.get(id);
            let location = service.object().map(|id| mesh.object(id).name_location());
            let whose = match (why, view.sidecar) {
                (Unseen::NotImported(_), Some(sidecar)) => {
                    format!("`{}/{}`", sidecar.resource.namespace(), sidecar.resource.name())
                }
                _ => view.client.namespace.to_owned(),
            };
            self.passed(Stage::VirtualHost, location, format!("{} {message} {whose}", self.service(service)));
        }
        help
    }
}
