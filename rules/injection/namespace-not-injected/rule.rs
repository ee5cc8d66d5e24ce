//! A namespace says nothing about injection, so that its pods get no proxy.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, UndecidedNamespace};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0102",
        name: "namespace-not-injected",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Injection,
        summary: "A namespace says nothing about injection, so that its pods get no proxy",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    if mesh.injector.by_default.is_some() {
        return;
    }
    for UndecidedNamespace { object, example } in mesh.undecided_namespaces() {
        let namespace = mesh.object(object);
        let message = format!(
            "namespace {} asks neither for injection nor for ambient mode: its pods are outside the mesh",
            namespace.name()
        );
        let place =
            example.and_then(|id| mesh.workloads.get(id).object).map(|id| mesh.object(id).name_location());
        out.report(object, namespace.name_location().span, message)
            .help(
                "label it `istio-injection: enabled`, `istio.io/rev: REVISION` or `istio.io/dataplane-mode: ambient`; `istio-injection: disabled` says that it is meant so",
            )
            .related_if(place, "gets no proxy");
    }
}
