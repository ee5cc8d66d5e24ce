//! Destinations of rules.

use crate::graph::Mesh;
use crate::model::{Object, RouteDestination, Spanned, TextField};
use crate::source::{Location, Span};

/// A destination of a route.
#[derive(Clone, Debug)]
pub struct Destination<'m> {
    /// Full name of the host; `None` where the reference is refused, so that there is no host.
    pub host: Option<String>,
    /// Subset, `""` for none.
    pub subset: &'m str,
    /// Port.
    pub port: Option<i64>,
    /// Share, where there are several.
    pub weight: Option<i64>,
    /// Where it is written.
    pub location: Location,
    /// Whether it belongs to a route of the Gateway API.
    pub is_gateway_api: bool,
}

impl<'m> Destination<'m> {
    /// Reads a destination of a VirtualService.
    pub(super) fn of(
        mesh: &Mesh<'m>,
        to: &'m crate::model::Destination,
        owner: &'m Object,
        span: Span,
    ) -> Destination<'m> {
        let full = mesh.full_host(to.host.text(), &owner.namespace);
        Destination {
            host: Some(full.to_ascii_lowercase()),
            subset: to.subset.text(),
            port: to
                .port
                .as_ref()
                .and_then(|port| port.value.number.as_ref())
                .map(|number| number.value)
                .filter(|number| *number != 0),
            weight: None,
            location: owner.at(to.host.as_ref().map_or(span, |host| host.span)),
            is_gateway_api: false,
        }
    }

    /// Reads the egress proxy of a Sidecar.
    pub fn egress_proxy(
        mesh: &Mesh<'m>,
        to: &'m crate::model::Destination,
        owner: &'m Object,
        span: Span,
    ) -> Destination<'m> {
        Destination::of(mesh, to, owner, span)
    }

    /// Reads the weighted destinations of a VirtualService. Of several those without weight get nothing;
    /// the share of one that remains is not looked at.
    pub(super) fn weighted(
        mesh: &Mesh<'m>,
        routes: &'m [Spanned<RouteDestination>],
        owner: &'m Object,
    ) -> Vec<Destination<'m>> {
        let all: Vec<Destination<'m>> = routes
            .iter()
            .filter_map(|route| {
                let to = route.destination.as_ref()?;
                let weight = route.weight.as_ref().map_or(0, |weight| weight.value);
                Some(Destination { weight: Some(weight), ..Destination::of(mesh, &to.value, owner, to.span) })
            })
            .collect();
        Destination::share(all)
    }

    /// Leaves out those that get nothing.
    pub(super) fn share(mut all: Vec<Destination<'m>>) -> Vec<Destination<'m>> {
        if all.len() > 1 {
            all.retain(|to| to.weight.unwrap_or_default() > 0);
        }
        if let [only] = all.as_mut_slice() {
            only.weight = None;
        }
        all
    }
}
