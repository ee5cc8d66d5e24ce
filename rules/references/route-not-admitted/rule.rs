//! No listener of its Gateway takes a route of the Gateway API.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::routing::Refusal;
use crate::model::TextField;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0344",
        name: "route-not-admitted",
        aliases: &["KIA1401"],
        severity: Severity::Error,
        group: Group::References,
        summary: "No listener of its Gateway takes a route of the Gateway API",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for unadmitted in mesh.unadmitted_routes() {
        let (gateway, listener) = (unadmitted.gateway, unadmitted.listener);
        let route = mesh.object(unadmitted.route);
        let (kind, namespace) = (&route.kind_name, &route.namespace);
        let Some(name) = &unadmitted.parent.name else { continue };
        let Some(of_listener) = &listener.name else { continue };
        let allowed = listener.allowed_routes.as_ref();
        let namespaces = allowed.and_then(|allowed| allowed.value.namespaces.as_ref());
        let (what, place, help) = match unadmitted.refusal {
            Refusal::Protocol => (
                format!("an object of kind {kind}"),
                listener.protocol.as_ref().map(|protocol| protocol.span),
                format!("use a listener whose protocol goes with {kind}"),
            ),
            Refusal::Kind => (
                format!("an object of kind {kind}"),
                allowed.and_then(|allowed| allowed.value.kinds.as_ref()).map(|kinds| kinds.key),
                format!("add {kind} to `allowedRoutes.kinds` of the listener"),
            ),
            Refusal::Namespace => (
                format!("routes of namespace {namespace}"),
                namespaces.map(|namespaces| namespaces.key).or(Some(of_listener.span)),
                "set `allowedRoutes.namespaces` of the listener to `from: All`, or to a selector for the namespace"
                    .to_owned(),
            ),
            Refusal::Hostname => (
                "any of its hostnames".to_owned(),
                listener.hostname.as_ref().map(|hostname| hostname.span),
                format!("use hostnames that fit `{}`, or another listener", listener.hostname.text()),
            ),
        };
        let message = format!(
            "no listener of Gateway `{}/{}` that this entry names takes {what}: nothing answers the requests of the {kind}",
            gateway.namespace(),
            gateway.name(),
        );
        let place = gateway.at(place.unwrap_or(of_listener.span));
        let finding = out.report(unadmitted.route, name.span, message);
        finding.help(help).related(place, format!("listener `{}` comes nearest", of_listener.value));
        finding.aliases(match unadmitted.takes_namespace {
            false => &["KIA1401"],
            true => &[],
        });
    }
}
