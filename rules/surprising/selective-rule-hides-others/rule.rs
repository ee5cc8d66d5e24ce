//! A DestinationRule for some workloads keeps another one from all others of its namespace.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0719",
        name: "selective-rule-hides-others",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A DestinationRule for some workloads keeps another one from all others of its namespace",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.hidden_rules().iter().filter(|own| own.is_for_some) {
        let (hidden, rule) = (own.hidden, own.rule);
        let lost = match own.subsets.as_slice() {
            [] => "its policy".to_owned(),
            subsets => format!("its subsets `{}`", subsets.join("`, `")),
        };
        let message = format!(
            "workloads of namespace {} that this selector does not select get no DestinationRule for the host at all: `{}/{}` is hidden from them, with {lost}",
            rule.namespace(),
            hidden.namespace(),
            hidden.name()
        );
        let span = rule.spec.workload_selector.as_ref().map(|selector| selector.key);
        let location = span.map_or(rule.object.name_location(), |span| rule.at(span));
        out.report_at(location, Some(rule.id), message)
            .help("add a DestinationRule without `workloadSelector` for the others to this namespace")
            .related(hidden.object.name_location(), "the hidden one");
    }
}
