//! A VirtualService is bound to a Gateway whose pods do not see it.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0740",
        name: "routes-not-exported-to-gateway",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Surprising,
        summary: "A VirtualService is bound to a Gateway whose pods do not see it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for binding in mesh.unexported_bindings() {
        let routes = binding.routes;
        let gateway = mesh.object(binding.gateway);
        let message = format!(
            "the pods of Gateway `{}/{}` run in namespace {}, to which this VirtualService is not exported: the gateway has none of its rules",
            gateway.namespace,
            gateway.name(),
            binding.namespace
        );
        let finding = out.report(routes.id, binding.span, message);
        finding.help(format!("add `{}` to `exportTo`", binding.namespace));
        if let Some(export) = &routes.spec.export_to {
            finding.related(routes.at(export.key), "who sees it");
        }
        finding.related(gateway.name_location(), "the Gateway");
    }
}
