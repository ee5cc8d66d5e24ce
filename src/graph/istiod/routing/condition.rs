//! Conditions of HTTP rules, and whether a request meets them.

use std::borrow::Cow;

use super::Bound;
use super::request::HttpRequest;
use super::text::{TextCondition, matches_whole};
use crate::model::{HttpMatch, Labels, Map, Object, OrEmpty, StringMatch, Text, TextField};
use crate::source::Location;

/// A condition on a header or a query parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NamedCondition<'m> {
    /// Name.
    pub name: &'m str,
    /// Condition on the value.
    pub value: TextCondition<'m>,
    /// Whether it must not hold.
    pub excluded: bool,
}

/// One alternative of an HTTP rule: all of its parts have to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct HttpCondition<'m> {
    /// On the path.
    pub path: Option<TextCondition<'m>>,
    /// Whether the case of the path is ignored.
    pub ignore_case: bool,
    /// On the method.
    pub method: Option<TextCondition<'m>>,
    /// Where that is written: in a delegate, or in the root that narrows it. `None` for routes of the Gateway API.
    pub method_at: Option<Location>,
    /// On the authority, with its port.
    pub authority: Option<TextCondition<'m>>,
    /// On the scheme.
    pub scheme: Option<TextCondition<'m>>,
    /// On headers.
    pub headers: Vec<NamedCondition<'m>>,
    /// On service and method of a gRPC call, and whether they are expressions.
    pub grpc: Option<(&'m str, &'m str, bool)>,
    /// On query parameters.
    pub query: Vec<NamedCondition<'m>>,
    /// The port on which the request comes in.
    pub port: Option<i64>,
    /// What the request comes in by; empty for all that the rule is bound to.
    pub gateways: Vec<Bound<'m>>,
    /// Labels of the client.
    pub source_labels: Vec<(&'m str, &'m str)>,
    /// Namespace of the client.
    pub source_namespace: &'m str,
}

/// Why an alternative does not hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Unmet<'m> {
    /// For another proxy: the conditions on gateways or on the client do not hold, so that istiod leaves
    /// the alternative out.
    Client(String),
    /// For another port; left out as well.
    Port(i64),
    /// The request is another one.
    Path(TextCondition<'m>),
    /// A part of the request by its name, and what it had to be.
    Part(Cow<'m, str>, String),
}

/// The proxy that evaluates the static part of conditions.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// Gateways by which the request comes in: one of them, or none for the mesh.
    pub by: &'a Bound<'a>,
    /// The port of the listener, for gateways that of the server.
    pub port: i64,
    /// Namespace of the proxy.
    pub namespace: &'a str,
    /// Labels of the proxy.
    pub labels: Labels<'a>,
}

impl<'m> HttpCondition<'m> {
    /// Reads an alternative of a VirtualService.
    pub fn of(condition: &'m HttpMatch, owner: &'m Object) -> HttpCondition<'m> {
        let method_at = condition.method.as_ref().map(|field| owner.at(field.span));
        HttpCondition { method_at, ..HttpCondition::seen_from(condition, &owner.namespace) }
    }

    /// Reads an alternative whose gateways are seen from a namespace.
    pub fn seen_from(condition: &'m HttpMatch, namespace: &'m str) -> HttpCondition<'m> {
        let one = |field: &'m Option<crate::model::Field<Box<StringMatch>>>| {
            field.as_ref().map(|field| TextCondition::of(&field.value))
        };
        let named = |map: &'m Option<crate::model::Field<Map<StringMatch>>>, excluded: bool| {
            let of = move |pair: &'m crate::model::Pair<StringMatch>| NamedCondition {
                name: &pair.name,
                value: TextCondition::of(&pair.value),
                excluded,
            };
            map.items().iter().map(of).collect::<Vec<_>>()
        };
        let mut headers = named(&condition.headers, false);
        headers.extend(named(&condition.without_headers, true));
        HttpCondition {
            path: one(&condition.uri),
            ignore_case: condition.ignore_uri_case.as_ref().is_some_and(|field| field.value),
            method: one(&condition.method),
            method_at: None,
            authority: one(&condition.authority),
            scheme: one(&condition.scheme),
            headers,
            grpc: None,
            query: named(&condition.query_params, false),
            port: condition.port.as_ref().map(|field| field.value).filter(|port| *port != 0),
            gateways: Bound::list(condition.gateways.items(), namespace),
            source_labels: labels(condition.source_labels.items()),
            source_namespace: condition.source_namespace.text(),
        }
    }

    /// Whether a proxy gets the alternative at all. With `gateways` in it, istiod does not look at the
    /// client's labels and namespace (`sourceMatchHTTP`).
    pub fn is_for(&self, at: At<'_>) -> Result<(), Unmet<'m>> {
        if let Some(port) = self.port.filter(|port| *port != at.port) {
            return Err(Unmet::Port(port));
        }
        if !self.gateways.is_empty() {
            return match self.gateways.iter().any(|gateway| gateway == at.by) {
                true => Ok(()),
                false => Err(Unmet::Client(format!("for {} only", Bound::join(&self.gateways)))),
            };
        }
        source(&self.source_labels, self.source_namespace, at).map_err(Unmet::Client)
    }

    /// Whether the request meets it, as Envoy decides.
    pub fn holds(&self, request: &HttpRequest) -> Result<(), Unmet<'m>> {
        if let Some(path) = self.path.filter(|path| !path.holds(request.bare_path(), self.ignore_case)) {
            return Err(Unmet::Path(path));
        }
        if let Some(call) = self.grpc.filter(|call| !is_call(*call, request.bare_path())) {
            let (service, method, _) = call;
            let wanted = [service, method].map(|part| if part.is_empty() { "*" } else { part }).join("/");
            return Err(Unmet::Part(Cow::Borrowed("call"), format!("of `{wanted}`")));
        }
        let parts = [
            ("method", self.method, &*request.method),
            ("authority", self.authority, &*request.authority),
            ("scheme", self.scheme, request.scheme),
        ];
        for (name, condition, value) in parts {
            if let Some(condition) = condition.filter(|condition| !condition.holds(value, false)) {
                return Err(Unmet::Part(Cow::Borrowed(name), format!("{condition}, and is `{value}`")));
            }
        }
        for condition in &self.headers {
            let value = request.header(condition.name);
            let name = Cow::Owned(format!("header `{}`", condition.name));
            match (condition.excluded, value) {
                (false, None) => {
                    return Err(Unmet::Part(name, format!("{}, and is absent", condition.value)));
                }
                (false, Some(value)) if !condition.value.holds(&value, false) => {
                    return Err(Unmet::Part(name, format!("{}, and is `{value}`", condition.value)));
                }
                (true, Some(value)) if condition.value.holds(&value, false) => {
                    return Err(Unmet::Part(name, format!("not {}", condition.value)));
                }
                // An absent header counts as an empty one, unless its presence is what is excluded.
                (true, None)
                    if condition.value != TextCondition::Present && condition.value.holds("", false) =>
                {
                    return Err(Unmet::Part(name, format!("not {}, and is absent", condition.value)));
                }
                _ => {}
            }
        }
        for condition in &self.query {
            let value = request.query().find(|(name, _)| *name == condition.name).map(|(_, value)| value);
            let name = Cow::Owned(format!("query parameter `{}`", condition.name));
            match value {
                None => return Err(Unmet::Part(name, format!("{}, and is absent", condition.value))),
                Some(value) if !condition.value.holds(value, false) => {
                    return Err(Unmet::Part(name, format!("{}, and is `{value}`", condition.value)));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether it takes every request that gets to it: istiod drops what follows in the same
    /// VirtualService, and moves it behind those of others on a gateway (`IsCatchAllRoute`).
    pub fn is_catch_all(&self) -> bool {
        let any_path = match self.path {
            None | Some(TextCondition::Prefix("/") | TextCondition::Below("/") | TextCondition::Present) => {
                true
            }
            Some(_) => false,
        };
        any_path
            && self.method.is_none()
            && self.authority.is_none()
            && self.scheme.is_none()
            && self.grpc.is_none()
            && self.headers.is_empty()
            && self.query.is_empty()
    }
}

/// Whether a path is a call of a service and method of gRPC, as istiod writes that as a condition on the path
/// (`createGRPCURIMatch`): a service alone is a prefix, by whole elements, and a method alone an expression.
fn is_call((service, method, is_regex): (&str, &str, bool), path: &str) -> bool {
    match (service, method, is_regex) {
        (service, "", false) => {
            let rest = path.strip_prefix('/').and_then(|path| path.strip_prefix(service));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
        (service, method, false) if !service.is_empty() => path == format!("/{service}/{method}"),
        call => matches_whole(&call_expression(call), path),
    }
}

/// The expression for the paths of calls of a service and method of gRPC.
pub(in crate::graph) fn call_expression((service, method, is_regex): (&str, &str, bool)) -> String {
    let quoted = |text: &str| if is_regex { text.to_owned() } else { regex::escape(text) };
    match (service, method, is_regex) {
        (service, "", false) => format!("/{}(/.*)?", quoted(service)),
        ("", method, _) => format!("/[^/]+/{method}"),
        (service, "", true) => format!("/{service}/.+"),
        (service, method, _) => format!("/{}/{}", quoted(service), quoted(method)),
    }
}

/// For people, in one line.
impl std::fmt::Display for HttpCondition<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        let mut add = |name: &str, condition: Option<TextCondition<'_>>| {
            if let Some(condition) = condition {
                parts.push(format!("{name} {condition}"));
            }
        };
        add("path", self.path);
        add("method", self.method);
        add("authority", self.authority);
        add("scheme", self.scheme);
        for condition in &self.headers {
            let not = if condition.excluded { "not " } else { "" };
            parts.push(format!("header `{}` {not}{}", condition.name, condition.value));
        }
        for condition in &self.query {
            parts.push(format!("query parameter `{}` {}", condition.name, condition.value));
        }
        if let Some((service, method, _)) = self.grpc {
            parts.push(format!("call of `{service}/{method}`"));
        }
        if let Some(port) = self.port {
            parts.push(format!("port {port}"));
        }
        if !self.gateways.is_empty() {
            parts.push(format!("by {}", Bound::join(&self.gateways)));
        }
        parts.extend(self.source_labels.iter().map(|(name, value)| format!("client `{name}: {value}`")));
        if !self.source_namespace.is_empty() {
            parts.push(format!("client in {}", self.source_namespace));
        }
        out.write_str(&parts.join(", "))
    }
}

/// The pairs of a map of labels.
pub(super) fn labels(pairs: &[crate::model::Pair<Text>]) -> Vec<(&str, &str)> {
    pairs.iter().map(|pair| (&*pair.name, &*pair.value)).collect()
}

/// Whether the client of a condition is this proxy.
pub(super) fn source(labels: &[(&str, &str)], namespace: &str, at: At<'_>) -> Result<(), String> {
    if let Some((name, value)) = labels.iter().find(|(name, value)| at.labels.get(name) != Some(value)) {
        return Err(format!("for clients with label `{name}: {value}`"));
    }
    if !namespace.is_empty() && namespace != at.namespace {
        return Err(format!("for clients in namespace {namespace}"));
    }
    Ok(())
}
