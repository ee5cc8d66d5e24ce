//! The selector of a Gateway matches no workload, so that the Gateway configures nothing.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role};
use crate::rules::{missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0101",
        name: "gateway-selector-matches-no-workload",
        aliases: &["KIA0302"],
        severity: Severity::Error,
        group: Group::References,
        summary: "The selector of a Gateway matches no workload, so that the Gateway configures nothing",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::GatewaySelector, "workload with") {
        let wanted = &reference.wanted;
        let message = match has_label(mesh, wanted) {
            true => format!(
                "no pods have all labels of this selector, `{wanted}` among them, so that no proxy opens the ports of this Gateway"
            ),
            false => {
                format!("no pods have the label `{wanted}`, so that no proxy opens the ports of this Gateway")
            }
        };
        let finding = out.report(reference.from, reference.span, message);
        suggest(finding, absent, "select labels that the pods of a gateway have");
    }
}

fn has_label(mesh: &Mesh<'_>, label: &str) -> bool {
    label.split_once(": ").is_some_and(|(name, value)| !mesh.workloads.with_label(name, value).is_empty())
}
