//! A route sends to a Service of another namespace, and nothing allows that.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::rules::references::route_service_not_found::consequence;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0345",
        name: "backend-not-granted",
        aliases: &["KIA1402"],
        severity: Severity::Error,
        group: Group::References,
        summary: "A route sends to a Service of another namespace, and no ReferenceGrant allows that",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for backend in mesh.ungranted_backends() {
        let route = mesh.object(backend.route);
        let (own, kind, namespace) = (&route.namespace, &route.kind_name, backend.at.namespace);
        let consequence = consequence(route, backend.place);
        let message = format!(
            "no ReferenceGrant in namespace {namespace} lets {kind} objects of {own} send to `{}`: {consequence}",
            backend.at.name
        );
        out.report(backend.route, backend.span, message).help(format!(
            "add a ReferenceGrant in namespace {namespace} from {kind} objects of {own} to the Service, or move the {kind} there"
        ));
    }
}
