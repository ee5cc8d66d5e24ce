//! A ServiceEntry selects workloads that its resolution does not use.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "workload-selector-without-effect",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A ServiceEntry selects workloads that its resolution does not use",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["ServiceEntry"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    let resolution = spec.get("resolution");
    if !["", "NONE"].contains(&resolution.as_ref().and_then(Cursor::text).unwrap_or_default()) {
        return;
    }
    let Some(selector) = spec.get("workloadSelector") else { return };
    let remark = out.report_here(
        selector.key_span(),
        "with resolution NONE no workload is an endpoint: the selector has no effect",
    );
    remark.help("write `resolution: STATIC`, or remove the selector");
    if let Some(resolution) = resolution {
        remark.related_here(resolution.span(), "the resolution");
    }
}
