//! Subsets that requests are sent to.

use rustc_hash::FxHashMap;

use super::Mesh;
use crate::model::{Destination, OrEmpty, Resource, RouteDestination, Spanned, TextField, VirtualService};
use crate::source::Location;

/// Subsets to which some route of a VirtualService sends requests, or copies of them, with the first place that says
/// so; by the full name of the host in lower case, and the name of the subset.
pub(super) type RoutedSubsets<'m> = FxHashMap<(String, &'m str), Location>;

/// The destinations that get something: of several, those without weight get nothing (istiod:
/// `processWeightedDestination` in `pilot/pkg/networking/core/route/route.go`).
fn weighted(routes: &[Spanned<RouteDestination>]) -> impl Iterator<Item = &Destination> {
    let is_alone = routes.len() == 1;
    let gets = move |route: &&Spanned<RouteDestination>| {
        is_alone || route.weight.as_ref().is_some_and(|weight| weight.value > 0)
    };
    routes.iter().filter(gets).filter_map(|route| Some(&route.destination.as_ref()?.value))
}

fn destinations(routes: &VirtualService) -> impl Iterator<Item = &Destination> {
    let http = routes.http.items().iter();
    let mirrors = http.clone().flat_map(|rule| rule.mirror_destinations());
    let tls = routes.tls.items().iter().flat_map(|rule| weighted(rule.route.items()));
    let tcp = routes.tcp.items().iter().flat_map(|rule| weighted(rule.route.items()));
    http.flat_map(|rule| weighted(rule.route.items())).chain(mirrors).chain(tls).chain(tcp)
}

impl<'m> Mesh<'m> {
    /// Subsets that some route sends to.
    pub(super) fn routed_subsets(&self) -> RoutedSubsets<'m> {
        let mut routed = RoutedSubsets::default();
        let all: Vec<Resource<'m, VirtualService>> = self.all::<VirtualService>().collect();
        for routes in all {
            for to in destinations(routes.spec) {
                let Some(subset) = to.subset.as_ref().filter(|subset| !subset.value.is_empty()) else {
                    continue;
                };
                let full = self.full_host(to.host.text(), routes.namespace());
                let place = routes.at(subset.span);
                routed.entry((full.to_ascii_lowercase(), &*subset.value)).or_insert(place);
            }
        }
        routed
    }
}
