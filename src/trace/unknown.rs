//! Requests that are for nobody whom the proxy knows.

use super::{Outcome, Stage, Walk};
use crate::graph::View;
use crate::graph::routing::{Destination, Lack, Unseen};

impl<'w, 'm> Walk<'w, 'm> {
    /// The request is for nobody that the proxy knows.
    pub(super) fn unknown(&mut self, view: &View<'w, 'm>, host: &str, on_http_listener: bool) {
        let help = self.why_unknown(view, host);
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
            let message = format!(
                "`{host}` is unknown to this proxy, and passed on to the address that the client asked for, past all rules (ALLOW_ANY)"
            );
            self.end(Outcome::Passthrough, policy.location, message, &help);
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
            let (id, message) = match why {
                Unseen::NotExported(id) => {
                    help = format!("add `{}` to its `exportTo`", view.client.namespace);
                    (id, "is not exported to namespace")
                }
                Unseen::NotImported(id) => {
                    let service = mesh.services.get(id);
                    help =
                        format!("import `{}/{}` in `egress` of the Sidecar", service.namespace, service.host);
                    (id, "is not imported by the Sidecar of namespace")
                }
            };
            let service = mesh.services.get(id);
            let location = service.object().map(|id| mesh.object(id).name_location());
            self.passed(
                Stage::VirtualHost,
                location,
                format!("{} {message} {}", self.service(service), view.client.namespace),
            );
        }
        help
    }
}
