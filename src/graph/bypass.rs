//! Routes of gateways that know nothing of the subsets that sidecars are told to use.

use rustc_hash::FxHashMap;

use super::Mesh;
use crate::model::{Destination, OrEmpty, Resource, Text, VirtualService};
use crate::source::{ObjectId, Span};

/// A route of a gateway to all of a host, and one of sidecars to a subset of it.
#[derive(Clone, Debug, PartialEq)]
pub struct BypassedSubset<'m> {
    /// The VirtualService for the gateway.
    pub gateway_routes: ObjectId,
    /// Its host.
    pub span: Span,
    /// The host as written there.
    pub host: &'m str,
    /// The VirtualService for sidecars.
    pub mesh_routes: ObjectId,
    /// The subset that it sends to.
    pub subset: &'m str,
    /// Where that is written.
    pub subset_span: Span,
}

fn destinations<'m>(
    routes: Resource<'m, VirtualService>,
) -> impl Iterator<Item = (&'m crate::model::Field<Text>, &'m Destination)> {
    let served = routes.spec.http.items().iter().flat_map(|rule| rule.destinations());
    served.filter_map(|to| Some((to.host.as_ref()?, to)))
}

impl<'m> Mesh<'m> {
    /// Routes of gateways to hosts that sidecars are sent to by subset.
    pub fn bypassed_subsets(&self) -> Vec<BypassedSubset<'m>> {
        let full = |routes: Resource<'m, VirtualService>, host: &'m str| {
            self.full_host(host, routes.namespace()).to_ascii_lowercase()
        };
        let mut by_host: FxHashMap<String, (ObjectId, &'m crate::model::Field<Text>)> = FxHashMap::default();
        for routes in self.all::<VirtualService>().filter(|routes| routes.spec.is_for_mesh()) {
            for (host, to) in destinations(routes) {
                let Some(subset) = to.subset.as_ref().filter(|subset| !subset.value.is_empty()) else {
                    continue;
                };
                let name = full(routes, &host.value);
                let own = self.full_hosts(routes.object, routes.spec);
                if own.into_iter().any(|own| own.eq_ignore_ascii_case(&name)) {
                    by_host.entry(name).or_insert((routes.id, subset));
                }
            }
        }
        let mut found = Vec::new();
        for routes in self.all::<VirtualService>() {
            if !routes.spec.is_for_gateways() {
                continue;
            }
            let whole = destinations(routes).filter(|(_, to)| to.subset.is_none());
            for (host, _) in whole {
                let Some(&(mesh_routes, subset)) = by_host.get(&full(routes, &host.value)) else { continue };
                if mesh_routes != routes.id {
                    found.push(BypassedSubset {
                        gateway_routes: routes.id,
                        span: host.span,
                        host: &host.value,
                        mesh_routes,
                        subset: &subset.value,
                        subset_span: subset.span,
                    });
                }
            }
        }
        found
    }
}
