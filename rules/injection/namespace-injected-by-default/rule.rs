//! A namespace is injected though it does not ask for it, as all namespaces are.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, UndecidedNamespace};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0148",
        name: "namespace-injected-by-default",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Injection,
        summary: "A namespace is injected though it does not ask for it, as all namespaces are",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let Some(cause) = mesh.injector.by_default else { return };
    for UndecidedNamespace { object, .. } in mesh.undecided_namespaces() {
        let namespace = mesh.object(object);
        let message = format!(
            "namespace {} is injected without a label, as `enableNamespacesByDefault` says: its pods get a proxy at the next restart",
            namespace.name()
        );
        out.report(object, namespace.name_location().span, message)
            .help("label it `istio-injection: enabled` or `istio-injection: disabled`, so that it does not depend on the installation")
            .related(mesh.object(cause).name_location(), "enables all namespaces by default");
    }
}
