//! Who follows the rules of a VirtualService, as far as the input tells: each of them has a view of its own.

use rustc_hash::FxHashMap;

use crate::graph::view::{Client, Proxy, View};
use crate::graph::{ExportTo, GatewayName, Mesh, SeenService, WorkOut};
use crate::model::{Field, Kind, Labels, List, MESH_GATEWAY, OrEmpty, Resource, Text, VirtualService};
use crate::source::ObjectId;
use crate::text::host;

/// A proxy that follows a rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Follower<'m> {
    /// Its namespace.
    pub namespace: &'m str,
    /// The Gateway by which it is a gateway; `None` for sidecars.
    pub gateway: Option<ObjectId>,
}

/// The proxies that follow a rule: one for each namespace and kind.
#[derive(Clone, Debug, Default)]
pub struct Followers<'m> {
    /// Those that are known. Sidecars count for the namespaces that the VirtualService is exported to by
    /// name, or for its own where everyone sees it, or where nobody is known to delegate to it.
    pub known: Vec<Follower<'m>>,
    /// Whether there may be others: everyone sees it, or the input does not show who it is for.
    pub are_open: bool,
}

/// The field `gateways` of a match.
type Condition<'m> = &'m Option<Field<List<Text>>>;

impl<'m> Follower<'m> {
    /// What it sees.
    pub fn view<'v>(&'v self, mesh: &'v Mesh<'m>) -> View<'v, 'm> {
        let proxy = if self.gateway.is_some() { Proxy::Gateway } else { Proxy::Sidecar };
        mesh.view(Client { namespace: self.namespace, labels: Labels::default(), proxy })
    }

    /// The service of this very host, or wildcard, that it sends to, if it sees one. What an imported
    /// VirtualService leads to comes along with it, so that for a sidecar only the export counts.
    pub fn service(&self, mesh: &Mesh<'m>, host: &str) -> Option<SeenService> {
        let reaches = |id| mesh.service_exported_to(id).reaches(self.namespace);
        self.view(mesh).choose(host, reaches)
    }

    /// The service that it sends to, or else the one whose wildcard covers the host.
    pub fn covering(&self, mesh: &Mesh<'m>, host: &str) -> Option<SeenService> {
        let wildcard = |suffix: &str| self.service(mesh, &format!("*{suffix}"));
        self.service(mesh, host).or_else(|| host::wildcards(host).find_map(wildcard))
    }
}

/// A VirtualService and the conditions of one of its rules.
type RootRule<'m> = (Resource<'m, VirtualService>, Vec<Condition<'m>>);

/// What the search for followers looks up.
#[derive(Debug, Default)]
pub(in crate::graph) struct FollowerIndex<'m> {
    /// For each Gateway the namespaces of its workloads.
    gateways: FxHashMap<ObjectId, Vec<&'m str>>,
    /// For each delegate the rules that lead to it, by their conditions.
    roots: FxHashMap<ObjectId, Vec<RootRule<'m>>>,
}

impl<'m> WorkOut<'m> for FollowerIndex<'m> {
    fn work_out(mesh: &Mesh<'m>) -> FollowerIndex<'m> {
        let mut index = FollowerIndex::default();
        for (id, _) in mesh.of_kind(Kind::Gateway).chain(mesh.of_kind(Kind::KubernetesGateway)) {
            let workloads = mesh.gateway_workloads(id);
            let mut namespaces: Vec<_> =
                workloads.iter().map(|&id| mesh.workloads.get(id).namespace).collect();
            namespaces.sort_unstable();
            namespaces.dedup();
            index.gateways.insert(id, namespaces);
        }
        for root in mesh.all::<VirtualService>() {
            for rule in root.spec.http.items() {
                let Some(delegate) = &rule.delegate else { continue };
                if let Some(delegate) = mesh.delegate_of(root, &delegate.value) {
                    let conditions = rule.matches.items().iter().map(|one| &one.gateways).collect();
                    index.roots.entry(delegate.id).or_default().push((root, conditions));
                }
            }
        }
        index
    }
}

impl<'m> Mesh<'m> {
    /// The proxies that follow a rule of a VirtualService whose matches have these conditions on gateways.
    /// Those of a delegate are those of the rules that lead to it.
    pub fn followers(
        &self,
        routes: Resource<'m, VirtualService>,
        conditions: &[Condition<'m>],
    ) -> Followers<'m> {
        let mut followers = Followers::default();
        if !routes.spec.hosts.items().is_empty() {
            self.add_followers(routes, conditions, &mut followers);
            return followers;
        }
        let index = self.ask::<FollowerIndex<'m>>();
        match index.roots.get(&routes.id) {
            None => {
                // Its root is elsewhere.
                followers.known.push(Follower { namespace: routes.namespace(), gateway: None });
                followers.are_open = true;
            }
            Some(roots) => {
                for (root, conditions) in roots {
                    self.add_followers(*root, conditions, &mut followers);
                }
                followers.known.sort_unstable_by_key(|follower| (follower.namespace, follower.gateway));
                followers.known.dedup();
            }
        }
        followers
    }

    fn add_followers(
        &self,
        routes: Resource<'m, VirtualService>,
        conditions: &[Condition<'m>],
        followers: &mut Followers<'m>,
    ) {
        let bound = routes.spec.gateways.items();
        let is_limited = !conditions.is_empty() && conditions.iter().all(|list| !list.items().is_empty());
        let mut names: Vec<&'m str> = match is_limited {
            true => conditions.iter().flat_map(|list| list.items()).map(|item| &*item.value).collect(),
            false if bound.is_empty() => vec![MESH_GATEWAY],
            false => bound.iter().map(|item| &*item.value).collect(),
        };
        names.sort_unstable();
        names.dedup();
        let export = self.exported_to(routes.object);
        let index = self.ask::<FollowerIndex<'m>>();
        for name in names {
            let Some(gateway) = GatewayName::of(name, routes.namespace()) else {
                followers.are_open |= export == ExportTo::All;
                let namespaces = match &export {
                    ExportTo::All => vec![routes.namespace()],
                    ExportTo::Only(namespaces) => namespaces.clone(),
                };
                let sidecar = |namespace| Follower { namespace, gateway: None };
                followers.known.extend(namespaces.into_iter().map(sidecar));
                continue;
            };
            let mut is_shown = false;
            for id in self.gateways.find(&gateway) {
                let namespaces = index.gateways.get(&id).map_or(&[][..], Vec::as_slice);
                is_shown |= !namespaces.is_empty();
                let seen = namespaces.iter().copied().filter(|namespace| export.reaches(namespace));
                followers.known.extend(seen.map(|namespace| Follower { namespace, gateway: Some(id) }));
            }
            followers.are_open |= !is_shown;
        }
    }
}
