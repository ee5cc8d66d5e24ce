//! Choosing the rule of a virtual host, and doing what it says.

use super::{DecidingRule, Outcome, Redirected, Stage, Walk};
use crate::graph::routing::{
    Action, Answering, Cluster, Compiled, Destination, HttpRule, LeftOut, Lost, Routes, RulePlace, Unmet,
};
use crate::graph::{SeenService, View};
use crate::model::{GATEWAY_API, TextField};

/// Why an alternative does not hold, in words.
fn because(unmet: &Unmet<'_>) -> String {
    match unmet {
        Unmet::Client(who) => format!("it is {who}"),
        Unmet::Port(port) => format!("it is for port {port}"),
        Unmet::Path(path) => format!("the path is not {path}"),
        Unmet::Part(part, condition) => format!("{part} has to be {condition}"),
    }
}

pub(super) fn why_left_out(why: &LeftOut<'_>) -> String {
    match why {
        LeftOut::Unmet(unmet) => because(unmet),
        LeftOut::Closed => "dropped, since an earlier rule takes every request".to_owned(),
    }
}

/// A rule as people find it in its file.
pub(super) fn name_of(place: &RulePlace<'_>, list: &str) -> String {
    let object = place.object;
    let own = |list: &str, rule: usize, matched: Option<usize>| match matched {
        Some(matched) => format!("`{list}[{rule}].match[{matched}]`"),
        None => format!("`{list}[{rule}]`"),
    };
    let list = if object.group() == GATEWAY_API { "rules" } else { list };
    let rule = own(list, place.rule, place.matched);
    let of = format!("{rule} of {} `{}/{}`", object.kind_name, object.namespace, object.name());
    match &place.delegate {
        Some(delegate) => {
            let inner = own(list, delegate.rule, delegate.matched);
            format!("{inner} of delegate `{}/{}` in {of}", delegate.object.namespace, delegate.object.name())
        }
        None => of,
    }
}

impl<'w, 'm> Walk<'w, 'm> {
    /// Says which rules delegates leave out.
    pub(super) fn tell_lost(&mut self, routes: &Routes<'m>) {
        for lost in routes.lost(self.mesh) {
            let delegate = &lost.delegate;
            let why = match lost.why {
                Lost::Missing => format!("delegate `{delegate}` does not exist"),
                Lost::HasHosts => format!("`{delegate}` has hosts, and so is not a delegate"),
                Lost::NotExported => {
                    format!("delegate `{delegate}` is not exported to namespace {}", routes.object.namespace)
                }
                Lost::Conflict(rule) => format!(
                    "`http[{rule}]` of delegate `{delegate}` asks for something outside of the rule that delegates, or for a regular expression"
                ),
            };
            let (object, span) = lost.at;
            let message = format!(
                "not `http[{}]` of {} `{}/{}`: {why}; istiod leaves it out",
                lost.rule,
                routes.object.kind_name,
                routes.object.namespace,
                routes.object.name()
            );
            self.passed(Stage::Rule, object.at(span), message);
        }
    }

    /// The first rule that the request meets. Says of each earlier one why not.
    pub(super) fn choose(&mut self, compiled: &Compiled<'m>) -> Option<HttpRule<'m>> {
        let mut all: Vec<(&HttpRule<'m>, Option<String>)> =
            compiled.left_out.iter().map(|(rule, why)| (rule, Some(why_left_out(why)))).collect();
        let mut winner = None;
        for rule in &compiled.kept {
            match rule.condition.as_ref().map_or(Ok(()), |condition| condition.holds(&self.request.http)) {
                Ok(()) => {
                    winner = Some(rule);
                    break;
                }
                Err(unmet) => all.push((rule, Some(because(&unmet)))),
            }
        }
        for (rule, why) in all {
            // What stands behind the winner in its own object is of no interest.
            let is_behind = winner.is_some_and(|winner| {
                winner.place.id == rule.place.id && rule.place.rule > winner.place.rule
            });
            if !is_behind {
                let name = name_of(&rule.place, "http");
                self.passed(
                    Stage::Rule,
                    rule.place.location(),
                    format!("not {name}: {}", why.unwrap_or_default()),
                );
            }
        }
        let winner = winner?.clone();
        let how = match &winner.condition {
            None => "takes every request",
            Some(condition) if condition.is_catch_all() => "takes every request that comes here",
            Some(_) => "matches",
        };
        let name = name_of(&winner.place, "http");
        self.taken(Stage::Rule, winner.place.location(), format!("{name} {how}"));
        self.hop.rule = Some(DecidingRule { place: winner.place.clone(), is_http: true, is_told: true });
        Some(winner)
    }

    /// Does what a rule says.
    pub(super) fn act(
        &mut self,
        rule: &HttpRule<'m>,
        view: &View<'w, 'm>,
        listener_port: i64,
        default_port: impl Fn(Option<&SeenService>) -> i64,
    ) {
        let action = rule.action(self.mesh);
        let matched = rule.path_condition();
        let place = rule.place.location();
        match &action.answering {
            Answering::Redirect(redirect) => {
                let location = redirect.location(&self.request.http, listener_port, matched);
                let message = format!("the proxy answers {}: redirect to {location}", redirect.code);
                self.hop.status = Some(redirect.code);
                self.hop.redirect = Some(Redirected { code: redirect.code, location, by: "route" });
                self.end(Outcome::Redirect, Some(redirect.location), message, "");
                self.follow_redirect(Some(redirect.location));
            }
            Answering::Direct(status, location) => {
                self.hop.status = Some(*status);
                let has_backends = rule.place.object.group() != GATEWAY_API;
                let help = if has_backends { "" } else { "name a backend in `backendRefs`" };
                self.end(
                    Outcome::DirectResponse,
                    Some(*location),
                    format!("the proxy answers {status} by itself"),
                    help,
                );
            }
            Answering::Route(to) => {
                self.changes(&action, rule);
                if let Some((status, location)) = action.certain_abort() {
                    let message = format!("every request is aborted: the client gets status {status}");
                    self.hop.status = Some(status);
                    self.end(
                        Outcome::DirectResponse,
                        Some(location.unwrap_or(place)),
                        message,
                        "take the `fault` out, or lower its percentage",
                    );
                    return;
                }
                if to.is_empty() {
                    self.end(
                        Outcome::ClusterMissing,
                        Some(place),
                        "the rule has no destination with a share",
                        "give a destination a `weight`",
                    );
                    return;
                }
                let clusters = self.clusters(to, view, &default_port);
                let mirrors: Vec<(Cluster<'m>, f64)> = action
                    .mirrors
                    .iter()
                    .map(|(to, percent)| (view.cluster(to, &default_port), *percent))
                    .collect();
                for ((to, _), (cluster, percent)) in action.mirrors.iter().zip(&mirrors) {
                    let lost = if cluster.lack.is_some() { ", which does not exist" } else { "" };
                    let host = cluster.host.as_deref().unwrap_or("an unknown host");
                    let port = cluster.port.unwrap_or_default();
                    self.note(
                        Stage::Action,
                        to.location,
                        format!("{percent} % of requests are copied to `{host}:{port}`{lost}"),
                    );
                }
                self.hop.mirrors = mirrors;
                self.settle(clusters, to, view, true);
            }
        }
    }

    /// A redirect to what was asked for comes back without end.
    pub(super) fn follow_redirect(&mut self, location: Option<crate::source::Location>) {
        let Some(redirect) = &self.hop.redirect else { return };
        let http = &self.request.http;
        let plain = |url: &str| {
            let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
            let default = if scheme == "https" { ":443" } else { ":80" };
            let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
            let authority = authority.strip_suffix(default).unwrap_or(authority).to_ascii_lowercase();
            format!("{scheme}://{authority}{path}")
        };
        let own = format!("{}://{}{}", http.scheme, http.authority, http.path);
        if plain(&redirect.location) == plain(&own) {
            self.fail(
                location,
                "the redirect leads to the very URL that was asked for: the client goes round until it gives up",
                "exclude what the redirect leads to, or put a rule with a destination before it",
            );
        }
    }

    /// The clusters of destinations.
    pub(super) fn clusters(
        &self,
        to: &[Destination<'m>],
        view: &View<'w, 'm>,
        default_port: &impl Fn(Option<&SeenService>) -> i64,
    ) -> Vec<Cluster<'m>> {
        to.iter().map(|to| view.cluster(to, default_port)).collect()
    }

    /// What a rule does to a request on its way.
    fn changes(&mut self, action: &Action<'m>, rule: &HttpRule<'m>) {
        let place = rule.place.location();
        let path = action.path.map(|path| path.apply(&self.request.http.path, rule.path_condition()));
        if path.is_some() || action.authority.is_some() {
            let parts = [
                path.as_ref().map(|path| format!("path `{path}`")),
                action.authority.map(|authority| format!("Host `{authority}`")),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            self.taken(Stage::Action, place, format!("rewritten to {}", parts.join(" and ")));
            self.hop.rewrite = Some((path, action.authority.map(str::to_owned)));
        }
        if let Some(timeout) = action.timeout {
            self.note(Stage::Action, place, format!("time limit {timeout}"));
            self.hop.timeout = Some(timeout.to_owned());
        }
        if let Some(retries) = &action.retries {
            let attempts = retries.value.attempts.as_ref().map_or(0, |attempts| attempts.value);
            self.note(Stage::Action, place, format!("{attempts} retries"));
        }
        let Some(fault) = action.fault else { return };
        let mut faults = Vec::new();
        if let Some(delay) = &fault.delay {
            let percent =
                delay.value.percentage.as_ref().and_then(|it| it.value.value.as_ref()).map(|it| it.value);
            let percent = percent.or(delay.value.percent.as_ref().map(|it| it.value as f64)).unwrap_or(0.0);
            faults.push(format!("delay of {} for {percent} % of requests", delay.value.fixed_delay.text()));
        }
        if let Some(abort) = &fault.abort {
            // Without a percentage nothing is aborted.
            let percent = abort
                .value
                .percentage
                .as_ref()
                .and_then(|it| it.value.value.as_ref())
                .map_or(0.0, |it| it.value);
            let status = abort.value.http_status.as_ref().map_or(0, |it| it.value);
            faults.push(format!("abort with {status} for {percent} % of requests"));
        }
        let text = faults.join(", ");
        self.note(Stage::Action, place, format!("fault: {text}"));
        self.hop.fault = Some(text);
    }
}
