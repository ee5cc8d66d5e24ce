//! An EnvoyFilter replaces what istiod does not replace.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, PatchEffect};
use crate::model::{EnvoyFilter, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0152",
        name: "unsupported-replace",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Traffic,
        summary: "An EnvoyFilter replaces something other than filters and virtual hosts: nothing happens",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for filter in mesh.all::<EnvoyFilter>() {
        for patch in filter.spec.patches() {
            let Some(operation) = patch.operation().filter(|operation| *operation.value == *"REPLACE") else {
                continue;
            };
            let Some(PatchEffect::Ignored) = PatchEffect::of(patch) else { continue };
            let kind = patch.apply_to.text();
            let message = format!(
                "istiod ignores `REPLACE` for `{kind}`: the configuration stays as it is, and no status tells so"
            );
            let help = match kind {
                "EXTENSION_CONFIG" => "use `ADD`, the only operation for it",
                "ROUTE_CONFIGURATION" | "BOOTSTRAP" => "use `MERGE`, the only operation for it",
                "HTTP_ROUTE" => "use `MERGE`, or `REPLACE` the `VIRTUAL_HOST`",
                _ => "use `MERGE`, or `REMOVE` it in one patch and `ADD` it in another",
            };
            out.report(filter.id, operation.span, message).help(help);
        }
    }
}
