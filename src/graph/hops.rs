//! Who follows each destination of a VirtualService: a rule is for the gateways and the namespaces that see
//! it, and each of them has a view of its own.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::view::{Client, Proxy, View};
use super::{ExportTo, GatewayName, Mesh, SeenService, host};
use crate::model::{
    Destination, Field, Labels, List, ObjectId, OrEmpty, Resource, Text, TextField, VirtualService,
};

/// A destination, and the proxies that send there.
#[derive(Debug)]
pub struct Hop<'m> {
    /// The VirtualService.
    pub routes: Resource<'m, VirtualService>,
    /// Where to.
    pub to: &'m Field<Destination>,
    /// The full name of its host.
    pub host: Cow<'m, str>,
    /// Whether requests are sent, not bytes.
    pub is_http: bool,
    /// Proxies that follow the rule: one for each namespace and kind.
    pub followers: Vec<Follower<'m>>,
}

/// A proxy that follows a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Follower<'m> {
    /// Its namespace.
    pub namespace: &'m str,
    /// The Gateway by which it is a gateway; `None` for sidecars.
    pub gateway: Option<ObjectId>,
}

impl<'m> Follower<'m> {
    /// What it sees.
    pub fn view<'v>(&'v self, mesh: &'v Mesh<'m>) -> View<'v, 'm> {
        let proxy = if self.gateway.is_some() { Proxy::Gateway } else { Proxy::Sidecar };
        mesh.view(Client { namespace: self.namespace, labels: Labels::default(), proxy })
    }

    /// The service that it sends to, if it sees one. What an imported VirtualService leads to comes along
    /// with it, so that for a sidecar only the export counts.
    pub fn service(&self, mesh: &Mesh<'m>, host: &str) -> Option<SeenService> {
        let view = self.view(mesh);
        let reaches = |id| mesh.service_exported_to(id).reaches(self.namespace);
        view.choose(host, reaches)
            .or_else(|| host::wildcards(host).find_map(|suffix| view.choose(&format!("*{suffix}"), reaches)))
    }
}

impl<'m> Mesh<'m> {
    /// All destinations of VirtualServices, with the proxies that follow them as far as the input tells.
    pub fn hops(&self) -> &[Hop<'m>] {
        self.hops.get_or_init(|| {
            let mut walk = Walk { mesh: self, of_gateway: FxHashMap::default(), hops: Vec::new() };
            self.all::<VirtualService>().for_each(|routes| walk.routes(routes));
            walk.hops
        })
    }
}

struct Walk<'r, 'm> {
    mesh: &'r Mesh<'m>,
    of_gateway: FxHashMap<ObjectId, Vec<&'m str>>,
    hops: Vec<Hop<'m>>,
}

impl<'m> Walk<'_, 'm> {
    fn routes(&mut self, routes: Resource<'m, VirtualService>) {
        let export = self.mesh.exported_to(routes.object);
        macro_rules! rules {
            ($list:ident, $is_http:expr) => {
                for rule in routes.spec.$list.items() {
                    let conditions: Vec<_> = rule.matches.items().iter().map(|one| &one.gateways).collect();
                    let followers = self.followers(routes, &export, &conditions);
                    for to in rule.route.items().iter().filter_map(|to| to.destination.as_ref()) {
                        self.add(routes, to, $is_http, followers.clone());
                    }
                }
            };
        }
        rules!(http, true);
        rules!(tls, false);
        rules!(tcp, false);
    }

    fn add(
        &mut self,
        routes: Resource<'m, VirtualService>,
        to: &'m Field<Destination>,
        is_http: bool,
        followers: Vec<Follower<'m>>,
    ) {
        let host = host::full_name(to.value.host.text(), routes.namespace(), self.mesh.cluster_domain);
        self.hops.push(Hop { routes, to, host, is_http, followers });
    }

    /// The proxies that follow a rule with these conditions on gateways. Sidecars count for the namespaces
    /// that the VirtualService is exported to by name, or for its own where everyone sees it.
    fn followers(
        &mut self,
        routes: Resource<'m, VirtualService>,
        export: &ExportTo<'m>,
        conditions: &[&'m Option<Field<List<Text>>>],
    ) -> Vec<Follower<'m>> {
        let bound = routes.spec.gateways.items();
        let is_limited = !conditions.is_empty() && conditions.iter().all(|list| !list.items().is_empty());
        let mut names: Vec<&'m str> = match is_limited {
            true => conditions.iter().flat_map(|list| list.items()).map(|item| &*item.value).collect(),
            false if bound.is_empty() => vec!["mesh"],
            false => bound.iter().map(|item| &*item.value).collect(),
        };
        names.sort_unstable();
        names.dedup();
        let mut followers = Vec::new();
        for name in names {
            let Some(gateway) = GatewayName::of(name, routes.namespace()) else {
                let namespaces = match export {
                    ExportTo::All => vec![routes.namespace()],
                    ExportTo::Only(namespaces) => namespaces.clone(),
                };
                let sidecar = |namespace| Follower { namespace, gateway: None };
                followers.extend(namespaces.into_iter().map(sidecar));
                continue;
            };
            for id in self.mesh.gateways.find(&gateway).collect::<Vec<_>>() {
                let namespaces = self.gateway_namespaces(id).iter().copied();
                let seen = namespaces.filter(|namespace| export.reaches(namespace));
                followers.extend(seen.map(|namespace| Follower { namespace, gateway: Some(id) }));
            }
        }
        followers
    }

    fn gateway_namespaces(&mut self, gateway: ObjectId) -> &[&'m str] {
        let mesh = self.mesh;
        self.of_gateway.entry(gateway).or_insert_with(|| {
            let workloads = mesh.gateway_workloads(gateway);
            let mut namespaces: Vec<_> =
                workloads.into_iter().map(|id| mesh.workloads.get(id).namespace).collect();
            namespaces.sort_unstable();
            namespaces.dedup();
            namespaces
        })
    }
}
