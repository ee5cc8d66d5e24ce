//! Rules for HTTP, whatever kind of object they are written in.

use super::condition::{HttpCondition, TextCondition};
use super::{Bound, gateway_api};
use crate::graph::{Mesh, host};
use crate::model::{
    Headers, HttpFault, HttpRoute, Object, OrEmpty, Percent, Redirect, Resource, Retries, RouteDestination,
    Spanned, TextField, VirtualService,
};
use crate::source::{Location, Span};

/// Where a rule is written.
#[derive(Clone, Debug)]
pub struct RulePlace<'m> {
    /// The object.
    pub object: &'m Object,
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
    /// The position of the rule.
    pub rule: usize,
    /// The position of the alternative.
    pub matched: Option<usize>,
    /// The alternative, or else the rule.
    pub span: Span,
}

impl RulePlace<'_> {
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
    pub(super) source: RuleSource<'m>,
}

/// What says what to do.
#[derive(Clone, Copy, Debug)]
pub(super) enum RuleSource<'m> {
    /// A rule of a VirtualService, and the rule that delegates to it.
    Virtual { rule: &'m Spanned<HttpRoute>, owner: &'m Object, root: Option<(&'m HttpRoute, &'m Object)> },
    /// A rule of an HTTPRoute or GRPCRoute.
    Api(gateway_api::ApiRule<'m>),
}

/// What is done to a request.
#[derive(Clone, Debug)]
pub struct Action<'m> {
    /// Who answers it.
    pub answering: Answering<'m>,
    /// New path.
    pub path: Option<PathChange<'m>>,
    /// New authority.
    pub authority: Option<&'m str>,
    /// Time limit.
    pub timeout: Option<&'m str>,
    /// Retries.
    pub retries: Option<&'m Retries>,
    /// Faults.
    pub fault: Option<&'m HttpFault>,
    /// Who gets a copy, and of how many percent.
    pub mirrors: Vec<(Destination<'m>, f64)>,
}

/// Who answers a request.
#[derive(Clone, Debug)]
pub enum Answering<'m> {
    /// Destinations, by weight.
    Route(Vec<Destination<'m>>),
    /// The proxy, with a redirect.
    Redirect(RedirectTo<'m>),
    /// The proxy, with a status.
    Direct(i64, Location),
}

/// A redirect.
#[derive(Clone, Copy, Debug)]
pub struct RedirectTo<'m> {
    /// Status.
    pub code: i64,
    /// New scheme.
    pub scheme: Option<&'m str>,
    /// New host.
    pub host: Option<&'m str>,
    /// New port.
    pub port: Option<RedirectPort>,
    /// New path.
    pub path: Option<PathChange<'m>>,
    /// Where it is written.
    pub location: Location,
}

/// The port of a redirect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RedirectPort {
    /// This one.
    Number(i64),
    /// That of the listener.
    OfListener,
}

/// A change of the path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PathChange<'m> {
    /// What the condition matched is replaced.
    Matched(&'m str),
    /// The prefix that the condition matched is replaced, slashes being put right (Gateway API).
    Below(&'m str),
    /// The whole path is replaced.
    Whole(&'m str),
    /// By an expression.
    Regex(&'m str, &'m str),
}

impl PathChange<'_> {
    /// The new path, query included.
    pub fn apply(self, path: &str, matched: Option<TextCondition<'_>>) -> String {
        let end = path.find(['?', '#']).unwrap_or(path.len());
        let (bare, query) = path.split_at(end);
        let prefix = match matched {
            Some(TextCondition::Prefix(prefix)) => prefix.len(),
            Some(TextCondition::Below(parent)) => parent.strip_suffix('/').unwrap_or(parent).len(),
            // Envoy replaces all that an exact path or an expression has matched.
            Some(TextCondition::Exact(_) | TextCondition::Regex(_)) => bare.len(),
            None | Some(TextCondition::Present) => 1.min(bare.len()),
        };
        let rest = bare.get(prefix..).unwrap_or_default();
        let changed = match self {
            PathChange::Whole(new) => new.to_owned(),
            PathChange::Matched(new) => format!("{new}{rest}"),
            PathChange::Below(new) => {
                let joined = format!("{}/{}", new.trim_end_matches('/'), rest.trim_start_matches('/'));
                match rest.is_empty() && new != "/" {
                    true => new.to_owned(),
                    false => joined,
                }
            }
            PathChange::Regex(pattern, new) => match regex::Regex::new(pattern) {
                // RE2 writes groups as `\1`.
                Ok(pattern) => {
                    let new = regex::Regex::new(r"\\(\d)").map_or(new.to_owned(), |group| {
                        group.replace_all(&new.replace('$', "$$"), "$${$1}").into_owned()
                    });
                    pattern.replace_all(bare, new.as_str()).into_owned()
                }
                Err(_) => bare.to_owned(),
            },
        };
        let query = if changed.contains('?') { "" } else { query };
        format!("{changed}{query}")
    }
}

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
        let full = host::full_name(to.host.text(), &owner.namespace, mesh.cluster_domain);
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
            let source = RuleSource::Virtual { rule, owner: routes.object, root: None };
            let place = |matched, span| RulePlace {
                object: routes.object,
                rule: index,
                matched,
                span,
                delegate: None,
            };
            if rule.matches.items().is_empty() {
                rules.push(HttpRule { place: place(None, rule.span), condition: None, source });
            }
            for (position, condition) in rule.matches.items().iter().enumerate() {
                rules.push(HttpRule {
                    place: place(Some(position), condition.span),
                    condition: Some(HttpCondition::of(&condition.value, routes.namespace())),
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

/// What a rule does; a delegate's rule takes what it does not say from the rule that delegates to it
/// (istiod: `mergeHTTPRoute`).
fn action<'m>(
    mesh: &Mesh<'m>,
    rule: &'m Spanned<HttpRoute>,
    owner: &'m Object,
    root: Option<(&'m HttpRoute, &'m Object)>,
) -> Action<'m> {
    let own: &'m HttpRoute = &rule.value;
    let above = root.map(|(rule, _)| rule);
    macro_rules! inherited {
        ($field:ident) => {
            own.$field.as_ref().or_else(|| above.and_then(|above| above.$field.as_ref()))
        };
    }
    let rewrite = inherited!(rewrite);
    let answering = match (&own.redirect, inherited!(direct_response)) {
        (Some(redirect), _) => Answering::Redirect(redirect_to(&redirect.value, owner.at(redirect.span))),
        (None, Some(direct)) => {
            let status = direct.value.status.as_ref().map_or(0, |status| status.value);
            Answering::Direct(status, owner.at(direct.span))
        }
        (None, None) => Answering::Route(Destination::weighted(mesh, own.route.items(), owner)),
    };
    let path = rewrite.and_then(|rewrite| {
        let regex = rewrite.value.uri_regex_rewrite.as_ref();
        let by_regex = |rewrite: &'m crate::model::RegexRewrite| {
            PathChange::Regex(rewrite.pattern.text(), rewrite.rewrite.text())
        };
        match regex {
            Some(regex) => Some(by_regex(&regex.value)),
            None => Some(PathChange::Matched(&rewrite.value.uri.as_ref()?.value)),
        }
    });
    Action {
        answering,
        path,
        authority: rewrite
            .and_then(|rewrite| rewrite.value.authority.as_ref())
            .map(|field| &*field.value)
            .filter(|authority| !authority.is_empty())
            .or_else(|| inherited!(headers).and_then(|headers| host_header(&headers.value)))
            .or_else(|| match own.route.items() {
                [only] => only.headers.as_ref().and_then(|headers| host_header(&headers.value)),
                _ => None,
            }),
        timeout: inherited!(timeout).map(|field| &*field.value),
        retries: inherited!(retries).map(|field| &*field.value),
        fault: inherited!(fault).map(|field| &*field.value),
        mirrors: mirrors(mesh, own, owner, root),
    }
}

/// The host that a change of headers gives to requests: what is set goes before what is added (istiod:
/// `TranslateHeadersOperations`).
fn host_header(headers: &Headers) -> Option<&str> {
    let request = &headers.request.as_ref()?.value;
    let is_host = |name: &str| name.eq_ignore_ascii_case(":authority") || name.eq_ignore_ascii_case("host");
    let all = request.set.items().iter().chain(request.add.items());
    all.filter(|pair| is_host(&pair.name)).map(|pair| &*pair.value).next()
}

fn mirrors<'m>(
    mesh: &Mesh<'m>,
    own: &'m HttpRoute,
    owner: &'m Object,
    root: Option<(&'m HttpRoute, &'m Object)>,
) -> Vec<(Destination<'m>, f64)> {
    let share = |percent: Option<&Percent>| {
        percent.and_then(|percent| percent.value.as_ref()).map(|value| value.value)
    };
    let of = |rule: &'m HttpRoute, owner: &'m Object| -> Vec<(Destination<'m>, f64)> {
        let by_percentage = share(rule.mirror_percentage.as_ref().map(|field| &*field.value));
        let whole = rule.mirror_percent.as_ref().map(|field| field.value as f64);
        let percent = by_percentage.or(whole).unwrap_or(100.0);
        let one = rule.mirror.iter().map(|to| (Destination::of(mesh, &to.value, owner, to.span), percent));
        let several = rule.mirrors.items().iter().filter_map(|mirror| {
            let to = mirror.destination.as_ref()?;
            let percent = share(mirror.percentage.as_ref().map(|field| &field.value)).unwrap_or(100.0);
            Some((Destination::of(mesh, &to.value, owner, to.span), percent))
        });
        one.chain(several).filter(|(_, percent)| *percent > 0.0).collect()
    };
    match of(own, owner) {
        mirrors if !mirrors.is_empty() => mirrors,
        _ => root.map(|(rule, owner)| of(rule, owner)).unwrap_or_default(),
    }
}

fn redirect_to<'m>(redirect: &'m Redirect, location: Location) -> RedirectTo<'m> {
    let text = |field: &'m Option<crate::model::Field<crate::model::Text>>| {
        field.as_ref().map(|field| &*field.value).filter(|text| !text.is_empty())
    };
    let derived = (redirect.derive_port.text() == "FROM_REQUEST_PORT").then_some(RedirectPort::OfListener);
    RedirectTo {
        code: redirect
            .redirect_code
            .as_ref()
            .map_or(301, |code| if code.value == 0 { 301 } else { code.value }),
        scheme: text(&redirect.scheme),
        host: text(&redirect.authority),
        port: redirect.port.as_ref().map(|port| RedirectPort::Number(port.value)).or(derived),
        path: text(&redirect.uri).map(PathChange::Whole),
        location,
    }
}

impl RedirectTo<'_> {
    /// The `location` header, as Envoy writes it.
    pub fn location(
        &self,
        request: &super::HttpRequest,
        listener_port: i64,
        matched: Option<TextCondition<'_>>,
    ) -> String {
        let scheme = self.scheme.unwrap_or(request.scheme);
        let number = self.port.map(|port| match port {
            RedirectPort::Number(port) => port,
            RedirectPort::OfListener => listener_port,
        });
        // istiod leaves out the port that the scheme stands for.
        let port = match number {
            None | Some(0) => String::new(),
            Some(80) if scheme == "http" => String::new(),
            Some(443) if scheme == "https" => String::new(),
            Some(port) => format!(":{port}"),
        };
        let host = match self.host {
            Some(host) => host,
            None => {
                // The port of the Host header goes where another one or another scheme makes it wrong.
                let authority = &*request.authority;
                let (bare, old) = authority.rsplit_once(':').unwrap_or((authority, ""));
                let default = if request.scheme == "https" { "443" } else { "80" };
                let drops = !port.is_empty() || scheme != request.scheme && old == default;
                if drops && !old.is_empty() { bare } else { authority }
            }
        };
        let path = self.path.map_or(request.path.clone(), |path| path.apply(&request.path, matched));
        format!("{scheme}://{host}{port}{path}")
    }
}
