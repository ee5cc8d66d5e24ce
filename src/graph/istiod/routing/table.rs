//! All routes, and which of them a proxy gets.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::Bound;
use super::attached::from_gateway_api;
use super::http::HttpRule;
use super::stream::StreamRule;
use crate::graph::{ExportTo, HostSet, Mesh, View, WorkOut};
use crate::model::{Object, OrEmpty, Resource, VirtualService};
use crate::source::ObjectId;

/// Index of routes in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RouteId(pub u32);

/// A VirtualService, or what istiod makes in its place from routes of the Gateway API: the rules of all
/// that are attached to one listener or Service under one host.
#[derive(Debug)]
pub struct Routes<'m> {
    /// The object, the oldest of several.
    pub object: &'m Object,
    /// Its id.
    pub id: ObjectId,
    /// Hosts by their full names in lower case.
    pub hosts: Vec<String>,
    /// What it is bound to.
    pub bound: Vec<Bound<'m>>,
    /// Who sees it.
    pub export: ExportTo<'m>,
    /// Whether it comes from the Gateway API.
    pub is_gateway_api: bool,
    pub(super) rules: Rules<'m>,
}

#[derive(Debug)]
pub(super) enum Rules<'m> {
    Virtual(Resource<'m, VirtualService>),
    Api { http: Vec<HttpRule<'m>>, tls: Vec<StreamRule<'m>>, tcp: Vec<StreamRule<'m>> },
}

impl<'m> Routes<'m> {
    /// How early istiod takes it for a client's namespace; `None` where it is not exported there. Of those
    /// with one rank the older comes first.
    pub fn rank(&self, client: &str) -> Option<(u8, bool)> {
        let own = &*self.object.namespace;
        let closeness = self.export.closeness(own, client)?;
        Some((closeness, closeness == 2 && !(self.is_gateway_api && own == client)))
    }

    /// Its rules for HTTP.
    pub fn http(&self, mesh: &Mesh<'m>) -> Vec<HttpRule<'m>> {
        match &self.rules {
            Rules::Virtual(routes) => mesh.http_rules(*routes),
            Rules::Api { http, .. } => http.clone(),
        }
    }

    /// What delegates leave out of its rules.
    pub fn lost(&self, mesh: &Mesh<'m>) -> Vec<super::LostRule<'m>> {
        match &self.rules {
            Rules::Virtual(routes) => mesh.lost_rules(*routes),
            Rules::Api { .. } => Vec::new(),
        }
    }

    /// Its rules for TLS.
    pub fn tls(&self, mesh: &Mesh<'m>) -> Vec<StreamRule<'m>> {
        match &self.rules {
            Rules::Virtual(routes) => mesh.tls_rules(*routes),
            Rules::Api { tls, .. } => tls.clone(),
        }
    }

    /// Its rules for bytes.
    pub fn tcp(&self, mesh: &Mesh<'m>) -> Vec<StreamRule<'m>> {
        match &self.rules {
            Rules::Virtual(routes) => mesh.tcp_rules(*routes),
            Rules::Api { tcp, .. } => tcp.clone(),
        }
    }
}

/// All routes with hosts, the oldest first.
#[derive(Debug, Default)]
pub struct RouteTable<'m> {
    all: Vec<Routes<'m>>,
    bound: FxHashMap<Bound<'m>, BoundRoutes>,
}

/// The routes that are bound to one gateway, or to sidecars.
#[derive(Debug, Default)]
struct BoundRoutes {
    /// The oldest first.
    ids: Vec<RouteId>,
    by_host: OnceLock<HostSet<RouteId>>,
}

impl<'m> WorkOut<'m> for RouteTable<'m> {
    fn work_out(mesh: &Mesh<'m>) -> RouteTable<'m> {
        let mut all: Vec<(Seniority<'m>, Routes<'m>)> = Vec::new();
        for routes in mesh.all::<VirtualService>().filter(|routes| !routes.spec.hosts.items().is_empty()) {
            let hosts = mesh.full_hosts(routes.object, routes.spec).map(|host| host.to_ascii_lowercase());
            let bound = match routes.spec.gateways.items() {
                [] => vec![Bound::Mesh],
                gateways => Bound::list(gateways, routes.namespace()),
            };
            let seniority = seniority(routes.object, routes.name().to_owned());
            let routes = Routes {
                object: routes.object,
                id: routes.id,
                hosts: hosts.collect(),
                bound,
                export: mesh.exported_to(routes.object),
                is_gateway_api: false,
                rules: Rules::Virtual(routes),
            };
            all.push((seniority, routes));
        }
        let of_api = from_gateway_api(mesh).into_iter();
        all.extend(of_api.map(|(name, routes)| (seniority(routes.object, name), routes)));
        all.sort_by(|a, b| a.0.cmp(&b.0));
        let mut table =
            RouteTable { all: all.into_iter().map(|(_, routes)| routes).collect(), ..Default::default() };
        for (index, routes) in table.all.iter().enumerate() {
            for bound in &routes.bound {
                let list = &mut table.bound.entry(bound.clone()).or_default().ids;
                if list.last() != Some(&RouteId(index as u32)) {
                    list.push(RouteId(index as u32));
                }
            }
        }
        table
    }
}

impl<'m> RouteTable<'m> {
    /// The routes with this id.
    pub fn get(&self, id: RouteId) -> &Routes<'m> {
        &self.all[id.0 as usize]
    }

    /// All routes, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Routes<'m>> {
        self.all.iter()
    }

    /// All routes that are bound to something, the oldest first.
    pub fn bound_to(&self, bound: &Bound<'m>) -> impl Iterator<Item = &Routes<'m>> {
        self.bound.get(bound).into_iter().flat_map(|routes| &routes.ids).map(|id| self.get(*id))
    }

    /// The routes that are bound to something and have a name in common with one of these hosts, the oldest first.
    fn bound_with_hosts<'h>(
        &self,
        bound: &Bound<'m>,
        hosts: impl Iterator<Item = &'h str>,
    ) -> impl Iterator<Item = (RouteId, &Routes<'m>)> {
        let mut ids: Vec<RouteId> = Vec::new();
        if let Some(routes) = self.bound.get(bound) {
            let each = |id: &RouteId| {
                self.get(*id).hosts.iter().map(|host| (host.as_str(), *id)).collect::<Vec<_>>()
            };
            let by_host = routes.by_host.get_or_init(|| HostSet::new(routes.ids.iter().flat_map(each)));
            hosts.for_each(|host| ids.extend(by_host.overlapping(host)));
        }
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().map(|id| (id, self.get(id)))
    }
}

/// Creation time (what has none is the youngest), name, namespace.
type Seniority<'m> = ((bool, &'m str), String, &'m str);

fn seniority(object: &Object, name: String) -> Seniority<'_> {
    let (is_new, created, _, namespace) = object.seniority();
    ((is_new, created), name, namespace)
}

impl<'m> Mesh<'m> {
    /// All routes, read when they are first asked for.
    pub fn route_table(&self) -> &RouteTable<'m> {
        self.ask()
    }
}

impl<'v, 'm> View<'v, 'm> {
    /// The routes bound to something that are exported to the client, in the order in which istiod takes
    /// them: what is kept to the namespace, what is exported to it by name, what everyone sees; of the
    /// last, routes of the Gateway API in the client's own namespace go first (istiod:
    /// `PushContext.VirtualServicesForGateway`).
    pub fn routes(&self, bound: &Bound<'m>) -> Vec<&'v Routes<'m>> {
        let of_bound = self.mesh().route_table().bound_to(bound);
        self.ranked(of_bound.map(|routes| ((), routes))).into_iter().map(|(_, routes)| routes).collect()
    }

    /// Those of them that have a name in common with one of these hosts.
    pub(super) fn routes_with_hosts<'h>(
        &self,
        bound: &Bound<'m>,
        hosts: impl Iterator<Item = &'h str>,
    ) -> Vec<(RouteId, &'v Routes<'m>)> {
        self.ranked(self.mesh().route_table().bound_with_hosts(bound, hosts))
    }

    fn ranked<I>(&self, routes: impl Iterator<Item = (I, &'v Routes<'m>)>) -> Vec<(I, &'v Routes<'m>)> {
        let client = self.client.namespace;
        let mut ranked: Vec<_> =
            routes.filter_map(|(id, routes)| Some((routes.rank(client)?, (id, routes)))).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, routes)| routes).collect()
    }
}
