//! A CUSTOM policy names a provider that the mesh configuration does not define.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{AuthorizationPolicy, TextField};

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
        let provider = policy.spec.provider.as_ref().filter(|_| policy.spec.action.text() == "CUSTOM");
        let Some(name) = provider.and_then(|provider| provider.value.name.as_ref()) else { continue };
        let Some(lacking) = known.lacking(&name.value) else { continue };
        let message = format!(
            "the mesh configuration has no extension provider `{}`: requests that the rules match are denied",
            name.value
        );
        let finding = out.report(policy.id, name.span, message);
        match lacking.nearest {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => {
                finding.help("name one of `extensionProviders` of the mesh configuration, or add it there")
            }
        };
        finding.related(known.place, "the providers that there are");
    }
}
