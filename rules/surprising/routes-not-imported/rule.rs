//! A Sidecar imports a Service, and not the rules for it that live in another namespace.

mod unimported;

use unimported::unimported_routes;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0735",
        name: "routes-not-imported",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A Sidecar imports a Service, and not the rules for it that live in another namespace",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for missed in unimported_routes(mesh) {
        let (routes, sidecar) = (missed.routes, missed.sidecar);
        let message = format!(
            "this imports the Services of namespace {}, and not VirtualService `{}/{}` for `{}`: its rules do not hold for these workloads",
            missed.import.namespace,
            routes.namespace(),
            routes.name(),
            missed.host
        );
        out.report(sidecar.id, missed.import.span, message)
            .help(format!("add `{}/{}`", routes.namespace(), missed.host))
            .related(routes.object.name_location(), "the rules");
    }
}
