//! One object is defined twice, so that the one applied last wins.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0207",
        name: "duplicate-resource",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Schema,
        summary: "One object is defined twice, so that the one applied last wins",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (first, again) in mesh.duplicates() {
        let (original, copy) = (mesh.object(*first), mesh.object(*again));
        if mesh.may_be_apart(original, copy) {
            continue;
        }
        let (kind, name) = (&copy.kind_name, copy.name());
        let place = match &*copy.namespace {
            "" => String::new(),
            namespace => format!(" in namespace `{namespace}`"),
        };
        let message =
            format!("{kind} `{name}`{place} is defined twice: what is applied last replaces the other");
        out.report_at(copy.name_location(), Some(*again), message)
            .help("remove one of them, or give it a name or namespace of its own")
            .related(original.name_location(), "it is defined here as well");
    }
}
