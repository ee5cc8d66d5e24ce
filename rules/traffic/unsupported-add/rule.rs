//! An EnvoyFilter adds what istiod does not add, or need not.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, PatchEffect};
use crate::model::{EnvoyFilter, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0153",
        name: "unsupported-add",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Traffic,
        summary: "An EnvoyFilter adds a part for which `ADD` is ignored, or documented to be",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for filter in mesh.all::<EnvoyFilter>() {
        for patch in filter.spec.patches() {
            let Some(operation) = patch.operation().filter(|operation| *operation.value == *"ADD") else {
                continue;
            };
            let kind = patch.apply_to.text();
            match PatchEffect::of(patch) {
                Some(PatchEffect::Ignored) => {
                    let message = format!(
                        "istiod ignores `ADD` for `{kind}`: nothing is added, and no status tells so"
                    );
                    out.report(filter.id, operation.span, message)
                        .help("use `MERGE`, the only operation for it");
                }
                Some(PatchEffect::Undocumented) => {
                    let message = format!(
                        "`ADD` is documented as ignored for `{kind}`: istiod does add the route behind all others, where a catch-all route hides it, and need not do so after an upgrade"
                    );
                    out.report(filter.id, operation.span, message)
                        .severity(Severity::Warning)
                        .help("use `INSERT_FIRST`, or `INSERT_AFTER` for the end");
                }
                _ => {}
            }
        }
    }
}
