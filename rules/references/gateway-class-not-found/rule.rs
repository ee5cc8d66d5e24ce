//! A Gateway of the Gateway API is of a class that does not exist.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role};
use crate::rules::{missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0346",
        name: "gateway-class-not-found",
        aliases: &["KIA1504"],
        severity: Severity::Error,
        group: Group::References,
        summary: "A Gateway of the Gateway API is of a class that does not exist",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (reference, absent) in missing(mesh, out, Role::GatewayClass, "GatewayClass") {
        let message = format!(
            "no GatewayClass `{}` exists: no controller takes the Gateway, which gets no address and serves nothing",
            reference.to
        );
        let finding = out.report(reference.from, reference.span, message);
        suggest(finding, reference, absent, "use `istio`, or a GatewayClass that exists");
    }
}
