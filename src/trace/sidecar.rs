//! A request at the sidecar of its client.

use std::net::IpAddr;

use super::{Outcome, Stage, Walk};
use crate::graph::routing::{Destination, Lack, Unseen};
use crate::graph::view::{EgressListener, Served, Serves};
use crate::graph::{Origin, Service, ServiceId, View};

/// What the name that a client asks for stands for.
enum Address {
    /// A service with an address of its own, or the pods of a headless one.
    Service(ServiceId),
    /// An address that belongs to no service.
    Literal(IpAddr),
    /// An address outside of the mesh, or none.
    Unknown,
}

impl<'w, 'm> Walk<'w, 'm> {
    /// Through the sidecar of the client.
    pub(super) fn sidecar(&mut self) {
        let start = self.start;
        let view: View<'w, 'm> = self.mesh.view(start.client());
        self.introduce(&view);
        let address = self.address();
        let port = self.request.port;
        let is_here = |listener: &&EgressListener<'m>| {
            listener.port == Some(port) && (listener.bind.is_empty() || listener.bind == self.request.host)
        };
        let bound = view.listeners().iter().find(is_here);
        let catch_all = view.listeners().iter().find(|listener| listener.port.is_none());
        let listener = bound.or(catch_all);
        if view.sidecar.is_some() && listener.is_none() {
            let host = self.request.host.clone();
            self.unknown(&view, &host, false);
            return;
        }
        let is_proxy = bound.is_some_and(|bound| bound.protocol.eq_ignore_ascii_case("HTTP_PROXY"));
        let served = view.served(listener, (!is_proxy).then_some(port));
        if let Some(bound) = bound {
            self.bound_listener(&view, bound, &served, is_proxy);
            return;
        }
        let own = match &address {
            Address::Service(id) => served.iter().find(|served| served.seen.all().any(|own| own == *id)),
            _ => None,
        };
        let ip = match address {
            Address::Literal(ip) => Some(ip),
            Address::Service(_) => self.request.host.parse().ok(),
            Address::Unknown => None,
        };
        if let Some(own) = own.filter(|own| own.serves != Serves::Requests && self.has_own_listener(own)) {
            let service = self.mesh.services.get(own.seen.id);
            let location = self.port_location(service, own);
            let name = self.service(service);
            match (own.serves, self.request.is_plain_http()) {
                (Serves::Either, true) => {
                    let message = format!(
                        "port {port} of {name} declares no protocol: requests are recognised, and go by its own routes whatever their Host header"
                    );
                    self.taken(Stage::Listener, location, message);
                    self.mesh_http(&view, listener, port, &served, Some(own));
                }
                (serves, is_http) => {
                    let protocol = own.protocol.as_deref().unwrap_or("no protocol");
                    let message = match (serves, is_http) {
                        (Serves::Bytes, true) => format!(
                            "port {port} of {name} is declared {protocol}: HTTP over it is just bytes, rules for HTTP do not count"
                        ),
                        _ => format!("port {port} of {name} ({protocol})"),
                    };
                    self.taken(Stage::Listener, location, message);
                    self.stream(&view, listener, &[own], ip, false);
                }
            }
            return;
        }
        self.shared_listener(&view, listener, &served, ip);
    }

    /// The listener that all services without an address of their own share, and all HTTP services.
    fn shared_listener(
        &mut self,
        view: &View<'w, 'm>,
        listener: Option<&EgressListener<'m>>,
        served: &[Served<'m>],
        ip: Option<IpAddr>,
    ) {
        let port = self.request.port;
        let serves_http = |served: &&Served<'m>| match served.serves {
            Serves::Requests => true,
            Serves::Either => !self.has_own_listener(served),
            Serves::Bytes => false,
        };
        let http = served.iter().find(serves_http);
        if let (Some(first), true) = (http, self.request.is_plain_http()) {
            let service = self.mesh.services.get(first.seen.id);
            let location = self.port_location(service, first);
            let more = served.iter().filter(serves_http).count() - 1;
            let others = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!(
                "port {port} has an HTTP listener (for {}{others}): the Host header decides",
                self.service(service)
            );
            self.taken(Stage::Listener, location, message);
            self.mesh_http(view, listener, port, served, None);
            return;
        }
        let shared: Vec<&Served<'m>> = served
            .iter()
            .filter(|served| served.serves != Serves::Requests && !self.has_own_listener(served))
            .collect();
        if shared.is_empty() {
            let message = match http {
                Some(_) => format!("port {port} has an HTTP listener, and this is no plain HTTP"),
                None => format!("nothing that this client sees listens on port {port} for such an address"),
            };
            self.note(Stage::Listener, None, message);
            let host = self.request.host.clone();
            self.unknown(view, &host, false);
            return;
        }
        let names: Vec<String> =
            shared.iter().take(3).map(|own| self.service(self.mesh.services.get(own.seen.id))).collect();
        self.taken(
            Stage::Listener,
            None,
            format!("port {port} has a listener for any address, for {}", names.join(", ")),
        );
        self.stream(view, listener, &shared, ip, true);
    }

    /// A listener that the Sidecar binds to one port.
    fn bound_listener(
        &mut self,
        view: &View<'w, 'm>,
        bound: &EgressListener<'m>,
        served: &[Served<'m>],
        is_proxy: bool,
    ) {
        let port = self.request.port;
        let location = bound.entry.zip(view.sidecar).map(|(entry, sidecar)| sidecar.resource.at(entry.span));
        let protocol = bound.protocol.to_ascii_uppercase();
        self.taken(
            Stage::Listener,
            location,
            format!("the Sidecar has an egress listener for port {port} ({protocol})"),
        );
        let is_http = is_proxy || matches!(protocol.as_str(), "HTTP" | "HTTP2" | "GRPC" | "GRPC-WEB");
        if is_http {
            match self.request.is_plain_http() {
                true => self.mesh_http(view, Some(bound), if is_proxy { 80 } else { port }, served, None),
                false => {
                    let host = self.request.host.clone();
                    self.unknown(view, &host, false);
                }
            }
            return;
        }
        let mut all: Vec<Served<'m>> = served.to_vec();
        for own in &mut all {
            own.protocol = Some(protocol.to_ascii_lowercase());
        }
        let all: Vec<&Served<'m>> = all.iter().collect();
        let ip = self.request.host.parse().ok();
        match all.is_empty() {
            true => {
                let host = self.request.host.clone();
                self.unknown(view, &host, false);
            }
            false => self.stream(view, Some(bound), &all, ip, true),
        }
    }

    fn introduce(&mut self, view: &View<'w, 'm>) {
        if self.start.workload.is_none() {
            self.note(
                Stage::Request,
                None,
                format!(
                    "no workload of the input is {}/{}: one with these labels is assumed",
                    self.start.namespace, self.start.name
                ),
            );
        }
        if self.start.is_ambiguous {
            self.note(
                Stage::Request,
                None,
                format!("several workloads fit; this is {}/{}", self.start.namespace, self.start.name),
            );
        }
        if let Some(id) = self.start.workload {
            let workload = self.mesh.workloads.get(id);
            if self.mesh.declines_sidecar(workload) {
                let location = workload.object.map(|id| self.mesh.object(id).name_location());
                self.note(
                    Stage::Request,
                    location,
                    "these pods get no sidecar, so that nothing of this holds for them",
                );
            }
        }
        if let Some(sidecar) = view.sidecar {
            let object = sidecar.resource.object;
            let message =
                format!("Sidecar `{}/{}` limits what the client sees", object.namespace, object.name());
            self.note(Stage::Request, object.name_location(), message);
        }
    }

    /// What the host of the request stands for: an address, or a name that is looked up from the client's
    /// namespace, whatever the proxy knows of it.
    fn address(&mut self) -> Address {
        let mesh = self.mesh;
        let host = self.request.host.trim_end_matches('.').to_owned();
        if let Ok(ip) = host.parse::<IpAddr>() {
            let has = |service: &Service<'m>| {
                let addresses = mesh.virtual_addresses(service).unwrap_or_default();
                addresses.iter().any(|own| own.parse::<IpAddr>() == Ok(ip))
            };
            return match mesh.services.iter().find(|(_, service)| has(service)) {
                Some((id, service)) => {
                    let location = service.object().map(|id| mesh.object(id).name_location());
                    self.note(
                        Stage::Request,
                        location,
                        format!("{ip} is the address of {}", self.service(service)),
                    );
                    Address::Service(id)
                }
                None => Address::Literal(ip),
            };
        }
        let namespace = &self.start.namespace;
        let domain = mesh.cluster_domain;
        let candidates = [
            format!("{host}.{namespace}.svc.{domain}"),
            format!("{host}.svc.{domain}"),
            format!("{host}.{domain}"),
            host.clone(),
        ];
        for candidate in candidates {
            let mut name = candidate;
            for _ in 0..4 {
                let found = mesh.services.exactly(&name).iter().copied().find(|&id| {
                    let service = mesh.services.get(id);
                    service.is_in_cluster() || mesh.virtual_addresses(service).is_some()
                });
                let Some(id) = found else { break };
                let service = mesh.services.get(id);
                let Some(alias) = mesh.external_name(service) else {
                    let location = service.object().map(|id| mesh.object(id).name_location());
                    self.note(
                        Stage::Request,
                        location,
                        format!("`{host}` is looked up as {}", self.service(service)),
                    );
                    return Address::Service(id);
                };
                let location = service.object().map(|id| mesh.object(id).name_location());
                self.note(
                    Stage::Request,
                    location,
                    format!("{} stands for `{alias}`", self.service(service)),
                );
                name = alias.trim_end_matches('.').to_ascii_lowercase();
            }
        }
        Address::Unknown
    }

    /// Whether a service has a listener of its own for what is not declared HTTP: one for its address, or
    /// one for each of its pods.
    fn has_own_listener(&self, served: &Served<'m>) -> bool {
        let service = self.mesh.services.get(served.seen.id);
        match service.origin {
            Origin::Service(_) if self.mesh.is_headless(service) => true,
            _ => self.mesh.virtual_addresses(service).is_some() || self.mesh.external_name(service).is_some(),
        }
    }

    fn port_location(&self, service: &Service<'m>, served: &Served<'m>) -> Option<crate::source::Location> {
        Some(self.mesh.object(service.object()?).at(served.port.span?))
    }

    /// A service, for people.
    pub(super) fn service(&self, service: &Service<'m>) -> String {
        match service.origin {
            Origin::Entry(_) => {
                format!("`{}` of ServiceEntry `{}/{}`", service.host, service.namespace, service.name)
            }
            _ => format!("Service `{}/{}`", service.namespace, service.name),
        }
    }

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

    /// Says why something that is registered is unknown here; gives what would mend it.
    fn why_unknown(&mut self, view: &View<'w, 'm>, host: &str) -> String {
        let mesh = self.mesh;
        let domain = mesh.cluster_domain;
        let names = [
            host.to_owned(),
            format!("{host}.{}.svc.{domain}", view.client.namespace),
            format!("{host}.svc.{domain}"),
            format!("{host}.{domain}"),
        ];
        let Some(full) = names.into_iter().find(|name| !mesh.services.with_host(name).is_empty()) else {
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
