//! A Gateway server names a Secret that the gateway pods cannot read.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role};
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
        let wanted = &reference.wanted;
        let (prefix, name) = wanted.split_at(wanted.rfind('/').map_or(0, |slash| slash + 1));
        let home = home(mesh, reference.from, prefix, name);
        let message = format!(
            "no Secret `{name}` exists in namespace {home}, where the gateway pods look for it: they have no certificate, and TLS handshakes fail"
        );
        let finding = out.report(reference.from, reference.span, message);
        let mut absent = absent.clone();
        if let Some(near) = &mut absent.nearest {
            near.name.insert_str(0, prefix);
        }
        let help = format!("create the Secret in namespace {home}, or name one that is there");
        suggest(finding, &absent, &help);
    }
}

/// The namespace that lacks the Secret: the one that is written, or else of gateway pods without it.
fn home(mesh: &Mesh<'_>, gateway: ObjectId, prefix: &str, name: &str) -> String {
    let written = prefix.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if !written.is_empty() && !written.ends_with(':') {
        return written.to_owned();
    }
    let lacks = |space: &&str| mesh.secrets.in_namespace(space).named(name).next().is_none();
    let workloads = mesh.gateway_workloads(gateway);
    workloads.iter().map(|id| mesh.workloads.get(*id).namespace).find(lacks).unwrap_or_default().to_owned()
}
