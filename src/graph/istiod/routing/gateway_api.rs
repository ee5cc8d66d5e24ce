//! What istiod makes from routes of the Gateway API,
//! <https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/>.

use super::action::{Action, Answering};
use super::change::{PathChange, RedirectPort, RedirectTo};
use super::condition::{HttpCondition, NamedCondition};
use super::destination::Destination;
use super::http::{HttpRule, RulePlace, RuleSource};
use super::text::TextCondition;
use crate::graph::Mesh;
use crate::model::{
    BackendKind, BackendRef, Field, GrpcRouteRule, HttpRouteRule, NamedMatch, Object, OrEmpty, PathModifier,
    RequestRedirect, RouteFilter, Spanned, TextField,
};
use crate::source::{ObjectId, Span};

/// A rule of an HTTPRoute or GRPCRoute.
#[derive(Clone, Copy, Debug)]
pub(super) struct ApiRule<'m> {
    object: &'m Object,
    id: ObjectId,
    span: Span,
    filters: &'m [Spanned<RouteFilter>],
    backends: &'m [Spanned<BackendRef>],
    timeout: &'m str,
    /// Whether it is for sidecars, which need no ReferenceGrants.
    is_mesh: bool,
}

impl<'m> ApiRule<'m> {
    /// The alternatives of a rule of an HTTPRoute.
    pub fn http(
        (id, object): (ObjectId, &'m Object),
        index: usize,
        rule: &'m Spanned<HttpRouteRule>,
        is_mesh: bool,
    ) -> Vec<HttpRule<'m>> {
        // A limit for each try is one for the whole where nothing is tried again (istiod: `convertHTTPRoute`).
        let timeout = rule.timeouts.as_ref().map_or("", |timeouts| {
            let of_try = timeouts.value.backend_request.text();
            let is_for_all = rule.retry.is_none() && !matches!(of_try, "" | "0s" | "0");
            if is_for_all { of_try } else { timeouts.value.request.text() }
        });
        let api = ApiRule {
            object,
            id,
            span: rule.span,
            filters: rule.filters.items(),
            backends: rule.backend_refs.items(),
            timeout,
            is_mesh,
        };
        let condition = |matched: &'m crate::model::HttpRouteMatch| {
            let path = matched.path.as_ref().map(|path| &path.value);
            let value = path.and_then(|path| path.value.as_ref()).map_or("/", |value| &*value.value);
            let path = match path.map_or("", |path| path.match_type.text()) {
                "Exact" => TextCondition::Exact(value),
                "RegularExpression" => TextCondition::Regex(value),
                _ if value == "/" => TextCondition::Prefix(value),
                _ => TextCondition::Below(value),
            };
            HttpCondition {
                path: Some(path),
                method: matched.method.as_ref().map(|method| TextCondition::Exact(&method.value)),
                headers: named(matched.headers.items()),
                query: named(matched.query_params.items()),
                ..HttpCondition::default()
            }
        };
        let matches = rule.matches.items();
        let conditions = matches.iter().map(|item| (item.span, condition(&item.value))).collect();
        api.alternatives(index, conditions)
    }

    /// The alternatives of a rule of a GRPCRoute.
    pub fn grpc(
        (id, object): (ObjectId, &'m Object),
        index: usize,
        rule: &'m Spanned<GrpcRouteRule>,
        is_mesh: bool,
    ) -> Vec<HttpRule<'m>> {
        let api = ApiRule {
            object,
            id,
            span: rule.span,
            filters: rule.filters.items(),
            backends: rule.backend_refs.items(),
            timeout: "",
            is_mesh,
        };
        let condition = |matched: &'m crate::model::GrpcRouteMatch| {
            let method = matched.method.as_ref().map(|method| &method.value);
            let headers = named(matched.headers.items());
            let mut condition = HttpCondition { headers, ..HttpCondition::default() };
            let Some(method) = method else { return condition };
            // The path of a call is `/service/method`; a part that is not said may be anything.
            let (service, name) = (method.service.text(), method.method.text());
            let is_regex = method.match_type.text() == "RegularExpression";
            condition.grpc = Some((service, name, is_regex));
            condition
        };
        let matches = rule.matches.items();
        let conditions = matches.iter().map(|item| (item.span, condition(&item.value))).collect();
        api.alternatives(index, conditions)
    }

    fn alternatives(self, index: usize, conditions: Vec<(Span, HttpCondition<'m>)>) -> Vec<HttpRule<'m>> {
        // The position of the alternative is not kept in what istiod makes.
        let (object, id) = (self.object, self.id);
        let place = |span| RulePlace { object, id, rule: index, matched: None, span, delegate: None };
        let source = RuleSource::Api(self);
        if conditions.is_empty() {
            // The definition of HTTPRoute fills in the path `/`; a GRPCRoute then has no condition at all.
            let is_http = self.object.kind == crate::model::Kind::HttpRouteResource;
            let path = HttpCondition { path: Some(TextCondition::Prefix("/")), ..HttpCondition::default() };
            return vec![HttpRule {
                place: place(self.span),
                condition: is_http.then_some(path),
                made_for: None,
                source,
            }];
        }
        let rule = |(span, condition)| HttpRule {
            place: place(span),
            condition: Some(condition),
            made_for: None,
            source,
        };
        conditions.into_iter().map(rule).collect()
    }

    /// What it does.
    pub fn action(self, mesh: &Mesh<'m>) -> Action<'m> {
        let of_type = |name: &str| self.filters.iter().find(|filter| filter.filter_type.text() == name);
        let rewrite = of_type("URLRewrite").and_then(|filter| filter.url_rewrite.as_ref());
        let redirect = of_type("RequestRedirect").and_then(|filter| filter.request_redirect.as_ref());
        let answering = match redirect {
            Some(redirect) => Answering::Redirect(redirect_to(redirect, self.object)),
            None => {
                let backends = backends(mesh, self.backends, self.object, self.is_mesh);
                match backends.is_empty() {
                    true => Answering::Direct(500, self.object.at(self.span)),
                    false => Answering::Route(backends),
                }
            }
        };
        let mirrors = self.filters.iter().filter(|filter| filter.filter_type.text() == "RequestMirror");
        let mirror = |filter: &'m Spanned<RouteFilter>| {
            let mirror = &filter.request_mirror.as_ref()?.value;
            let to = mirror.backend_ref.as_ref()?;
            let fraction = mirror.fraction.as_ref().map(|fraction| {
                let lower = fraction.value.denominator.as_ref().map_or(100, |field| field.value).max(1);
                fraction.value.numerator.as_ref().map_or(0, |field| field.value) as f64 * 100.0 / lower as f64
            });
            let percent = mirror.percent.as_ref().map(|field| field.value as f64);
            let to = backend(mesh, &to.value, to.span, self.object, self.is_mesh);
            // One that is not there is left out.
            let is_known = to.host.as_ref().is_some_and(|host| !mesh.services.exactly(host).is_empty());
            is_known.then(|| (to, percent.or(fraction).unwrap_or(100.0)))
        };
        Action {
            answering,
            path: rewrite.and_then(|rewrite| path_change(&rewrite.value.path)),
            authority: rewrite
                .and_then(|rewrite| rewrite.value.hostname.as_ref())
                .map(|field| &*field.value)
                .or_else(|| self.filters.iter().find_map(|filter| host_header(&filter.value))),
            timeout: (!self.timeout.is_empty()).then_some(self.timeout),
            retries: None,
            fault: None,
            mirrors: mirrors.filter_map(mirror).collect(),
        }
    }
}

/// The host that a change of headers gives to requests.
fn host_header(filter: &RouteFilter) -> Option<&str> {
    let modifier = &filter.request_header_modifier.as_ref()?.value;
    let is_host = |name: &str| name.eq_ignore_ascii_case(":authority") || name.eq_ignore_ascii_case("host");
    let mut all = modifier.set.items().iter().chain(modifier.add.items());
    all.find(|header| is_host(header.name.text()))
        .and_then(|header| header.value.value.as_ref())
        .map(|value| &*value.value)
}

fn named(matches: &[Spanned<NamedMatch>]) -> Vec<NamedCondition<'_>> {
    matches
        .iter()
        .map(|item| NamedCondition {
            name: item.value.name.as_ref().map_or("", |field| &*field.value),
            value: {
                let value = item.value.value.as_ref().map_or("", |field| &*field.value);
                match item.value.match_type.text() {
                    "RegularExpression" => TextCondition::Regex(value),
                    _ => TextCondition::Exact(value),
                }
            },
            excluded: false,
        })
        .collect()
}

fn path_change(path: &Option<Field<PathModifier>>) -> Option<PathChange<'_>> {
    let path = &path.as_ref()?.value;
    match path.modifier_type.text() {
        "ReplaceFullPath" => path.replace_full_path.as_ref().map(|new| PathChange::Whole(&new.value)),
        "ReplacePrefixMatch" => path.replace_prefix_match.as_ref().map(|new| PathChange::Below(&new.value)),
        _ => None,
    }
}

/// istiod hands the new prefix of a redirect to Envoy as it is: an empty one changes nothing (`createRedirectFilter`).
fn redirected_path(path: &Option<Field<PathModifier>>) -> Option<PathChange<'_>> {
    match path_change(path)? {
        PathChange::Below("") => None,
        PathChange::Below(new) => Some(PathChange::Matched(new)),
        change => Some(change),
    }
}

fn redirect_to<'m>(redirect: &'m Field<Box<RequestRedirect>>, object: &'m Object) -> RedirectTo<'m> {
    let filter = &redirect.value;
    let scheme = filter.scheme.as_ref().map(|field| &*field.value);
    let number = filter.port.as_ref().map(|field| RedirectPort::Number(field.value));
    // Without a port that of the listener is taken, unless the scheme says which.
    let derived = scheme.is_none().then_some(RedirectPort::OfListener);
    RedirectTo {
        code: filter.status_code.as_ref().map_or(302, |field| field.value),
        scheme,
        host: filter.hostname.as_ref().map(|field| &*field.value),
        port: number.or(derived),
        path: redirected_path(&filter.path),
        location: object.at(redirect.span),
    }
}

/// Weighted backends; one that is absent counts 1.
pub(super) fn backends<'m>(
    mesh: &Mesh<'m>,
    refs: &'m [Spanned<BackendRef>],
    object: &'m Object,
    is_mesh: bool,
) -> Vec<Destination<'m>> {
    let of = |item: &'m Spanned<BackendRef>| {
        let weight = item.weight.as_ref().map_or(1, |weight| weight.value);
        (weight > 0).then(|| Destination {
            weight: Some(weight),
            ..backend(mesh, &item.value, item.span, object, is_mesh)
        })
    };
    Destination::share(refs.iter().filter_map(of).collect())
}

/// A backend: a Service, or a host by its name. What is of another kind, or for gateways in another namespace without a
/// ReferenceGrant, stands for no host at all.
fn backend<'m>(
    mesh: &Mesh<'m>,
    to: &'m BackendRef,
    span: Span,
    object: &'m Object,
    is_mesh: bool,
) -> Destination<'m> {
    let namespace = to.namespace_or(&object.namespace);
    let name = to.name.text();
    let port = to.port.as_ref().map(|port| port.value);
    let is_granted = || {
        is_mesh || namespace == &*object.namespace || mesh.is_granted(object, namespace, "", "Service", name)
    };
    let host = match to.backend_kind().filter(|_| port.is_some()) {
        Some(BackendKind::Service) => is_granted().then(|| mesh.service_host(name, namespace)),
        Some(BackendKind::Hostname) => Some(name.to_ascii_lowercase()),
        None => None,
    };
    Destination {
        port: host.is_some().then_some(port).flatten(),
        host,
        subset: "",
        weight: None,
        location: object.at(to.name.as_ref().map_or(span, |name| name.span)),
        is_gateway_api: true,
    }
}

/// How specific an alternative is: istiod puts the rules of all routes of a host in this order, and
/// those that are equal by age (`sortHTTPRoutes`).
pub(super) fn rank(condition: Option<&HttpCondition<'_>>) -> impl Ord + use<> {
    // A rule without any condition comes last.
    let Some(condition) = condition else { return std::cmp::Reverse((-1, 0, false, 0, 0)) };
    let (kind, length) = match condition.path {
        Some(TextCondition::Exact(path)) => (3, path.len()),
        Some(TextCondition::Prefix(path)) => (2, path.len()),
        // The last slash of a prefix is ignored.
        Some(TextCondition::Below(path)) => (2, path.strip_suffix('/').unwrap_or(path).len()),
        Some(TextCondition::Regex(path)) => (1, path.len()),
        _ => match condition.grpc {
            Some((service, method, false)) if !service.is_empty() && !method.is_empty() => {
                (3, "//".len() + service.len() + method.len())
            }
            Some((service, "", false)) => (2, "//".len() + service.len()),
            Some(("", method, _)) => (1, "/[^/]+/".len() + method.len()),
            Some((service, "", true)) => (1, "//.+".len() + service.len()),
            Some((service, method, _)) => (1, "//".len() + service.len() + method.len()),
            None => (0, 0),
        },
    };
    std::cmp::Reverse((
        kind,
        length,
        condition.method.is_some(),
        condition.headers.len(),
        condition.query.len(),
    ))
}
