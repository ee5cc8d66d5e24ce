//! A gateway runs in the namespace of the control plane.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0403",
        name: "gateway-in-control-plane-namespace",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Injection,
        summary: "A gateway runs in the namespace of the control plane",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let root = mesh.root_namespace();
    for (_, workload) in mesh.workloads.iter() {
        let (Some(id), Some(_), true) = (workload.object, workload.template, workload.is_gateway) else {
            continue;
        };
        if workload.namespace != root {
            continue;
        }
        let object = mesh.object(id);
        let span = object.namespace_field.as_ref().map_or(object.kind_span, |namespace| namespace.span);
        let message = format!(
            "this gateway shares namespace {root} with the control plane: who may change the one can change the other, and policies here hold for the whole mesh"
        );
        out.report(id, span, message).help("give gateways a namespace of their own");
    }
}
