//! Rules for HTTP, whatever kind of object they are written in.

use super::action::{Action, Root, action};
use super::condition::HttpCondition;
use super::text::TextCondition;
use super::{Bound, gateway_api};
use crate::graph::Mesh;
use crate::model::{HttpRoute, Object, OrEmpty, Resource, Spanned, VirtualService};
use crate::source::{Location, ObjectId, Span};

/// Where a rule is written.
#[derive(Clone, Debug)]
pub struct RulePlace<'m> {
    /// The object.
    pub object: &'m Object,
    /// Its id.
    pub id: ObjectId,
    /// Its position in `http`, or among the rules of a route of the Gateway API.
    pub rule: usize,
    /// The position of the alternative in `match`; `None` for a rule without.
    pub matched: Option<usize>,
    /// The alternative, or else the rule.
    pub span: Span,
    /// The rule of a delegate that takes its place.
    pub delegate: Option<RuleParent<'m>>,
}

/// A rule of a delegate.
#[derive(Clone, Debug)]
pub struct RuleParent<'m> {
    /// The delegate.
    pub object: &'m Object,
    /// Its id.
    pub id: ObjectId,
    /// The position of the rule.
    pub rule: usize,
    /// The position of the alternative.
    pub matched: Option<usize>,
    /// The alternative, or else the rule.
    pub span: Span,
}

impl RulePlace<'_> {
    /// The object in which the conditions are written that decide.
    pub fn owner(&self) -> ObjectId {
        self.delegate.as_ref().map_or(self.id, |delegate| delegate.id)
    }

    /// Where the conditions are written that decide: in the delegate, if there is one.
    pub fn location(&self) -> Location {
        match &self.delegate {
            Some(delegate) => delegate.object.at(delegate.span),
            None => self.object.at(self.span),
        }
    }
}

/// One alternative of a rule for HTTP.
#[derive(Clone, Debug)]
pub struct HttpRule<'m> {
    /// Where it is written.
    pub place: RulePlace<'m>,
    /// The condition; `None` for every request.
    pub condition: Option<HttpCondition<'m>>,
    /// The port of the listener that it is made for, for gateways that of the server; known once it is compiled.
    pub made_for: Option<i64>,
    pub(super) source: RuleSource<'m>,
}

/// What says what to do.
#[derive(Clone, Copy, Debug)]
pub(super) enum RuleSource<'m> {
    /// A rule of a VirtualService, and the rule that delegates to it.
    Virtual { rule: &'m Spanned<HttpRoute>, owner: Resource<'m, VirtualService>, root: Option<Root<'m>> },
    /// A rule of an HTTPRoute or GRPCRoute.
    Api(gateway_api::ApiRule<'m>),
}

impl<'m> Mesh<'m> {
    /// The rules of a VirtualService in their order, each alternative by itself, those of delegates in
    /// their places.
    pub fn http_rules(&self, routes: Resource<'m, VirtualService>) -> Vec<HttpRule<'m>> {
        let mut rules = Vec::new();
        for (index, rule) in routes.spec.http.items().iter().enumerate() {
            if rule.delegate.is_some() {
                rules.extend(self.delegated_rules(routes, index, rule));
                continue;
            }
            let source = RuleSource::Virtual { rule, owner: routes, root: None };
            let place = |matched, span| RulePlace {
                object: routes.object,
                id: routes.id,
                rule: index,
                matched,
                span,
                delegate: None,
            };
            if rule.matches.items().is_empty() {
                rules.push(HttpRule {
                    place: place(None, rule.span),
                    condition: None,
                    made_for: None,
                    source,
                });
            }
            for (position, condition) in rule.matches.items().iter().enumerate() {
                rules.push(HttpRule {
                    place: place(Some(position), condition.span),
                    condition: Some(HttpCondition::of(&condition.value, routes.object)),
                    made_for: None,
                    source,
                });
            }
        }
        rules
    }
}

impl<'m> HttpRule<'m> {
    /// The condition on the path.
    pub fn path_condition(&self) -> Option<TextCondition<'m>> {
        self.condition.as_ref().and_then(|condition| condition.path)
    }

    /// Whether it is written in a route of the Gateway API.
    pub fn is_gateway_api(&self) -> bool {
        matches!(self.source, RuleSource::Api(_))
    }

    /// Whether it takes every request that gets to it.
    pub fn is_catch_all(&self) -> bool {
        self.condition.as_ref().is_none_or(HttpCondition::is_catch_all)
    }

    /// What it does.
    pub fn action(&self, mesh: &Mesh<'m>) -> Action<'m> {
        match self.source {
            RuleSource::Virtual { rule, owner, root } => action(mesh, rule, owner, root),
            RuleSource::Api(api) => api.action(mesh),
        }
    }

    /// The gateways that the rule is for besides those that its object is bound to; for people.
    pub fn gateways(&self) -> &[Bound<'m>] {
        self.condition.as_ref().map_or(&[], |condition| &condition.gateways)
    }
}
