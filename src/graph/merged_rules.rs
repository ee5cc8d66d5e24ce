//! Rules of several VirtualServices for one host of a gateway, which istiod merges into one list.

use rustc_hash::{FxHashMap, FxHashSet};

use super::cover::{Bound, Budget, Region, covering};
use super::routing::{HttpCondition, HttpRule, RulePlace};
use super::{Mesh, WorkOut};
use crate::model::{Kind, Object, OrEmpty, VirtualService};
use crate::source::{Location, ObjectId, Span};
use crate::text::host;

/// A rule that another VirtualService's rule for the same host takes all requests of.
#[derive(Clone, Debug, PartialEq)]
pub struct ShadowedRule {
    /// The host.
    pub host: String,
    /// The VirtualService that loses: that in which the rule is written, which may be a delegate.
    pub routes: ObjectId,
    /// Its rule.
    pub location: Location,
    /// The rule that takes its requests.
    pub by: Location,
    /// Whether it is certain: both say when they were created, or both rules take the same requests, so that one of
    /// them gets none whichever is older.
    pub is_certain: bool,
    /// Whether both rules take the same requests.
    pub is_same: bool,
}

/// A wildcard host whose rules are not asked for a narrower host, which lacks rules for the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct NarrowerHost {
    /// The VirtualService with the wildcard.
    pub routes: ObjectId,
    /// The wildcard, where it is written.
    pub span: Span,
    /// The wildcard.
    pub wildcard: String,
    /// The narrower host.
    pub host: String,
    /// The VirtualService that has it.
    pub other: ObjectId,
}

/// What VirtualServices for one gateway do to each other's requests.
#[derive(Debug, Default)]
pub struct MergedRules {
    /// Rules that never apply, or not where another VirtualService is older.
    pub shadowed: Vec<ShadowedRule>,
    /// Wildcards that do not add to narrower hosts.
    pub narrower: Vec<NarrowerHost>,
}

impl<'m> Mesh<'m> {
    /// What VirtualServices for one gateway do to each other's requests.
    pub fn merged_rules(&self) -> &MergedRules {
        self.ask::<MergedRules>()
    }
}

/// How many rules of other VirtualServices each one is compared with.
const COMPARED: usize = 64;

impl<'m> WorkOut<'m> for MergedRules {
    fn work_out(mesh: &Mesh<'m>) -> MergedRules {
        let mut search = Search { mesh, known: FxHashSet::default(), found: MergedRules::default() };
        for (id, merged) in mesh.merged_gateways() {
            let view = mesh.view_of_gateway(*id);
            for listener in merged.listeners.values() {
                for group in listener.groups_for_requests() {
                    let server = group[0];
                    let hosts = view.gateway_hosts(&group);
                    for (name, own) in &hosts {
                        if own.routes.len() > 1 {
                            search.host(name, server.number, &own.rules);
                        }
                        if !name.contains('*')
                            && own.redirect.is_none()
                            && !own.rules.iter().any(HttpRule::is_catch_all)
                        {
                            let wider = host::wildcards(name).map(|suffix| format!("*{suffix}"));
                            if let Some((wildcard, over)) =
                                wider.into_iter().find_map(|it| Some((it.clone(), hosts.get(&it)?)))
                            {
                                search.narrower(name, own, &wildcard, over);
                            }
                        }
                    }
                }
            }
        }
        search.api_routes();
        search.found
    }
}

struct Search<'r, 'm> {
    mesh: &'r Mesh<'m>,
    known: FxHashSet<Location>,
    found: MergedRules,
}

impl<'m> Search<'_, 'm> {
    fn host(&mut self, name: &str, port: i64, rules: &[HttpRule<'m>]) {
        let bound = Bound { gateways: Vec::new(), namespace: "", only_port: Some(port) };
        let mut budget = Budget::default();
        let mut earlier: Vec<(&RulePlace<'m>, Region<'m>)> = Vec::new();
        let mut same: FxHashMap<Region<'m>, &RulePlace<'m>> = FxHashMap::default();
        for rule in rules.iter().filter(|rule| !rule.is_catch_all()) {
            let condition = rule.condition.as_ref().filter(|_| !rule.is_gateway_api());
            let Some(condition) = condition else { continue };
            // What a rule is for besides requests has been looked at.
            let region = Region::of_requests(condition);
            let place = &rule.place;
            let is_rival =
                |other: &RulePlace<'m>| other.id != place.id && other.location() != place.location();
            let mut found = same.get(&region).filter(|other| is_rival(other)).map(|other| (*other, true));
            if found.is_none() {
                found = earlier
                    .iter()
                    .filter(|(other, _)| is_rival(other))
                    .take(COMPARED)
                    .find(|(_, wide)| covering(&region, &[wide], &bound, &mut budget).is_some())
                    .map(|(other, _)| (*other, false));
            }
            if let Some((other, is_same)) = found
                && self.known.insert(place.location())
            {
                let is_dated = |id| !self.mesh.object(id).seniority().0;
                self.found.shadowed.push(ShadowedRule {
                    host: name.to_owned(),
                    routes: place.owner(),
                    location: place.location(),
                    by: other.location(),
                    is_certain: is_same || is_dated(place.id) && is_dated(other.id),
                    is_same,
                });
            }
            same.entry(region.clone()).or_insert(place);
            earlier.push((place, region));
        }
    }

    /// Rules of several routes of the Gateway API for one listener and host that ask for the very same: the older
    /// object comes first.
    fn api_routes(&mut self) {
        for routes in self.mesh.route_table().iter().filter(|routes| routes.is_gateway_api) {
            let rules = routes.http(self.mesh);
            let mut first: FxHashMap<Option<&HttpCondition<'m>>, (&'m Object, Location)> =
                FxHashMap::default();
            for rule in &rules {
                let (object, place) = (rule.place.object, rule.place.location());
                let &mut (before, by) = first.entry(rule.condition.as_ref()).or_insert((object, place));
                if object.kind != Kind::HttpRouteResource {
                    continue;
                }
                let is_copy = before.name() == object.name() && before.namespace == object.namespace;
                if !is_copy && self.known.insert(place) {
                    self.found.shadowed.push(ShadowedRule {
                        host: routes.hosts.first().cloned().unwrap_or_default(),
                        routes: rule.place.id,
                        location: place,
                        by,
                        // Routes of several files may be alternatives, as those of examples are.
                        is_certain: self.mesh.model.complete || by.source == place.source,
                        is_same: true,
                    });
                }
            }
        }
    }

    fn narrower(
        &mut self,
        name: &str,
        own: &super::routing::VirtualHost<'_, 'm>,
        wildcard: &str,
        over: &super::routing::VirtualHost<'_, 'm>,
    ) {
        let Some(other) = own.routes.iter().find(|routes| !routes.is_gateway_api) else { return };
        let Some(wide) = over.routes.iter().find(|routes| !routes.is_gateway_api && routes.id != other.id)
        else {
            return;
        };
        let Some(routes) = self.mesh.resource::<VirtualService>(wide.id) else { return };
        let mut hosts = routes.spec.hosts.items().iter();
        let Some(written) = hosts.find(|host| host.value.eq_ignore_ascii_case(wildcard)) else { return };
        if self.known.insert(routes.at(written.span)) {
            self.found.narrower.push(NarrowerHost {
                routes: wide.id,
                span: written.span,
                wildcard: wildcard.to_owned(),
                host: name.to_owned(),
                other: other.id,
            });
        }
    }
}
