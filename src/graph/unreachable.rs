//! Rules of a VirtualService that no request ever gets to.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::cover::{Bound, Budget, Keys, Region, covering};
use super::routing::{HttpCondition, WrittenServers};
use super::{GatewayName, Mesh, WorkOut};
use crate::model::{HttpRoute, Model, OrEmpty, Resource, Spanned, TcpRoute, TlsRoute, VirtualService};
use crate::source::{ObjectId, Span};

/// A rule, or one match of it, all of whose requests are taken before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Covered {
    /// Where the rule is written, or the match.
    pub span: Span,
    /// The rule by its place in its list, from 0.
    pub rule: usize,
    /// The rules that take its requests, by their places, from 0. For one match this may be its own rule.
    pub by: Vec<usize>,
    /// Where those rules are written, or the matches of its own rule.
    pub by_spans: Vec<Span>,
    /// Whether all of the rule is covered; else it is one match of several.
    pub is_whole: bool,
    /// Whether matches are covered by matches, not all by a rule that has none.
    pub is_by_matches: bool,
    /// Whether one of several matches of a rule before it takes everything: matches are alternatives, which is
    /// mostly not what was meant then.
    pub is_by_alternative: bool,
}

/// How many earlier matches with one key each match is compared with at most, so that a list of ten
/// thousand rules takes no longer than its length asks for.
const COMPARED: usize = 64;

/// A rule as the search sees it.
struct Rule<'m> {
    matches: Vec<(Span, Region<'m>)>,
    span: Span,
    /// Whether it always answers what it matches: a rule that delegates may not.
    answers: bool,
}

/// What earlier rules of the same list cover.
#[derive(Debug)]
pub(super) struct CoveredRules(Vec<(ObjectId, Covered)>);

impl<'m> WorkOut<'m> for CoveredRules {
    fn work_out(mesh: &Mesh<'m>) -> CoveredRules {
        let of = |routes: Resource<'_, VirtualService>| {
            let only_port = mesh.only_port(&routes);
            covered_rules(routes, only_port).into_iter().map(move |covered| (routes.id, covered))
        };
        CoveredRules(mesh.all::<VirtualService>().flat_map(of).collect())
    }
}

impl Mesh<'_> {
    /// The rules and matches of all VirtualServices that earlier ones of the same list cover, in order.
    pub fn covered_rules(&self) -> &[(ObjectId, Covered)] {
        &self.ask::<CoveredRules>().0
    }

    /// The port of all servers of the Gateways that a VirtualService is bound to, where they have one and no more. A
    /// match is compared with the port of the server. (istiod: `sourceMatchHTTP` in
    /// `pilot/pkg/networking/core/route/route.go`.)
    fn only_port(&self, routes: &Resource<'_, VirtualService>) -> Option<i64> {
        let mut only = None;
        for entry in routes.spec.gateways.items() {
            let name = GatewayName::of(&entry.value, routes.namespace())?;
            let mut found = self.gateways.find(&name).peekable();
            found.peek()?;
            for id in found {
                let [number] = self.ask::<WrittenServers<'_>>().of(id)?.numbers.as_slice() else {
                    return None;
                };
                if *only.get_or_insert(*number) != *number {
                    return None;
                }
            }
        }
        only
    }
}

/// The same without a mesh, on all cores: nobody waits for it.
pub fn covered_rules_of<'m>(model: &'m Model) -> Vec<(Resource<'m, VirtualService>, Vec<Covered>)> {
    let all: Vec<_> = model.all::<VirtualService>().collect();
    let of = |routes: Resource<'m, VirtualService>| (routes, covered_rules(routes, None));
    let mut found: Vec<_> = match all.len() < 256 {
        // Starting threads takes longer than looking at a few.
        true => all.into_iter().map(of).collect(),
        false => all.into_par_iter().with_min_len(64).map(of).collect(),
    };
    found.retain(|(_, covered)| !covered.is_empty());
    found
}

/// The rules and matches of one VirtualService that earlier ones of the same list cover, in order.
fn covered_rules(routes: Resource<'_, VirtualService>, only_port: Option<i64>) -> Vec<Covered> {
    let lists =
        [routes.spec.http.items().len(), routes.spec.tls.items().len(), routes.spec.tcp.items().len()];
    let has_many_matches = || {
        let matches = |rule: &Spanned<HttpRoute>| rule.matches.items().len() > 1;
        routes.spec.http.items().iter().any(matches)
    };
    if lists.iter().all(|length| *length < 2) && !has_many_matches() {
        return Vec::new();
    }
    let bound = Bound { only_port, ..Bound::of(routes.spec.gateways.items(), routes.namespace()) };
    let mut covered = Vec::new();
    let region = |own| Region::http(&HttpCondition::seen_from(own, routes.namespace()), &bound);
    let http = routes.spec.http.items().iter().map(|rule: &Spanned<HttpRoute>| Rule {
        matches: rule.matches.items().iter().map(|own| (own.span, region(own))).collect(),
        span: place(
            rule,
            &[
                rule.matches.as_ref().map(|field| field.key),
                rule.route.as_ref().map(|field| field.key),
                rule.redirect.as_ref().map(|field| field.key),
                rule.direct_response.as_ref().map(|field| field.key),
                rule.delegate.as_ref().map(|field| field.key),
            ],
        ),
        answers: rule.delegate.is_none(),
    });
    search(http, &bound, &mut covered);
    let tls = routes.spec.tls.items().iter().map(|rule: &Spanned<TlsRoute>| Rule {
        matches: rule.matches.items().iter().map(|own| (own.span, Region::tls(own, &bound))).collect(),
        span: place(
            rule,
            &[rule.matches.as_ref().map(|field| field.key), rule.route.as_ref().map(|field| field.key)],
        ),
        answers: true,
    });
    search(tls, &bound, &mut covered);
    let tcp = routes.spec.tcp.items().iter().map(|rule: &Spanned<TcpRoute>| Rule {
        matches: rule.matches.items().iter().map(|own| (own.span, Region::tcp(own, &bound))).collect(),
        span: place(
            rule,
            &[rule.matches.as_ref().map(|field| field.key), rule.route.as_ref().map(|field| field.key)],
        ),
        answers: true,
    });
    search(tcp, &bound, &mut covered);
    covered
}

/// The key that stands for a rule: the first of these that is there. All of the rule would be many lines.
fn place<T>(rule: &Spanned<T>, keys: &[Option<Span>]) -> Span {
    let first_character = Span { end: (rule.span.start + 1).min(rule.span.end), ..rule.span };
    keys.iter().copied().flatten().next().unwrap_or(first_character)
}

/// Earlier matches, found by what they ask for.
#[derive(Default)]
struct Earlier<'r> {
    /// All, with the rule of each.
    all: Vec<(usize, Span, &'r Region<'r>)>,
    same: FxHashMap<&'r Region<'r>, usize>,
    exact: FxHashMap<&'r str, Vec<usize>>,
    prefix: FxHashMap<&'r str, Vec<usize>>,
    loose: Vec<usize>,
}

impl<'r> Earlier<'r> {
    fn add(&mut self, rule: usize, span: Span, region: &'r Region<'r>) {
        let index = self.all.len();
        self.all.push((rule, span, region));
        self.same.entry(region).or_insert(index);
        match region.keys() {
            Keys::Exact(texts) => {
                texts.into_iter().for_each(|text| self.exact.entry(text).or_default().push(index));
            }
            Keys::Prefix(text) => self.prefix.entry(text).or_default().push(index),
            Keys::Loose => self.loose.push(index),
        }
    }

    /// Those that may take requests of a region, in order.
    fn near(&self, region: &Region<'_>) -> Vec<usize> {
        let mut found: Vec<usize> = self.loose.iter().copied().take(COMPARED).collect();
        let of = |list: Option<&Vec<usize>>, found: &mut Vec<usize>| {
            found.extend(list.into_iter().flatten().copied().take(COMPARED));
        };
        match region.keys() {
            Keys::Exact(texts) => {
                for text in texts {
                    of(self.exact.get(text), &mut found);
                    self.prefixes_of(text, &mut found);
                }
            }
            Keys::Prefix(text) => {
                of(self.exact.get(text), &mut found);
                self.prefixes_of(text, &mut found);
            }
            Keys::Loose => found.extend((0..self.all.len()).take(COMPARED)),
        }
        of(self.prefix.get("/"), &mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    fn prefixes_of(&self, text: &str, found: &mut Vec<usize>) {
        if self.prefix.is_empty() {
            return;
        }
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            found.extend(self.prefix.get(&text[..end]).into_iter().flatten().copied().take(COMPARED));
        }
    }

    /// The earlier matches that together take all requests of a region.
    fn covering(&self, region: &Region<'_>, bound: &Bound<'_>, budget: &mut Budget) -> Option<Vec<usize>> {
        if let Some(&same) = self.same.get(region) {
            return Some(vec![same]);
        }
        let near = self.near(region);
        let regions: Vec<&Region<'_>> = near.iter().map(|index| self.all[*index].2).collect();
        let used = covering(region, &regions, bound, budget)?;
        Some(used.into_iter().map(|index| near[index]).collect())
    }
}

fn search<'m>(rules: impl Iterator<Item = Rule<'m>>, bound: &Bound<'_>, found: &mut Vec<Covered>) {
    let rules: Vec<Rule<'_>> = rules.collect();
    let anything = Region::default();
    let mut budget = Budget::default();
    let mut catch_all: Option<usize> = None;
    let mut earlier = Earlier::default();
    for (index, rule) in rules.iter().enumerate() {
        let mut by_rules = |region: &Region<'_>, earlier: &Earlier<'_>| match catch_all {
            Some(rule) => Some(vec![rule]),
            None => {
                let used = earlier.covering(region, bound, &mut budget)?;
                let mut by: Vec<usize> = used.into_iter().map(|index| earlier.all[index].0).collect();
                by.dedup(); // matches are in the order of their rules
                Some(by)
            }
        };
        let mut report = |span: Span, mut by: Vec<usize>, is_whole: bool| {
            by.sort_unstable();
            by.dedup();
            let by_spans = by.iter().map(|by| rules[*by].span).collect();
            let is_by_matches =
                !rule.matches.is_empty() && by.iter().all(|by| !rules[*by].matches.is_empty());
            let takes_all = |by: &usize| {
                let matches = &rules[*by].matches;
                matches.len() > 1 && matches.iter().any(|(_, region)| *region == anything)
            };
            let is_by_alternative = by.iter().any(takes_all);
            found.push(Covered {
                span,
                rule: index,
                by,
                by_spans,
                is_whole,
                is_by_matches,
                is_by_alternative,
            });
        };
        let mut live = Vec::new();
        if rule.matches.is_empty() {
            if let Some(by) = by_rules(&anything, &earlier) {
                report(rule.span, by, true);
            }
        } else {
            let by_match: Vec<_> =
                rule.matches.iter().map(|(_, region)| by_rules(region, &earlier)).collect();
            match by_match.iter().cloned().collect::<Option<Vec<_>>>() {
                Some(all) => report(rule.span, all.concat(), true),
                None => {
                    for ((span, region), by) in rule.matches.iter().zip(by_match) {
                        match by {
                            Some(by) => report(*span, by, false),
                            None => live.push((*span, region)),
                        }
                    }
                }
            }
        }
        if !rule.answers {
            continue;
        }
        // Of what is left, a match may add nothing to those before it in its own rule.
        let known = earlier.all.len();
        for (span, region) in live {
            if earlier.all.len() > known
                && let Some(used) = earlier.covering(region, bound, &mut budget)
            {
                let mut by: Vec<usize> = used.iter().map(|index| earlier.all[*index].0).collect();
                by.dedup();
                let place = |at: &usize| match earlier.all[*at] {
                    (rule, span, _) if rule == index => span,
                    (rule, ..) => rules[rule].span,
                };
                let mut by_spans: Vec<Span> = used.iter().map(place).collect();
                by_spans.dedup();
                found.push(Covered {
                    span,
                    rule: index,
                    by,
                    by_spans,
                    is_whole: false,
                    is_by_matches: true,
                    is_by_alternative: false,
                });
                continue;
            }
            earlier.add(index, span, region);
        }
        if rule.matches.is_empty() {
            catch_all.get_or_insert(index);
        }
    }
}
