//! A NetworkPolicy selects namespaces by labels that none has.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role};
use crate::rules::fixes::with_a_look;
use crate::rules::{missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0316",
        name: "network-policy-selects-no-namespace",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::References,
        summary: "A NetworkPolicy selects namespaces by labels that none has",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::NamespaceSelector, "namespaces with the label") {
        let message = format!(
            "no namespace with the label `{}` fits this selector, so that it lets nothing through: connections \
             that only this entry allows time out",
            reference.to
        );
        let finding = out.report(reference.from, reference.span, message);
        suggest(
            finding,
            reference,
            absent,
            "name labels that a Namespace has, such as `kubernetes.io/metadata.name`",
        );
        with_a_look(finding);
    }
}
