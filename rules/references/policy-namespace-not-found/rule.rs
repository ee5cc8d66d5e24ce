//! An AuthorizationPolicy names a source namespace that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Reference, Role, Wanted};
use crate::model::{AuthorizationPolicy, OrEmpty};
use crate::rules::fixes::with_a_look;
use crate::rules::{missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0101",
        name: "policy-namespace-not-found",
        aliases: &["KIA0101"],
        severity: Severity::Error,
        group: Group::References,
        summary: "An AuthorizationPolicy names a source namespace that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::PolicyNamespace, "namespace") {
        let Wanted::Namespace(wanted) = reference.to else { continue };
        let subject = match wanted.contains('*') {
            true => format!("no namespace matches `{wanted}`"),
            false => format!("no namespace `{wanted}` exists"),
        };
        let message = match is_exception(mesh, reference) {
            true => format!("{subject}, so that this exception spares no request"),
            false => format!("{subject}, so that this entry matches no request"),
        };
        let finding = out.report(reference.from, reference.span, message);
        suggest(finding, reference, absent, "name a namespace that exists");
        with_a_look(finding);
    }
}

/// Whether it stands in `notNamespaces`.
fn is_exception(mesh: &Mesh<'_>, reference: &Reference<'_>) -> bool {
    let Some(policy) = mesh.resource::<AuthorizationPolicy>(reference.from) else { return false };
    let from = policy.spec.rules.items().iter().flat_map(|rule| rule.from.items());
    let sources = from.filter_map(|from| from.source.as_ref());
    sources.flat_map(|source| source.not_namespaces.items()).any(|item| item.span == reference.span)
}
