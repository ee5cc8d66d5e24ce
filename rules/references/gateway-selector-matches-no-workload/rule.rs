//! The selector of a Gateway matches no workload, so that the Gateway configures nothing.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role, Wanted};
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
        let Wanted::Label { name, value } = reference.to else { continue };
        let wanted = &reference.to;
        if let Some(elsewhere) = absent.within.first() {
            let message = "the pods with the labels of this selector are in another namespace, and istiod has \
                 `PILOT_SCOPE_GATEWAY_TO_NAMESPACE`: no proxy opens the ports of this Gateway";
            out.report(reference.from, reference.span, message.to_owned())
                .help("move the Gateway into the namespace of the pods")
                .related_if(mesh.location(*elsewhere), "pods of another namespace");
            continue;
        }
        let message = match mesh.workloads.with_label(name, value).is_empty() {
            false => format!(
                "no pods have all labels of this selector, `{wanted}` among them, so that no proxy opens the ports of this Gateway"
            ),
            true => {
                format!("no pods have the label `{wanted}`, so that no proxy opens the ports of this Gateway")
            }
        };
        let finding = out.report(reference.from, reference.span, message);
        suggest(finding, reference, absent, "select labels that the pods of a gateway have");
    }
}
