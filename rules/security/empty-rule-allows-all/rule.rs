//! An empty rule beside others makes an ALLOW policy let everything in.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{AuthorizationPolicy, AuthorizationRule, OrEmpty};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0531",
        name: "empty-rule-allows-all",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "An empty rule of an ALLOW policy lets everything in, so that its other rules restrict nothing",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for policy in mesh.all::<AuthorizationPolicy>() {
        let rules = policy.spec.rules.items();
        if policy.spec.action() != "ALLOW" || rules.len() < 2 {
            continue;
        }
        let Some(empty) = rules.iter().find(|rule| is_empty(&rule.value)) else { continue };
        let Some(other) = rules.iter().find(|rule| !is_empty(&rule.value)) else { continue };
        let message = "this rule matches every request, so that the policy's other rules restrict nothing";
        out.report(policy.id, empty.span, message)
            .help("remove it, or the other rules if all requests are to be let in")
            .related(policy.at(other.span), "a rule that restricts nothing");
    }
}

/// Whether a rule asks for nothing at all. (istiod: `New` in `pilot/pkg/security/authz/model/model.go` makes it a
/// permission and a principal that match anything.)
fn is_empty(rule: &AuthorizationRule) -> bool {
    rule.from.items().is_empty() && rule.to.items().is_empty() && rule.when.items().is_empty()
}
