//! A WorkloadGroup names a service account that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::WorkloadGroup;
use crate::rules::fixes::meant_or;
use crate::text::{is_slip, nearest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0375",
        name: "group-account-not-found",
        aliases: &["KIA1701"],
        severity: Severity::Warning,
        group: Group::References,
        summary: "A WorkloadGroup names a service account that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for group in mesh.all::<WorkloadGroup>() {
        let template = group.spec.template.as_ref().map(|template| &template.value);
        let Some(account) = template.and_then(|template| template.service_account.as_ref()) else { continue };
        let (wanted, namespace) = (&*account.value, group.namespace());
        let known = mesh.service_accounts(namespace);
        if wanted.is_empty() || wanted == "default" || known.contains(&wanted) {
            continue;
        }
        let near = nearest(wanted, known.iter().copied()).filter(|near| is_slip(wanted, near));
        if near.is_none() && !mesh.is_complete_in(namespace) {
            let message = format!(
                "service account `{wanted}`: the input holds none of that name in namespace {namespace}"
            );
            out.unverified(group.id, account.span, message);
            continue;
        }
        let message = format!(
            "no service account `{wanted}` exists in namespace {namespace}: the workloads of this group get no certificate"
        );
        meant_or(out.report(group.id, account.span, message), wanted, near, || {
            "name a service account of the namespace, or add this one".to_owned()
        });
    }
}
