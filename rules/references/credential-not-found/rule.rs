//! A Gateway server names a Secret that the gateway pods cannot read.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{CredentialName, Mesh, Role, Wanted};
use crate::rules::{missing, suggest};
use crate::source::ObjectId;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0101",
        name: "credential-not-found",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "A Gateway server names a Secret that the gateway pods cannot read",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::Credential, "Secret") {
        let Wanted::Credential(credential) = reference.to else { continue };
        let home = home(mesh, reference.from, credential);
        let message = format!(
            "no Secret `{}` exists in namespace {home}, where the gateway pods look for it: they have no certificate, and TLS handshakes fail",
            credential.name
        );
        let finding = out.report(reference.from, reference.span, message);
        let help = format!("create the Secret in namespace {home}, or name one that is there");
        suggest(finding, reference, absent, &help);
    }
}

/// The namespace that lacks the Secret: the one that is written, or else of gateway pods without it.
fn home<'m>(mesh: &Mesh<'m>, gateway: ObjectId, credential: CredentialName<'m>) -> &'m str {
    let lacks = |space: &&str| mesh.secrets.in_namespace(space).named(credential.name).next().is_none();
    credential.namespace.unwrap_or_else(|| {
        let workloads = mesh.gateway_workloads(gateway);
        workloads.iter().map(|id| mesh.workloads.get(*id).namespace).find(lacks).unwrap_or_default()
    })
}
