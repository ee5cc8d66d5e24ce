//! The destinations of VirtualServices, each with those who send there.

mod followers;

pub use followers::{Follower, Followers};

use std::borrow::Cow;
use std::sync::OnceLock;

use super::Mesh;
use crate::model::{Destination, OrEmpty, Resource, TextField, VirtualService};

/// What is known of those who send, once somebody has asked.
#[derive(Debug, Default)]
pub(super) struct Sends<'m> {
    /// Of routes, and of mirrors.
    hops: OnceLock<(Vec<Hop<'m>>, Vec<Hop<'m>>)>,
    followers: OnceLock<followers::FollowerIndex<'m>>,
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
        &self.all_hops().0
    }

    /// All mirrors of VirtualServices, likewise.
    pub fn mirrors(&self) -> &[Hop<'m>] {
        &self.all_hops().1
    }

    fn all_hops(&self) -> &(Vec<Hop<'m>>, Vec<Hop<'m>>) {
        self.sends.hops.get_or_init(|| {
            let all = self.all::<VirtualService>().flat_map(|routes| self.hops_of(routes));
            all.partition(|hop| !hop.is_mirror)
        })
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
    pub(super) fn each_destination(
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
pub(super) enum SentAs {
    /// Requests.
    Requests,
    /// Copies of requests.
    Mirror,
    /// Bytes.
    Bytes,
}
