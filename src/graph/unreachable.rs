//! Rules of a VirtualService that no request ever gets to.

use super::Mesh;
use super::cover::{self, Bound};
use crate::model::{HttpRoute, ObjectId, OrEmpty, Resource, Spanned, TcpRoute, TlsRoute, VirtualService};
use crate::source::Span;

/// A rule, or one match of it, that an earlier rule covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Covered {
    /// Where the rule is written: its matches, or else all of it.
    pub span: Span,
    /// The rule by its place in its list, from 0.
    pub rule: usize,
    /// The earlier rule that takes its requests, by its place, from 0.
    pub by: usize,
    /// Where that rule is written.
    pub by_span: Span,
    /// Whether all of the rule is covered; else it is one match of several.
    pub is_whole: bool,
}

/// How many earlier matches each match is compared with at most, so that a list of ten thousand rules
/// takes no longer than its length asks for.
const COMPARED: usize = 2000;

/// A rule as the search sees it.
struct Rule<'m, M> {
    matches: &'m [Spanned<M>],
    span: Span,
    /// Whether it always answers what it matches: a rule that delegates may not.
    answers: bool,
}

impl Mesh<'_> {
    /// The rules and matches of all VirtualServices that earlier ones of the same list cover, in order.
    pub fn covered_rules(&self) -> &[(ObjectId, Covered)] {
        self.covered_rules.get_or_init(|| {
            let of = |routes: Resource<'_, VirtualService>| {
                covered_rules(routes).into_iter().map(move |covered| (routes.id, covered))
            };
            self.all::<VirtualService>().flat_map(of).collect()
        })
    }
}

fn covered_rules(routes: Resource<'_, VirtualService>) -> Vec<Covered> {
    let written: Vec<&str> = routes.spec.gateways.items().iter().map(|item| &*item.value).collect();
    let gateways = if written.is_empty() { vec!["mesh"] } else { written };
    let bound = Bound { gateways: &gateways, namespace: routes.namespace() };
    let mut covered = Vec::new();
    let http = routes.spec.http.items().iter().map(|rule: &Spanned<HttpRoute>| Rule {
        matches: rule.matches.items(),
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
    search(http, |own, other| cover::http(own, other, bound), &mut covered);
    let tls = routes.spec.tls.items().iter().map(|rule: &Spanned<TlsRoute>| Rule {
        matches: rule.matches.items(),
        span: place(
            rule,
            &[rule.matches.as_ref().map(|field| field.key), rule.route.as_ref().map(|field| field.key)],
        ),
        answers: true,
    });
    search(tls, |own, other| cover::tls(own, other, bound), &mut covered);
    let tcp = routes.spec.tcp.items().iter().map(|rule: &Spanned<TcpRoute>| Rule {
        matches: rule.matches.items(),
        span: place(
            rule,
            &[rule.matches.as_ref().map(|field| field.key), rule.route.as_ref().map(|field| field.key)],
        ),
        answers: true,
    });
    search(tcp, |own, other| cover::tcp(own, other, bound), &mut covered);
    covered
}

/// The key that stands for a rule: the first of these that is there. All of the rule would be many lines.
fn place<T>(rule: &Spanned<T>, keys: &[Option<Span>]) -> Span {
    let first_character = Span { end: (rule.span.start + 1).min(rule.span.end), ..rule.span };
    keys.iter().copied().flatten().next().unwrap_or(first_character)
}

fn search<'m, M: Default + 'm>(
    rules: impl Iterator<Item = Rule<'m, M>>,
    covers: impl Fn(&M, &M) -> bool,
    found: &mut Vec<Covered>,
) {
    let rules: Vec<_> = rules.collect();
    let mut catch_all: Option<usize> = None;
    let mut earlier: Vec<(usize, &M)> = Vec::new();
    for (index, rule) in rules.iter().enumerate() {
        let mut report = |by: usize, span: Span, is_whole: bool| {
            found.push(Covered { span, rule: index, by, by_span: rules[by].span, is_whole });
        };
        let by_match: Vec<Option<usize>> = rule
            .matches
            .iter()
            .map(|own| {
                let candidates = earlier.iter().take(COMPARED);
                catch_all
                    .or_else(|| candidates.copied().find(|(_, other)| covers(other, own)).map(|(by, _)| by))
            })
            .collect();
        if rule.matches.is_empty() {
            let anything = M::default();
            let by = earlier.iter().take(COMPARED).find(|(_, other)| covers(other, &anything));
            if let Some(by) = catch_all.or(by.map(|(by, _)| *by)) {
                report(by, rule.span, true);
            }
        } else if let Some(by) = by_match.iter().copied().collect::<Option<Vec<usize>>>() {
            report(by[0], rule.span, true);
        } else {
            for (own, by) in rule.matches.iter().zip(by_match) {
                if let Some(by) = by {
                    report(by, own.span, false);
                }
            }
        }
        if rule.answers {
            if rule.matches.is_empty() {
                catch_all.get_or_insert(index);
            }
            earlier.extend(rule.matches.iter().map(|own| (index, &own.value)));
        }
    }
}
