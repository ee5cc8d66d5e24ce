//! A DestinationRule is for a host that nobody sees for whom the rule counts.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, ServiceId};
use crate::model::DestinationRule;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0318",
        name: "rule-host-not-visible",
        aliases: &["IST0174"],
        severity: Severity::Warning,
        group: Group::References,
        summary: "A DestinationRule is for a host that nobody sees for whom the rule counts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rule in mesh.all::<DestinationRule>() {
        let Some(written) = rule.spec.host.as_ref().filter(|host| !host.value.contains('*')) else {
            continue;
        };
        let full = mesh.full_host(&written.value, rule.namespace());
        let services = mesh.services.exactly(&full);
        let counts = |&id: &ServiceId| mesh.rule_counts_for(rule.object, id);
        let Some(&first) = services.first().filter(|_| !services.iter().any(counts)) else { continue };
        let service = mesh.services.get(first);
        let owner = service.object().map(|id| mesh.object(id));
        let what = owner.map_or("Service", |owner| &*owner.kind_name);
        let message = format!(
            "{what} {}/{} is not exported to namespace {}, for whose clients this rule counts: it has no effect",
            service.namespace,
            service.name,
            rule.namespace(),
        );
        let finding = out.report(rule.id, written.span, message);
        finding.help(format!(
            "put the rule into a namespace that sees the host, or add `{}` to its `exportTo`",
            rule.namespace()
        ));
        finding.related_if(owner.map(|owner| owner.name_location()), "it is defined here");
    }
}
