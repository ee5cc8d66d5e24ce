//! A request at a gateway.

use super::{Outcome, Redirected, Scheme, Stage, Walk};
use crate::graph::routing::{Bound, Compiled, Listener, MergedGateway, Refused, Serving};
use crate::graph::{SeenService, View, WorkloadId};
use crate::text::host;

impl<'w, 'm> Walk<'w, 'm> {
    /// Through a gateway.
    pub(super) fn gateway(&mut self) {
        let start = self.start;
        let view: View<'w, 'm> = self.mesh.view(start.client());
        let assumed;
        let merged = match start.workload {
            Some(workload) => match self.mesh.merged_gateway_of(workload) {
                Some(merged) => merged,
                None => {
                    assumed = self.mesh.merged_gateway(workload);
                    &assumed
                }
            },
            None => {
                let labels: Vec<String> =
                    start.labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
                let message = format!(
                    "no workload of the input is {}/{}: pods with the labels `{}` are assumed, in this namespace",
                    start.namespace,
                    start.name,
                    labels.join(",")
                );
                self.note(Stage::Request, None, message);
                assumed = self.mesh.merged_gateway_with(&start.namespace, start.client().labels);
                &assumed
            }
        };
        let Some(pod_port) = self.pod_port(start.workload, merged) else { return };
        let listening = merged.listeners.get(&pod_port).map_or(&[][..], |listener| &listener.servers);
        let servers: Vec<&Serving<'m>> = listening.iter().filter(|server| !server.is_local()).collect();
        let Some(&first) = servers.first() else {
            self.no_listener(pod_port, merged);
            return;
        };
        self.refusals(merged, pod_port);
        self.gate = start.workload.map(|workload| (workload, pod_port));
        let count = servers.len();
        let message = format!(
            "port {pod_port} of the gateway serves {} of {}{}",
            first.protocol,
            describe(first),
            match count {
                1 => String::new(),
                _ => format!(" and {} more", count - 1),
            }
        );
        self.taken(Stage::Listener, first.location, message);
        if !first.is_tls() {
            match (first.is_plain_http(), self.request.scheme) {
                (true, Scheme::Http) => self.gateway_http(&view, &servers),
                (true, _) => {
                    let message = "the server takes plain HTTP, and this is not: the connection is closed";
                    self.end(Outcome::ProtocolError, Some(first.location), message, "");
                }
                (false, _) => self.gateway_tcp(&view, &servers, first),
            }
            return;
        }
        self.gateway_tls(&view, &servers);
    }

    /// The port of the pods for the port of the Service that the client named.
    fn pod_port(&mut self, workload: Option<WorkloadId>, merged: &MergedGateway<'m>) -> Option<i64> {
        let port = self.request.port;
        if merged.services.is_empty() {
            self.note(
                Stage::Listener,
                None,
                format!("no Service is in front of this gateway: port {port} is taken as that of its pods"),
            );
            return Some(port);
        }
        for &id in &merged.services {
            let service = self.mesh.services.get(id);
            let Some(own) = service.ports.iter().find(|own| own.number == port && own.protocol == "TCP")
            else {
                continue;
            };
            let location = service.object().and_then(|id| Some(self.mesh.object(id).at(own.span?)));
            let target = self.mesh.target_at(workload, own).unwrap_or(port);
            self.taken(
                Stage::Listener,
                location,
                format!("{} leads from port {port} to port {target} of the pods", self.service(service)),
            );
            return Some(target);
        }
        let service = self.mesh.services.get(merged.services[0]);
        let location = service.object().map(|id| self.mesh.object(id).name_location());
        let message = format!(
            "{} in front of the gateway has no port {port}: the client gets no connection",
            self.service(service)
        );
        self.end(Outcome::NoServicePort, location, message, "add the port to the Service");
        None
    }

    fn no_listener(&mut self, port: i64, merged: &MergedGateway<'m>) {
        for (server, why) in &merged.refused {
            self.passed(Stage::Listener, server.location, refused(server, why));
        }
        let bound_to_loopback =
            merged.listeners.get(&port).into_iter().flat_map(|listener| &listener.servers);
        for server in bound_to_loopback {
            let message = format!(
                "not {}: it listens on `{}` of the pods alone (`bind`)",
                describe(server),
                server.bind
            );
            self.passed(Stage::Listener, server.location, message);
        }
        let is_reached = |listener: &Listener<'m>| listener.servers.iter().any(|server| !server.is_local());
        let open = merged.listeners.iter().filter(|(_, listener)| is_reached(listener));
        let open: Vec<String> = open.map(|(port, _)| port.to_string()).collect();
        let message = match open.is_empty() {
            true => format!(
                "nothing listens on port {port}: no Gateway selects this workload; the client gets no connection"
            ),
            false => format!(
                "nothing listens on port {port} of the pods (only on {}): the client gets no connection",
                open.join(", ")
            ),
        };
        self.end(
            Outcome::NoListener,
            None,
            message,
            "add a server with this port to a Gateway that selects the workload",
        );
    }

    fn refusals(&mut self, merged: &MergedGateway<'m>, port: i64) {
        let numbers: Vec<i64> = merged
            .listeners
            .get(&port)
            .map(|listener| listener.servers.iter().map(|server| server.number).collect())
            .unwrap_or_default();
        for (server, why) in merged.refused.iter().filter(|(server, _)| numbers.contains(&server.number)) {
            self.passed(Stage::Listener, server.location, refused(server, why));
        }
    }

    /// A request at servers that share their routes (istiod: `buildGatewayHTTPRouteConfig`).
    pub(super) fn gateway_http(&mut self, view: &View<'w, 'm>, servers: &[&Serving<'m>]) {
        self.admit(true);
        let name = self.request.http.host();
        for server in servers {
            for routes in view.routes(&server.bound) {
                let object = routes.object;
                let has_common = || {
                    routes.hosts.iter().any(|host| !server.common_hosts(&object.namespace, host).is_empty())
                };
                if routes.hosts.iter().any(|host| host::is_within(&name, host)) && !has_common() {
                    let message = format!(
                        "not {} `{}/{}`: {} does not have its hosts, or not for its namespace",
                        object.kind_name,
                        object.namespace,
                        object.name(),
                        describe(server)
                    );
                    self.passed(Stage::VirtualHost, server.location, message);
                }
            }
        }
        let mut hosts = view.hosts_of_servers(servers);
        let Some((domain, found)) = hosts.best(&name) else {
            if hosts.is_empty() {
                let message =
                    "no VirtualService or route serves a host of this server: the client gets status 404";
                self.hop.status = Some(404);
                let help = match self.without_rules(view, servers, &name) {
                    true => "give it a rule for HTTP that holds for this server",
                    false => "bind a VirtualService with this host to the Gateway",
                };
                self.unbound(view, &name, servers);
                self.end(Outcome::NoRoute, Some(servers[0].location), message, help);
                return;
            }
            let has_routes = self.without_rules(view, servers, &name);
            self.unbound(view, &name, servers);
            self.hop.status = Some(404);
            let message =
                format!("no virtual host of the gateway is for `{name}`: the client gets status 404");
            let help = match has_routes {
                true => "give it a rule for HTTP that holds for this server",
                false => {
                    "bind a VirtualService with this host to a Gateway that has it, and export it to the gateway's namespace"
                }
            };
            self.end(Outcome::NoVirtualHost, None, message, help);
            return;
        };
        let names: Vec<String> = found
            .routes
            .iter()
            .map(|routes| {
                format!("{} `{}/{}`", routes.object.kind_name, routes.object.namespace, routes.object.name())
            })
            .collect();
        let location = found.routes.first().map(|routes| routes.object.name_location()).or(found.redirect);
        let merged = if names.len() > 1 {
            "; their rules are merged, the oldest first, those that take everything last"
        } else {
            ""
        };
        let of = if names.is_empty() { "a server that redirects".to_owned() } else { names.join(", ") };
        self.taken(Stage::VirtualHost, location, format!("host `{domain}` belongs to {of}{merged}"));
        if let Some(place) = found.redirect {
            let location = format!("https://{}{}", self.request.http.authority, self.request.http.path);
            let message = format!("the server redirects plain HTTP (`httpsRedirect`): 301 to {location}");
            self.hop.status = Some(301);
            self.hop.redirect = Some(Redirected { code: 301, location, by: "httpsRedirect" });
            self.end(Outcome::Redirect, Some(place), message, "");
            self.follow_redirect(Some(place));
            return;
        }
        for &routes in &found.routes {
            self.tell_lost(routes);
        }
        match self.choose(&found.ordered()) {
            Some(rule) => {
                let (port, own) = (rule.made_for.unwrap_or(servers[0].number), *view);
                // A gateway takes the only port of a destination, or else that of the server.
                let default_port = move |seen: Option<&SeenService>| match seen.map(|seen| own.ports(seen)) {
                    Some(ports) if ports.len() == 1 => ports[0].number,
                    _ => port,
                };
                self.act(&rule, view, port, default_port);
            }
            None => {
                self.hop.status = Some(404);
                self.end(
                    Outcome::NoRoute,
                    None,
                    "no rule matches: the client gets status 404",
                    "add a rule without `match` as the last one, or extend a condition",
                );
            }
        }
    }

    /// Says why routes that are bound here and have the host give it no rule for requests; whether there are any.
    fn without_rules(&mut self, view: &View<'w, 'm>, servers: &[&Serving<'m>], name: &str) -> bool {
        let mut is_any = false;
        for server in servers {
            let of_server: Vec<_> = view.routes_of(server).collect();
            for (_, routes, common) in of_server {
                if !common.iter().any(|host| host::is_within(name, host)) {
                    continue;
                }
                is_any = true;
                let object = routes.object;
                let what = format!("not {} `{}/{}`", object.kind_name, object.namespace, object.name());
                let rules = routes.http(self.mesh);
                if rules.is_empty() {
                    let message =
                        format!("{what}: it is bound here and has the host, but no rule for HTTP (`http`)");
                    self.passed(Stage::VirtualHost, object.name_location(), message);
                }
                for (rule, why) in Compiled::of(rules, view.at(server)).left_out.iter().take(3) {
                    let why = super::rules::why_left_out(why);
                    let message = format!("not {}: {why}", super::rules::name_of(&rule.place, "http"));
                    self.passed(Stage::Rule, rule.place.location(), message);
                }
            }
        }
        is_any
    }

    /// Says which routes would serve a host, if they reached this gateway.
    pub(super) fn unbound(&mut self, view: &View<'w, 'm>, name: &str, servers: &[&Serving<'m>]) {
        let table = self.mesh.route_table();
        let client = view.client.namespace;
        let near = table
            .iter()
            .filter(|routes| routes.hosts.iter().any(|host| host != "*" && host::is_within(name, host)))
            .filter(|routes| {
                !routes.bound.iter().any(|bound| servers.iter().any(|server| server.bound == *bound))
            });
        for routes in near.take(5).collect::<Vec<_>>() {
            let object = routes.object;
            let what = format!("{} `{}/{}`", object.kind_name, object.namespace, object.name());
            let message = match routes.export.reaches(client) {
                false => {
                    format!("{what} has the host, and is not exported to namespace {client} of the gateway")
                }
                true => {
                    let bound = Bound::join(&routes.bound);
                    format!("{what} has the host, and is bound to {bound}, not to a server here that has it")
                }
            };
            self.passed(Stage::VirtualHost, object.name_location(), message);
        }
    }
}

/// A server, for people.
pub(super) fn describe(server: &Serving<'_>) -> String {
    let object = server.object;
    format!("Gateway `{}/{}` (port {})", object.namespace, object.name(), server.number)
}

fn refused(server: &Serving<'_>, why: &Refused) -> String {
    match why {
        Refused::HostTaken(host, _) => format!(
            "not {}: an earlier server of the port has `{host}`, and istiod leaves out the whole server",
            describe(server)
        ),
        Refused::OtherProtocol(_) => {
            format!("not {}: an earlier server of the port is not {}", describe(server), server.protocol)
        }
    }
}
