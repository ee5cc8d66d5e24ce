//! Rules of VirtualServices and servers of Gateways that do not meet.

use rustc_hash::FxHashSet;

use super::routing::{At, Bound, Serving, Unmet, WrittenServers};
use super::{Mesh, WorkOut};
use crate::model::{Kind, Labels, OrEmpty, Resource, VirtualService};
use crate::source::{Location, ObjectId, Span};

/// What kind of rules a VirtualService has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// `http`.
    Http,
    /// `tls`.
    Tls,
    /// `tcp`.
    Tcp,
}

/// What a server does with connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerKind {
    /// It serves plain requests.
    PlainHttp,
    /// It ends TLS and serves requests.
    EndsTls,
    /// It passes TLS on.
    PassesTls,
    /// It passes bytes on, from TLS or not.
    Bytes,
}

/// How rules and servers miss each other.
#[derive(Clone, Debug, PartialEq)]
pub enum Misfit {
    /// No server asks for rules of this kind; one of the servers, and what it does.
    KindNotAsked(RuleKind, ServerKind, Location),
    /// No server of the Gateways has this port; those that they have.
    PortOfNoServer(i64, Vec<i64>),
    /// A server gets no rule, since all are for other ports: its port, and where it is.
    ServerWithoutRule(i64, Location),
}

/// A VirtualService whose rules miss the servers that it is bound to.
#[derive(Clone, Debug)]
pub struct GatewayMisfit {
    /// The VirtualService.
    pub routes: ObjectId,
    /// The rules, or the condition on the port.
    pub span: Span,
    /// How they miss each other.
    pub misfit: Misfit,
    /// Whether the VirtualService has rules of another kind, or rules for other servers, that are asked.
    pub has_others: bool,
}

impl<'m> Mesh<'m> {
    /// VirtualServices whose rules miss the servers of the Gateways that they are bound to, in order.
    pub fn gateway_misfits(&self) -> &[GatewayMisfit] {
        self.ask::<Vec<GatewayMisfit>>()
    }

    /// The servers of the Gateways that a VirtualService is bound to and share a host with it, with the names that
    /// they share. `None` where it is bound to sidecars as well, or a Gateway is not in the input.
    fn servers_of_routes<'s>(
        &'s self,
        routes: Resource<'m, VirtualService>,
    ) -> Option<ServersWithNames<'s, 'm>> {
        let hosts: Vec<String> =
            self.full_hosts(routes.object, routes.spec).map(|host| host.to_ascii_lowercase()).collect();
        let mut servers = Vec::new();
        for bound in Bound::list(routes.spec.gateways.items(), routes.namespace()) {
            let Bound::Gateway(name) = bound else { return None };
            let mut found = self.gateways.find(&name).filter(|id| self.object(*id).kind == Kind::Gateway);
            let gateway = found.next().filter(|_| found.next().is_none())?;
            servers.extend(self.ask::<WrittenServers<'m>>().of(gateway)?.with_hosts(&hosts));
        }
        let common = |server: &'s Serving<'m>| {
            let mut names: Vec<String> =
                hosts.iter().flat_map(|host| server.common_hosts(routes.namespace(), host)).collect();
            names.sort_unstable();
            names.dedup();
            (server, names)
        };
        Some(servers.into_iter().map(common).filter(|(_, names)| !names.is_empty()).collect())
    }

    /// For a VirtualService of sidecars whether some port of the hosts takes requests, and some
    /// takes bytes, with the name of a host; `None` where a host or a port is not known well enough.
    pub fn sidecar_protocols(&self, routes: &Resource<'m, VirtualService>) -> Option<(bool, bool, String)> {
        let (mut requests, mut bytes, mut name) = (false, false, None);
        for written in routes.spec.hosts.items() {
            let full = self.full_host(&written.value, routes.namespace());
            let [only] = self.services.exactly(&full) else { return None };
            let service = self.services.get(*only);
            if matches!(service.origin, super::Origin::Made(_)) || service.ports.is_empty() {
                return None;
            }
            for port in &service.ports {
                let declared = self.declared_protocol(*only, port.number)?;
                match super::protocol::Handling::of(declared) {
                    super::protocol::Handling::Bytes => bytes = true,
                    _ => requests = true,
                }
            }
            name = name.or_else(|| Some(full.into_owned()));
        }
        Some((requests, bytes, name?))
    }

    /// Whether somebody asks the rules for HTTP of a VirtualService, as far as the input tells: a server of its
    /// Gateways, or sidecars on a port of its hosts that is not declared for something else.
    pub fn asks_for_requests(&self, routes: &Resource<'m, VirtualService>) -> bool {
        match routes.spec.is_for_gateways() {
            true => {
                let misfits = self.gateway_misfits();
                let from = misfits.partition_point(|misfit| misfit.routes < routes.id);
                let mut own = misfits[from..].iter().take_while(|misfit| misfit.routes == routes.id);
                !own.any(|misfit| matches!(misfit.misfit, Misfit::KindNotAsked(RuleKind::Http, ..)))
            }
            false => self.sidecar_protocols(routes).is_none_or(|(requests, ..)| requests),
        }
    }
}

impl ServerKind {
    /// What a server does.
    pub fn of(server: &Serving<'_>) -> ServerKind {
        match server {
            _ if server.is_plain_http() => ServerKind::PlainHttp,
            _ if server.is_http() => ServerKind::EndsTls,
            _ if server.is_passthrough() => ServerKind::PassesTls,
            _ => ServerKind::Bytes,
        }
    }

    /// Which rules it asks for (istiod: `buildGatewayHTTPRouteConfig`, `buildGatewayNetworkFiltersFromTLSRoutes`,
    /// `buildGatewayNetworkFiltersFromTCPRoutes`).
    pub fn asks_for(self) -> RuleKind {
        match self {
            ServerKind::PlainHttp | ServerKind::EndsTls => RuleKind::Http,
            ServerKind::PassesTls => RuleKind::Tls,
            ServerKind::Bytes => RuleKind::Tcp,
        }
    }
}

/// What tells the routes of one server from those of another: plain servers of a port share theirs.
type Table = (i64, Option<(ObjectId, Span)>, String);

fn table(server: &Serving<'_>, host: &str) -> Table {
    let own = (!server.is_plain_http()).then_some((server.id, server.location.span));
    (server.number, own, host.to_owned())
}

impl<'m> WorkOut<'m> for Vec<GatewayMisfit> {
    fn work_out(mesh: &Mesh<'m>) -> Vec<GatewayMisfit> {
        let all = mesh.all::<VirtualService>().filter(|routes| !routes.spec.gateways.items().is_empty());
        let all: Vec<_> = all.filter_map(|routes| Some((routes, mesh.servers_of_routes(routes)?))).collect();
        let mut served: FxHashSet<Table> = FxHashSet::default();
        for (routes, servers) in &all {
            let rules = mesh.http_rules(*routes);
            for (server, names) in servers.iter().filter(|(server, _)| server.is_http()) {
                let fits = |rule: &super::routing::HttpRule<'m>| {
                    rule.condition.as_ref().is_none_or(|condition| condition.is_for(at(server)).is_ok())
                };
                if rules.iter().any(fits) {
                    served.extend(names.iter().map(|name| table(server, name)));
                }
            }
        }
        let mut found = Vec::new();
        for (routes, servers) in &all {
            kinds(*routes, servers, &mut found);
            ports(mesh, *routes, servers, &served, &mut found);
        }
        found
    }
}

fn at<'s>(server: &'s Serving<'_>) -> At<'s> {
    At { by: &server.bound, port: server.number, namespace: "", labels: Labels::default() }
}

type ServersWithNames<'s, 'm> = Vec<(&'s Serving<'m>, Vec<String>)>;

fn kinds(
    routes: Resource<'_, VirtualService>,
    servers: &ServersWithNames<'_, '_>,
    found: &mut Vec<GatewayMisfit>,
) {
    let spec = routes.spec;
    let lists = [
        (RuleKind::Http, spec.http.as_ref().filter(|list| !list.value.is_empty()).map(|list| list.key)),
        (RuleKind::Tls, spec.tls.as_ref().filter(|list| !list.value.is_empty()).map(|list| list.key)),
        (RuleKind::Tcp, spec.tcp.as_ref().filter(|list| !list.value.is_empty()).map(|list| list.key)),
    ];
    let Some((first, _)) = servers.first() else { return };
    let is_asked =
        |kind: RuleKind| servers.iter().any(|(server, _)| ServerKind::of(server).asks_for() == kind);
    let has_others = lists.iter().any(|(kind, key)| key.is_some() && is_asked(*kind));
    for (kind, key) in lists {
        // Servers with AUTO_PASSTHROUGH need no rules, and take none.
        if let Some(span) = key.filter(|_| !is_asked(kind)) {
            let misfit = Misfit::KindNotAsked(kind, ServerKind::of(first), first.location);
            found.push(GatewayMisfit { routes: routes.id, span, misfit, has_others });
        }
    }
}

fn ports<'m>(
    mesh: &Mesh<'m>,
    routes: Resource<'m, VirtualService>,
    servers: &ServersWithNames<'_, 'm>,
    served: &FxHashSet<Table>,
    found: &mut Vec<GatewayMisfit>,
) {
    let rules = routes.spec.http.items();
    if servers.is_empty() || rules.iter().any(|rule| rule.delegate.is_some()) {
        return;
    }
    let of_http = || servers.iter().filter(|(server, _)| server.is_http());
    // The port of any server of these Gateways, whether it has the host or not.
    let mut numbers: Vec<i64> = Bound::list(routes.spec.gateways.items(), routes.namespace())
        .iter()
        .flat_map(|bound| match bound {
            Bound::Gateway(name) => mesh.gateways.find(name).collect::<Vec<_>>(),
            Bound::Mesh => Vec::new(),
        })
        .filter_map(|id| mesh.ask::<WrittenServers<'m>>().of(id))
        .flat_map(|servers| servers.numbers.iter().copied())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let conditions =
        || rules.iter().flat_map(|rule| rule.matches.items()).filter_map(|own| own.port.as_ref());
    let mut strange = false;
    for port in conditions().filter(|port| port.value != 0 && !numbers.contains(&port.value)) {
        strange = true;
        found.push(GatewayMisfit {
            routes: routes.id,
            span: port.span,
            misfit: Misfit::PortOfNoServer(port.value, numbers.clone()),
            has_others: false,
        });
    }
    let compiled = mesh.http_rules(routes);
    if strange || compiled.is_empty() {
        return;
    }
    let Some(place) = conditions().next() else { return };
    for (server, names) in of_http().filter(|(server, _)| !server.https_redirect) {
        let by_port = compiled.iter().all(|rule| {
            let fits = rule.condition.as_ref().map_or(Ok(()), |condition| condition.is_for(at(server)));
            matches!(fits, Err(Unmet::Port(_)))
        });
        if by_port && names.iter().all(|name| !served.contains(&table(server, name))) {
            found.push(GatewayMisfit {
                routes: routes.id,
                span: place.span,
                misfit: Misfit::ServerWithoutRule(server.number, server.location),
                has_others: true,
            });
        }
    }
}
