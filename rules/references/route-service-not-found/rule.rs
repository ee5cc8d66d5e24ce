//! A route of the Gateway API names a Service that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{BackendPlace, Mesh, Neighbour, Role, Wanted};
use crate::model::BackendKind;
use crate::model::Object;
use crate::rules::{missing, suggest};

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
        let Wanted::Backend { kind, at: Neighbour { namespace, name, .. }, place } = reference.to else {
            continue;
        };
        let consequence = consequence(mesh.object(reference.from), place);
        let message = match kind {
            BackendKind::Hostname => {
                format!("no Service or ServiceEntry has the host `{name}`: {consequence}")
            }
            BackendKind::Service => {
                format!("no Service `{name}` exists in namespace {namespace}: {consequence}")
            }
        };
        let finding = out.report(reference.from, reference.span, message);
        suggest(
            finding,
            reference,
            absent,
            "name a Service that exists, with `namespace` where that is another one",
        );
    }
}

/// What comes of a reference to a Service, or to its port, that leads nowhere.
pub(in crate::rules) fn consequence(route: &Object, place: BackendPlace) -> String {
    let text = match (&*route.kind_name, place) {
        (kind, BackendPlace::Parent) => return format!("no request in the mesh follows the {kind}"),
        ("HTTPRoute" | "GRPCRoute", BackendPlace::Mirror) => "what is mirrored there is lost",
        ("HTTPRoute" | "GRPCRoute", BackendPlace::Backend) => "what is sent there gets status 500",
        _ => "connections that it takes are closed",
    };
    text.to_owned()
}
