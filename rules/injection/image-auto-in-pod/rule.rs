//! A pod waits for an injected proxy image, but is not injected.

use super::image_auto_without_injection::report;
use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0147",
        name: "image-auto-in-pod",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Injection,
        summary: "A pod waits for an injected proxy image, but is not injected",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    report(mesh, out, |kind| kind == "Pod");
}
