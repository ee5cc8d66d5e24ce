//! A route of the Gateway API names a Service that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role};
use crate::model::{Field, Object, Text};
use crate::rules::{missing, suggest};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0341",
        name: "route-service-not-found",
        aliases: &["KIA1402"],
        severity: Severity::Error,
        group: Group::References,
        summary: "A route of the Gateway API names a Service that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::RouteService, "Service") {
        let route = mesh.object(reference.from);
        let own = (&*route.namespace, &*reference.wanted);
        let (namespace, name) = reference.wanted.split_once('/').unwrap_or(own);
        let consequence = consequence(route, reference.span);
        // Names of Services have no dots; such a backend is of kind Hostname.
        let message = match name.contains('.') {
            true => format!("no Service or ServiceEntry has the host `{name}`: {consequence}"),
            false => format!("no Service `{name}` exists in namespace {namespace}: {consequence}"),
        };
        let finding = out.report(reference.from, reference.span, message);
        suggest(finding, absent, "name a Service that exists, with `namespace` where that is another one");
    }
}

/// What comes of a reference to a Service, or to its port, that leads nowhere.
pub(in crate::rules) fn consequence(route: &Object, span: Span) -> String {
    let kind = &*route.kind_name;
    let is_it = |name: &Option<Field<Text>>, port: &Option<Field<i64>>| {
        name.as_ref().is_some_and(|it| it.span == span) || port.as_ref().is_some_and(|it| it.span == span)
    };
    if route.route_parents().iter().any(|parent| is_it(&parent.name, &parent.port)) {
        return format!("no request in the mesh follows the {kind}");
    }
    let mut backends = route.route_backends().into_iter();
    let is_mirror = backends.any(|(backend, is_mirror)| is_mirror && is_it(&backend.name, &backend.port));
    let text = match kind {
        "HTTPRoute" | "GRPCRoute" if is_mirror => "what is mirrored there is lost",
        "HTTPRoute" | "GRPCRoute" => "what is sent there gets status 500",
        _ => "connections that it takes are closed",
    };
    text.to_owned()
}
