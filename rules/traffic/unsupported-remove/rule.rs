//! An EnvoyFilter removes what istiod does not remove, or need not.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, PatchEffect};
use crate::model::{EnvoyFilter, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0154",
        name: "unsupported-remove",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Traffic,
        summary: "An EnvoyFilter removes a part for which `REMOVE` is ignored, or documented to be",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for filter in mesh.all::<EnvoyFilter>() {
        for patch in filter.spec.patches() {
            let Some(operation) = patch.operation().filter(|operation| *operation.value == *"REMOVE") else {
                continue;
            };
            let kind = patch.apply_to.text();
            match PatchEffect::of(patch) {
                Some(PatchEffect::Ignored) => {
                    let help = match kind {
                        "ROUTE_CONFIGURATION" => "remove its virtual hosts with `applyTo: VIRTUAL_HOST`",
                        "BOOTSTRAP" => "use `MERGE`, the only operation for it",
                        _ => "remove the patch that adds it",
                    };
                    let message = format!(
                        "istiod ignores `REMOVE` for `{kind}`: all of it stays, and no status tells so"
                    );
                    out.report(filter.id, operation.span, message).help(help);
                }
                Some(PatchEffect::Undocumented) => {
                    let message = format!(
                        "`REMOVE` is documented as ignored for `{kind}`: istiod does remove the routes, and need not do so after an upgrade, when their requests are served again"
                    );
                    out.report(filter.id, operation.span, message)
                        .severity(Severity::Warning)
                        .help("insert a route before them that answers with `direct_response`, or change the VirtualService");
                }
                _ => {}
            }
        }
    }
}
