//! A request at the sidecar of its client.

use std::net::IpAddr;

use super::address::Address;
use super::{Stage, Walk};
use crate::graph::view::{EgressListener, Served, Serves};
use crate::graph::{Origin, Service, View};
use crate::text::Protocol;

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
        let with_own_listener = |listener: Option<&EgressListener<'m>>| {
            let Address::Service(id) = &address else { return None };
            let mut served = view.served(listener, Some(port)).into_iter();
            served.find(|served| {
                let is_it = served.seen.all().any(|own| own == *id);
                is_it && served.serves != Serves::Requests && self.has_own_listener(served)
            })
        };
        let own = with_own_listener(if bound.is_some() { catch_all } else { listener });
        // A listener for any address leaves alone what has a listener for its own one.
        if let Some(bound) =
            bound.filter(|bound| own.is_none() || !bound.bind.is_empty() || catch_all.is_none())
        {
            let served = view.served(listener, (!is_proxy).then_some(port));
            self.bound_listener(&view, bound, &served, is_proxy);
            return;
        }
        let listener = if bound.is_some() { catch_all } else { listener };
        let served = view.served(listener, Some(port));
        let ip = match address {
            Address::Literal(ip) => Some(ip),
            Address::Service(_) => self.request.host.parse().ok(),
            Address::Unknown => None,
        };
        if let Some(own) = &own {
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
                    let protocol = own.protocol.map_or("no protocol", Protocol::port_name);
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
                Some(_) => format!("port {port} has an HTTP listener, and this is not plain HTTP"),
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
        let is_http = is_proxy || Protocol::of(&protocol).is_some_and(Protocol::is_http);
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
            own.protocol = Protocol::of(&protocol);
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

    pub(super) fn introduce(&mut self, view: &View<'w, 'm>) {
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
        if let Some(sidecar) = view.sidecar {
            let object = sidecar.resource.object;
            let message =
                format!("Sidecar `{}/{}` limits what the client sees", object.namespace, object.name());
            self.note(Stage::Request, object.name_location(), message);
        }
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
}
