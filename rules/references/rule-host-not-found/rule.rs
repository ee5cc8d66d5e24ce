//! A DestinationRule is for a host that no Service or ServiceEntry has.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role};
use crate::rules::{missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0174",
        name: "rule-host-not-found",
        aliases: &["KIA0202"],
        severity: Severity::Warning,
        group: Group::References,
        summary: "A DestinationRule is for a host that no Service or ServiceEntry has",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::RuleHost, "host") {
        let message = format!(
            "no Service or ServiceEntry has the host `{}`: nothing of this DestinationRule applies to any request",
            reference.to
        );
        let finding = out.report(reference.from, reference.span, message);
        suggest(
            finding,
            reference,
            absent,
            "name the host of a Service, in full if it is in another namespace, or of a ServiceEntry",
        );
    }
}
