//! What a rule for HTTP does to a request.

use super::change::{PathChange, RedirectTo, redirect_to};
use super::destination::Destination;
use crate::graph::Mesh;
use crate::model::{
    Headers, HttpFault, HttpRoute, Object, OrEmpty, Percent, Resource, Retries, Spanned, TextField,
    VirtualService,
};
use crate::source::{Location, Span};

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
    pub retries: Option<Inherited<'m, Retries>>,
    /// Faults.
    pub fault: Option<&'m HttpFault>,
    /// Who gets a copy, and of how many percent.
    pub mirrors: Vec<(Destination<'m>, f64)>,
}

impl Action<'_> {
    /// The status with which every request is aborted, if so.
    pub fn certain_abort(&self) -> Option<(i64, Option<Location>)> {
        let abort = &self.fault?.abort.as_ref()?.value;
        let percent = abort.percentage.as_ref().and_then(|percent| percent.value.value.as_ref());
        let status = abort.http_status.as_ref()?.value;
        (percent?.value >= 100.0).then_some((status, None))
    }
}

/// A setting of a rule, and who says it: the VirtualService of the rule, or the one that delegates to it.
#[derive(Clone, Debug)]
pub struct Inherited<'m, T> {
    /// What is said.
    pub value: &'m T,
    /// Who says it.
    pub owner: Resource<'m, VirtualService>,
    /// The value, in the text of its owner.
    pub span: Span,
}

/// The rule that delegates, and its VirtualService.
pub(super) type Root<'m> = (&'m HttpRoute, Resource<'m, VirtualService>);

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

/// What a rule does; a delegate's rule takes what it does not say from the rule that delegates to it
/// (istiod: `mergeHTTPRoute`).
pub(super) fn action<'m>(
    mesh: &Mesh<'m>,
    rule: &'m Spanned<HttpRoute>,
    owner: Resource<'m, VirtualService>,
    root: Option<Root<'m>>,
) -> Action<'m> {
    let own: &'m HttpRoute = &rule.value;
    let retries = |(rule, owner): Root<'m>| {
        let field = rule.retries.as_ref()?;
        Some(Inherited { value: &*field.value, owner, span: field.span })
    };
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
        (None, None) => Answering::Route(Destination::weighted(mesh, own.route.items(), owner.object)),
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
        retries: retries((own, owner)).or_else(|| root.and_then(retries)),
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
    owner: Resource<'m, VirtualService>,
    root: Option<Root<'m>>,
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
    match of(own, owner.object) {
        mirrors if !mirrors.is_empty() => mirrors,
        _ => root.map(|(rule, owner)| of(rule, owner.object)).unwrap_or_default(),
    }
}
