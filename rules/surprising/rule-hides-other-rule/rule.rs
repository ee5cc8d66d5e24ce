//! A DestinationRule replaces another one instead of adding to it.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::TextField;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0720",
        name: "rule-hides-other-rule",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A DestinationRule replaces another one instead of adding to it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for own in mesh.hidden_rules().iter().filter(|own| !own.is_for_some) {
        let (hidden, rule) = (own.hidden, own.rule);
        let lost = match own.subsets.as_slice() {
            [] => "nothing of its `trafficPolicy` holds".to_owned(),
            subsets => format!("its subsets `{}` are unknown", subsets.join("`, `")),
        };
        let message = format!(
            "for clients in namespace {} this rule takes the place of DestinationRule `{}/{}` for `{}`: {lost} for them",
            rule.namespace(),
            hidden.namespace(),
            hidden.name(),
            hidden.spec.host.text()
        );
        let location = rule.spec.host.as_ref().map_or(rule.object.name_location(), |host| rule.at(host.span));
        out.report_at(location, Some(rule.id), message)
            .help("repeat here what is to hold of the other")
            .related(hidden.object.name_location(), "the one that does not count");
    }
}
