//! Routes of gateways that know nothing of the subsets that sidecars are told to use.

use rustc_hash::FxHashMap;

use super::Mesh;
use crate::model::{
    Destination, DestinationRule, OrEmpty, Resource, Subset, Text, TextField, VirtualService,
};
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
    /// Whether it makes a difference: the subset leaves out some endpoint, or has settings of its own.
    pub matters: bool,
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
        let mut subsets: FxHashMap<String, Vec<&'m Subset>> = FxHashMap::default();
        if !by_host.is_empty() {
            for rule in self.all::<DestinationRule>() {
                let full = self.full_host(rule.spec.host.text(), rule.namespace());
                let of_host = subsets.entry(full.to_ascii_lowercase()).or_default();
                of_host.extend(rule.spec.subsets.items().iter().map(|subset| &subset.value));
            }
        }
        for routes in self.all::<VirtualService>() {
            if !routes.spec.is_for_gateways() {
                continue;
            }
            let whole = destinations(routes).filter(|(_, to)| to.subset.is_none());
            for (host, _) in whole {
                let name = full(routes, &host.value);
                let Some(&(mesh_routes, subset)) = by_host.get(&name) else { continue };
                if mesh_routes != routes.id {
                    let of_host = subsets.get(&name).map_or(&[][..], Vec::as_slice);
                    let matters = self.differs_from_all(&name, &subset.value, of_host);
                    found.push(BypassedSubset {
                        gateway_routes: routes.id,
                        span: host.span,
                        host: &host.value,
                        mesh_routes,
                        subset: &subset.value,
                        subset_span: subset.span,
                        matters,
                    });
                }
            }
        }
        found
    }

    /// Whether requests to a subset are served otherwise than those to all of its host. Where the input shows no
    /// endpoint, a second subset says that the first one is not all.
    fn differs_from_all(&self, full_host: &str, name: &str, of_host: &[&'m Subset]) -> bool {
        let Some(subset) = of_host.iter().find(|subset| subset.name.text() == name) else { return false };
        let labels = |subset: &Subset| {
            let mut pairs: Vec<(String, String)> = subset
                .labels
                .items()
                .iter()
                .map(|pair| (pair.name.to_string(), pair.value.to_string()))
                .collect();
            pairs.sort_unstable();
            pairs
        };
        let leaves_out = self.leaves_out(full_host, subset);
        let has_others = || {
            let is_known = !self.services.exactly(full_host).is_empty();
            is_known && of_host.iter().any(|other| labels(other) != labels(subset))
        };
        subset.traffic_policy.is_some() || leaves_out.unwrap_or_else(has_others)
    }
}
