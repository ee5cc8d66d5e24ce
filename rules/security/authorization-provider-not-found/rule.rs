//! A CUSTOM policy names a provider that the mesh configuration does not define.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::AuthorizationPolicy;
use crate::rules::fixes;
use crate::rules::words;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0532",
        name: "authorization-provider-not-found",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Security,
        summary: "A CUSTOM policy names a provider that the mesh configuration does not define",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let Some(known) = mesh.providers() else { return };
    for policy in mesh.all::<AuthorizationPolicy>() {
        let Some(name) = policy.spec.custom_provider() else { continue };
        let Some(lacking) = known.lacking(&name.value) else { continue };
        let message = format!(
            "the mesh configuration has no extension provider `{}`: requests that the rules match are denied",
            name.value
        );
        let finding = out.report(policy.id, name.span, message);
        fixes::of_provider(finding, &name.value, &lacking);
        fixes::with_a_look(finding);
        finding
            .help(words::instead_of_provider(&lacking))
            .related(known.place, "the providers that there are");
    }
}
