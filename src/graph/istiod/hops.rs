//! The destinations of VirtualServices, each with those who send there.

mod followers;

pub(in crate::graph) use followers::FollowerIndex;
pub use followers::{Follower, Followers};

use std::borrow::Cow;

use crate::graph::{Mesh, WorkOut};
use crate::model::{Destination, OrEmpty, Resource, TextField, VirtualService};

/// The destinations of all VirtualServices.
#[derive(Debug)]
pub(in crate::graph) struct Hops<'m> {
    of_routes: Vec<Hop<'m>>,
    of_mirrors: Vec<Hop<'m>>,
}

impl<'m> WorkOut<'m> for Hops<'m> {
    fn work_out(mesh: &Mesh<'m>) -> Hops<'m> {
        let all = mesh.all::<VirtualService>().flat_map(|routes| mesh.hops_of(routes));
        let (of_mirrors, of_routes) = all.partition(|hop| hop.is_mirror);
        Hops { of_routes, of_mirrors }
    }
}

/// A destination, and the proxies that send there.
#[derive(Debug)]
pub struct Hop<'m> {
    /// The VirtualService.
    pub routes: Resource<'m, VirtualService>,
    /// Where to.
    pub to: &'m Destination,
    /// The full name of its host.
    pub host: Cow<'m, str>,
    /// Whether requests are sent, not bytes.
    pub is_http: bool,
    /// Whether copies of requests are sent, whose answers nobody waits for.
    pub is_mirror: bool,
    /// Proxies that follow the rule: one for each namespace and kind.
    pub followers: Vec<Follower<'m>>,
}

impl<'m> Mesh<'m> {
    /// All destinations of routes of VirtualServices, with the proxies that follow them as far as the input
    /// tells.
    pub fn hops(&self) -> &[Hop<'m>] {
        &self.ask::<Hops<'m>>().of_routes
    }

    /// All mirrors of VirtualServices, likewise.
    pub fn mirrors(&self) -> &[Hop<'m>] {
        &self.ask::<Hops<'m>>().of_mirrors
    }

    fn hops_of(&self, routes: Resource<'m, VirtualService>) -> Vec<Hop<'m>> {
        let mut hops = Vec::new();
        self.each_destination(routes, &mut |to, kind, followers| {
            hops.push(Hop {
                routes,
                to,
                host: self.full_host(to.host.text(), routes.namespace()),
                is_http: kind != SentAs::Bytes,
                is_mirror: kind == SentAs::Mirror,
                followers: followers.known.clone(),
            });
        });
        hops
    }

    /// Shows each destination of a VirtualService, with those who send there.
    pub(in crate::graph) fn each_destination(
        &self,
        routes: Resource<'m, VirtualService>,
        look: &mut dyn FnMut(&'m Destination, SentAs, &Followers<'m>),
    ) {
        for rule in routes.spec.http.items() {
            let conditions: Vec<_> = rule.matches.items().iter().map(|one| &one.gateways).collect();
            let followers = self.followers(routes, &conditions);
            rule.destinations().for_each(|to| look(to, SentAs::Requests, &followers));
            rule.mirror_destinations().for_each(|to| look(to, SentAs::Mirror, &followers));
        }
        macro_rules! streams {
            ($list:ident) => {
                for rule in routes.spec.$list.items() {
                    let conditions: Vec<_> = rule.matches.items().iter().map(|one| &one.gateways).collect();
                    let followers = self.followers(routes, &conditions);
                    rule.destinations().for_each(|to| look(to, SentAs::Bytes, &followers));
                }
            };
        }
        streams!(tls);
        streams!(tcp);
    }
}

/// What a rule sends to a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graph) enum SentAs {
    /// Requests.
    Requests,
    /// Copies of requests.
    Mirror,
    /// Bytes.
    Bytes,
}
