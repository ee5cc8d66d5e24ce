//! A route sends to a subset that no DestinationRule of the host defines.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Absent, Mesh, Role, Target, Wanted};
use crate::model::{DestinationRule, OrEmpty, TextField};
use crate::rules::{missing, suggest};
use crate::text::is_slip;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0101",
        name: "subset-not-found",
        aliases: &["KIA1107"],
        severity: Severity::Error,
        group: Group::References,
        summary: "A route sends to a subset that no DestinationRule of the host defines",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::Subset, "subset") {
        let Wanted::Subset(wanted) = reference.to else { continue };
        let message = match absent.within.is_empty() {
            true => format!(
                "no DestinationRule for this host applies here, so that there is no subset `{wanted}`: what is sent there fails, HTTP with status 503"
            ),
            false => format!(
                "the DestinationRule that applies to this host has no subset `{wanted}`{}: what is sent there fails, HTTP with status 503",
                listed(mesh, absent)
            ),
        };
        let finding = out.report(reference.from, reference.span, message);
        let mut absent = absent.clone();
        // `v3` is not `v1` misspelt.
        absent.nearest = absent.nearest.filter(|near| is_slip(wanted, &near.text));
        suggest(
            finding,
            reference,
            &absent,
            "define the subset in a DestinationRule for this host, or drop it here",
        );
        if absent.nearest.is_none() {
            let rule = absent.within.first().and_then(|target| mesh.location(*target));
            finding.related_if(rule, "the DestinationRule that applies");
        }
    }
}

/// The subsets that there are, as the end of a clause.
fn listed(mesh: &Mesh<'_>, absent: &Absent) -> String {
    let rules = absent.within.iter().filter_map(|target| match target {
        Target::Object(id) => mesh.resource::<DestinationRule>(*id),
        _ => None,
    });
    let subsets = rules.flat_map(|rule| rule.spec.subsets.items());
    let mut names: Vec<String> = subsets.map(|subset| format!("`{}`", subset.name.text())).collect();
    names.sort();
    names.dedup();
    names.truncate(5);
    if names.is_empty() { String::new() } else { format!(", only {}", names.join(", ")) }
}
