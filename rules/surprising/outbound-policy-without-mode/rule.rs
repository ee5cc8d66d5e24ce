//! A Sidecar has an outbound policy without a mode, which blocks what is not registered.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0774",
        name: "outbound-policy-without-mode",
        aliases: &["KIA1007"],
        severity: Severity::Warning,
        group: Group::Surprising,
        summary: "A Sidecar has an outbound policy without a mode, which blocks what is not registered",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["Sidecar"], paths: &["spec.outboundTrafficPolicy"], check }]),
};

fn check(policy: &Cursor<'_>, out: &mut Findings<'_>) {
    // An egress proxy needs ALLOW_ANY, which is said where it is refused.
    if policy.has("egressProxy") || policy.get("mode").is_some_and(|mode| !mode.is_empty()) {
        return;
    }
    let message = "without a mode this policy means REGISTRY_ONLY: the workloads reach registered hosts only";
    out.report_here(policy.key_span(), message.to_owned())
        .help("write `mode: ALLOW_ANY` or `mode: REGISTRY_ONLY`");
}
