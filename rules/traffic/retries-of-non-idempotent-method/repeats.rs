//! Which retries repeat what may have been done already.

use rustc_hash::FxHashMap;

use crate::graph::Mesh;
use crate::graph::routing::{Answering, HttpRule, Inherited, TextCondition};
use crate::model::{OrEmpty, Retries, TextField, VirtualService};
use crate::source::Location;

/// Retries of requests whose method is not idempotent.
pub struct Repeats<'m> {
    /// The retries, in the VirtualService that says them.
    pub retries: Inherited<'m, Retries>,
    /// Those of its conditions that may follow a request which the service has handled.
    pub conditions: Vec<&'m str>,
    /// The methods, and where each is asked for first.
    pub methods: Vec<(&'static str, Location)>,
}

/// Methods that may be repeated without another effect than that of one request (RFC 9110, section 9.2.2).
const IDEMPOTENT: [&str; 6] = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"];

/// Methods that may not (RFC 9110, RFC 5789).
const NOT_IDEMPOTENT: [&str; 2] = ["POST", "PATCH"];

/// Rules of VirtualServices that retry requests of such methods only, each `retries` once, however many rules of
/// delegates take it over.
pub fn repeats<'m>(mesh: &Mesh<'m>) -> Vec<Repeats<'m>> {
    let mut found: Vec<Repeats<'m>> = Vec::new();
    let mut at: FxHashMap<Location, usize> = FxHashMap::default();
    for routes in mesh.all::<VirtualService>() {
        // What a delegate delegates does not count.
        let is_delegate = routes.spec.hosts.items().is_empty();
        let position = |rule: &HttpRule<'m>| {
            (rule.place.rule, rule.place.delegate.as_ref().map(|delegate| delegate.rule))
        };
        for alternatives in mesh.http_rules(routes).chunk_by(|a, b| position(a) == position(b)) {
            let Some(first) = alternatives.first() else { continue };
            if is_delegate && first.place.delegate.is_some() {
                continue;
            }
            let Some(methods) = methods(alternatives) else { continue };
            let action = first.action(mesh);
            let Some(retries) = action.retries else { continue };
            let attempts = retries.value.attempts.as_ref().map_or(0, |attempts| attempts.value);
            let is_routed = matches!(&action.answering, Answering::Route(to) if !to.is_empty());
            let conditions: Vec<&str> = retries.value.retry_on.text().split(',').map(str::trim).collect();
            let conditions: Vec<&str> = conditions.into_iter().filter(|on| may_follow_success(on)).collect();
            if attempts <= 0 || !is_routed || conditions.is_empty() {
                continue;
            }
            let place = retries.owner.at(retries.span);
            let index = *at.entry(place).or_insert_with(|| {
                found.push(Repeats { retries, conditions, methods: Vec::new() });
                found.len() - 1
            });
            let Some(repeats) = found.get_mut(index) else { continue };
            for method in methods {
                if !repeats.methods.iter().any(|(name, _)| *name == method.0) {
                    repeats.methods.push(method);
                }
            }
        }
    }
    found
}

/// The methods that all alternatives of a rule together take, if none of them is idempotent.
fn methods(alternatives: &[HttpRule<'_>]) -> Option<Vec<(&'static str, Location)>> {
    let mut all = Vec::new();
    for alternative in alternatives {
        let condition = alternative.condition.as_ref()?;
        let (method, place) = (condition.method?, condition.method_at?);
        let takes = |name: &&str| method.holds(name, false);
        if method == TextCondition::Present || IDEMPOTENT.iter().any(takes) {
            return None;
        }
        all.extend(NOT_IDEMPOTENT.into_iter().filter(takes).map(|name| (name, place)));
    }
    (!all.is_empty()).then_some(all)
}

/// Whether a request may have been handled where this condition of retries holds. Statuses from 400 to 499 say that it
/// was refused. Without conditions istiod writes none of these (`ConvertPolicy` in
/// `pilot/pkg/networking/core/route/retry`): `unavailable` and `cancelled` are among its defaults and are taken to be
/// wanted, and `retriable-status-codes` means nothing without codes (`parseRetryOn`), which are found by themselves.
fn may_follow_success(condition: &str) -> bool {
    match condition {
        "5xx" | "gateway-error" | "reset" | "http3-post-connect-failure" => true,
        "deadline-exceeded" | "internal" => true,
        code => code.parse().is_ok_and(|code: u16| (200..400).contains(&code) || (500..600).contains(&code)),
    }
}
