//! A namespace or pod asks for a control plane revision that is not installed.

use crate::diag::{Findings, Group, Rule, Severity};
use crate::graph::{Answer, Mesh, Role};
use crate::rules::suggest;

/// The rule.
pub static RULE: Rule = Rule {
    code: "MSL0401",
    name: "unknown-revision",
    aliases: &["KIA1317"],
    severity: Severity::Warning,
    group: Group::Injection,
    summary: "A namespace or pod asks for a control plane revision that is not installed",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for reference in mesh.references(Role::Revision) {
        let wanted = &reference.wanted;
        match &reference.answer {
            Answer::Present(_) => {}
            Answer::Absent(absent) => {
                let known: Vec<&str> = mesh.injector.revisions.iter().map(|(name, _)| *name).collect();
                let message = format!(
                    "no control plane of revision `{wanted}` is installed here, only {}: its pods get no proxy",
                    known.join(", ")
                );
                let finding = out.report(reference.from, reference.span, message);
                suggest(finding, absent, &format!("use one of: {}", known.join(", ")));
                if absent.nearest.is_none() {
                    let place =
                        mesh.injector.revisions.first().map(|(_, id)| mesh.object(*id).name_location());
                    finding.related_if(place, "the control plane that is installed");
                }
            }
            Answer::Unverified(doubt) => {
                out.unverified(
                    reference.from,
                    reference.span,
                    format!("revision `{wanted}`: {}", doubt.reason()),
                );
            }
        }
    }
}
