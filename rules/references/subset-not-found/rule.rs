//! A route sends to a subset that no DestinationRule of the host defines.

use crate::diag::{Findings, Group, Rule, Severity};
use crate::graph::{Answer, Mesh, Role};
use crate::rules::suggest;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0101",
    name: "subset-not-found",
    aliases: &["KIA1107"],
    severity: Severity::Error,
    group: Group::References,
    summary: "A route sends to a subset that no DestinationRule of the host defines",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for reference in mesh.references(Role::Subset) {
        let wanted = &reference.wanted;
        match &reference.answer {
            Answer::Present(_) => {}
            Answer::Absent(absent) => {
                let message = match absent.within.is_empty() {
                    true => format!(
                        "no DestinationRule for this host applies here, so that there is no subset `{wanted}`: requests get status 503"
                    ),
                    false => format!(
                        "the DestinationRule of this host has no subset `{wanted}`: requests get status 503"
                    ),
                };
                let finding = out.report(reference.from, reference.span, message);
                suggest(
                    finding,
                    absent,
                    "define the subset in a DestinationRule for this host, or drop it here",
                );
                if absent.nearest.is_none() {
                    let rule = absent.within.first().and_then(|target| mesh.location(*target));
                    finding.related_if(rule, "the DestinationRule that applies");
                }
            }
            Answer::Unverified(doubt) => {
                out.unverified(
                    reference.from,
                    reference.span,
                    format!("subset `{wanted}`: {}", doubt.reason()),
                );
            }
        }
    }
}
