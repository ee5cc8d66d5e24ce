//! A Gateway server names a Secret that the gateway pods cannot read.

use crate::diag::{Findings, Group, Rule, Severity};
use crate::graph::{Answer, Mesh, Role};
use crate::rules::suggest;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0101",
    name: "credential-not-found",
    aliases: &[],
    severity: Severity::Error,
    group: Group::References,
    summary: "A Gateway server names a Secret that the gateway pods cannot read",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for reference in mesh.references(Role::Credential) {
        let wanted = &reference.wanted;
        match &reference.answer {
            Answer::Present(_) => {}
            Answer::Absent(absent) => {
                let home = mesh.gateway_workloads(reference.from);
                let home = home.first().map_or("", |id| mesh.workloads.get(*id).namespace);
                let message = format!(
                    "no Secret `{wanted}` exists in namespace {home}, where the gateway pods run: the listener has no certificate, and TLS handshakes fail"
                );
                let finding = out.report(reference.from, reference.span, message);
                suggest(
                    finding,
                    absent,
                    "create the Secret in the namespace of the gateway pods, or name one that is there",
                );
            }
            Answer::Unverified(doubt) => {
                out.unverified(
                    reference.from,
                    reference.span,
                    format!("Secret `{wanted}`: {}", doubt.reason()),
                );
            }
        }
    }
}
