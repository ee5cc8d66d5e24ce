//! Rules that are written in a delegate,
//! <https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate>.

use super::condition::{HttpCondition, NamedCondition};
use super::http::{HttpRule, RuleParent, RulePlace, RuleSource};
use super::text::TextCondition;
use crate::graph::Mesh;
use crate::model::{HttpRoute, OrEmpty, Resource, Spanned, TextField, VirtualService};

/// A rule that istiod leaves out because of a delegate.
#[derive(Clone, Debug)]
pub struct LostRule<'m> {
    /// The position of the rule of the root.
    pub rule: usize,
    /// The delegate as `namespace/name`.
    pub delegate: String,
    /// Why.
    pub why: Lost,
    /// Where it is written: the rule of the delegate, or else the reference to it.
    pub at: (&'m crate::model::Object, crate::source::Span),
}

/// Why a delegate, or one of its rules, does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    /// There is no such VirtualService.
    Missing,
    /// It has hosts, and so is not a delegate.
    HasHosts,
    /// It is not exported to the namespace of the root.
    NotExported,
    /// A condition of this rule of it is not within the root's.
    Conflict(usize),
}

impl<'m> Mesh<'m> {
    /// What istiod leaves out of a VirtualService because of its delegates.
    pub fn lost_rules(&self, root: Resource<'m, VirtualService>) -> Vec<LostRule<'m>> {
        let mut lost = Vec::new();
        for (index, rule) in root.spec.http.items().iter().enumerate() {
            let Some(delegate) = &rule.delegate else { continue };
            let namespace = match delegate.value.namespace.text() {
                "" => root.namespace(),
                namespace => namespace,
            };
            let name = delegate.value.name.text();
            let mut add = |why, at| {
                lost.push(LostRule { rule: index, delegate: format!("{namespace}/{name}"), why, at });
            };
            let here = (root.object, delegate.span);
            match self.routes_named(namespace, name) {
                None => add(Lost::Missing, here),
                Some(named) if !named.spec.hosts.items().is_empty() => add(Lost::HasHosts, here),
                Some(named) if !self.exported_to(named.object).reaches(root.namespace()) => {
                    add(Lost::NotExported, here)
                }
                Some(named) => {
                    let kept = self.delegated_rules(root, index, rule);
                    let is_kept = |position: usize| {
                        kept.iter()
                            .any(|rule| rule.place.delegate.as_ref().is_some_and(|own| own.rule == position))
                    };
                    for (position, item) in named.spec.http.items().iter().enumerate() {
                        if !is_kept(position) {
                            add(Lost::Conflict(position), (named.object, item.span));
                        }
                    }
                }
            }
        }
        lost
    }

    /// The rules of a delegate in the place of the rule that names it. None where the delegate is missing,
    /// has hosts of its own or is not exported to the root: istiod leaves out that one rule.
    pub(super) fn delegated_rules(
        &self,
        root: Resource<'m, VirtualService>,
        index: usize,
        above: &'m Spanned<HttpRoute>,
    ) -> Vec<HttpRule<'m>> {
        let Some(delegate) = &above.delegate else { return Vec::new() };
        let Some(delegate) = self.delegate_of(root, &delegate.value) else { return Vec::new() };
        let outer: Vec<_> = above
            .matches
            .items()
            .iter()
            .map(|condition| (condition.span, HttpCondition::of(&condition.value, root.object)))
            .collect();
        let mut rules = Vec::new();
        for (position, rule) in delegate.spec.http.items().iter().enumerate() {
            let source = RuleSource::Virtual { rule, owner: delegate, root: Some((&above.value, root)) };
            let mut push = |outer: Option<(usize, crate::source::Span)>,
                            inner: Option<(usize, crate::source::Span)>,
                            condition| {
                let place = RulePlace {
                    object: root.object,
                    id: root.id,
                    rule: index,
                    matched: outer.map(|(position, _)| position),
                    span: outer.map_or(above.span, |(_, span)| span),
                    delegate: Some(RuleParent {
                        object: delegate.object,
                        id: delegate.id,
                        rule: position,
                        matched: inner.map(|(position, _)| position),
                        span: inner.map_or(rule.span, |(_, span)| span),
                    }),
                };
                rules.push(HttpRule { place, condition, made_for: None, source });
            };
            let inner = rule.matches.items();
            if inner.is_empty() {
                match outer.as_slice() {
                    [] => push(None, None, None),
                    all => {
                        for (number, (span, condition)) in all.iter().enumerate() {
                            push(Some((number, *span)), None, Some(condition.clone()));
                        }
                    }
                }
                continue;
            }
            let own: Vec<_> = inner
                .iter()
                .map(|condition| (condition.span, HttpCondition::of(&condition.value, delegate.object)))
                .collect();
            // One alternative that fits none of the root's drops the whole rule.
            let fits = |condition: &HttpCondition<'m>| {
                outer.is_empty() || outer.iter().any(|(_, outer)| !conflict(outer, condition))
            };
            if !own.iter().all(|(_, condition)| fits(condition)) {
                continue;
            }
            for (number, (span, condition)) in own.iter().enumerate() {
                if outer.is_empty() {
                    push(None, Some((number, *span)), Some(condition.clone()));
                }
                for (above, (outer_span, outer)) in outer.iter().enumerate() {
                    if !conflict(outer, condition) {
                        push(
                            Some((above, *outer_span)),
                            Some((number, *span)),
                            Some(merge(outer, condition)),
                        );
                    }
                }
            }
        }
        rules
    }
}

/// Both conditions in one; what the delegate says goes first (istiod: `mergeHTTPMatchRequest`).
fn merge<'m>(root: &HttpCondition<'m>, own: &HttpCondition<'m>) -> HttpCondition<'m> {
    let named = |root: &[NamedCondition<'m>], own: &[NamedCondition<'m>]| {
        let is_said = |outer: &&NamedCondition<'m>| {
            own.iter().any(|inner| inner.name == outer.name && inner.excluded == outer.excluded)
        };
        let kept = root.iter().filter(|outer| !is_said(outer));
        kept.chain(own).copied().collect::<Vec<_>>()
    };
    let mut source_labels = root.source_labels.clone();
    source_labels.retain(|(name, _)| !own.source_labels.iter().any(|(other, _)| other == name));
    source_labels.extend(&own.source_labels);
    HttpCondition {
        path: own.path.or(root.path),
        ignore_case: own.ignore_case,
        method: own.method.or(root.method),
        method_at: own.method_at.or(root.method_at),
        authority: own.authority.or(root.authority),
        scheme: own.scheme.or(root.scheme),
        headers: named(&root.headers, &own.headers),
        grpc: None,
        query: named(&root.query, &own.query),
        port: own.port.or(root.port),
        gateways: if own.gateways.is_empty() { root.gateways.clone() } else { own.gateways.clone() },
        source_labels,
        source_namespace: if own.source_namespace.is_empty() {
            root.source_namespace
        } else {
            own.source_namespace
        },
    }
}

/// Whether a condition of a delegate does not lie within one of the root (istiod: `hasConflict`).
fn conflict(root: &HttpCondition<'_>, own: &HttpCondition<'_>) -> bool {
    let parts = [
        (root.path, own.path),
        (root.scheme, own.scheme),
        (root.method, own.method),
        (root.authority, own.authority),
    ];
    let named = |root: &[NamedCondition<'_>], own: &[NamedCondition<'_>]| {
        own.iter().any(|inner| {
            let outer =
                root.iter().find(|outer| outer.name == inner.name && outer.excluded == inner.excluded);
            texts_conflict(outer.map(|outer| outer.value), Some(inner.value))
        })
    };
    let other_label = own.source_labels.iter().any(|(name, value)| {
        root.source_labels.iter().any(|(outer, outer_value)| outer == name && outer_value != value)
    });
    parts.into_iter().any(|(root, own)| texts_conflict(root, own))
        || named(&root.headers, &own.headers)
        || named(&root.query, &own.query)
        || root.ignore_case != own.ignore_case
        || matches!((root.port, own.port), (Some(root), Some(own)) if root != own)
        || !root.source_namespace.is_empty() && root.source_namespace != own.source_namespace
        || other_label
        || !root.gateways.is_empty() && own.gateways.iter().any(|gateway| !root.gateways.contains(gateway))
}

/// An expression conflicts with everything, a prefix with what is outside of it.
fn texts_conflict(root: Option<TextCondition<'_>>, own: Option<TextCondition<'_>>) -> bool {
    use TextCondition::{Exact, Prefix};
    match (root, own) {
        (None, _) | (_, None) => false,
        (Some(Exact(root)), Some(Exact(own))) => root != own,
        (Some(Prefix(root)), Some(Prefix(own) | Exact(own))) => !own.starts_with(root),
        _ => true,
    }
}
