//! A namespace or pod asks for a control plane revision that is not installed.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role, Wanted};
use crate::rules::{missing, suggest};
use crate::text::is_slip;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0401",
        name: "unknown-revision",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Injection,
        summary: "A namespace or pod asks for a control plane revision that is not installed",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::Revision, "revision") {
        let Wanted::Revision(wanted) = reference.to else { continue };
        let known = mesh.injector.known_revisions(mesh.model).into_iter();
        let known: Vec<String> = known.map(|name| format!("`{name}`")).collect();
        let message = format!(
            "no control plane here has the revision `{wanted}`, only {}: nobody injects these pods, and they run without a proxy",
            known.join(", ")
        );
        let finding = out.report(reference.from, reference.span, message);
        let mut absent = absent.clone();
        // `1-27-3` is an older revision, not `1-28-0` misspelt.
        absent.nearest = absent.nearest.filter(|near| is_slip(wanted, &near.text));
        suggest(finding, reference, &absent, &format!("use one of these revisions: {}", known.join(", ")));
        if absent.nearest.is_none() {
            let place = mesh.injector.revisions.first().map(|(_, id)| mesh.object(*id).name_location());
            finding.related_if(place, "a control plane that is known");
        }
    }
}
