//! A setting of inbound retries that is about other endpoints.

use crate::diag::{Check, Group, Rule, Severity};
use crate::inspect::{Cursor, Remarks, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0133",
    name: "inbound-retry-without-effect",
    aliases: &[],
    severity: Severity::Warning,
    group: Group::Admission,
    summary: "Retries towards the own workload are told something about other endpoints",
    doc: include_str!("README.md"),
    check: Check::Object(&[Subject {
        kinds: &["MeshConfig"],
        paths: &["defaultInboundHttpRetryPolicy.(retryRemoteLocalities|retryIgnorePreviousHosts)"],
        check,
    }]),
};

fn check(setting: &Cursor<'_>, out: &mut Remarks<'_>) {
    let message = format!(
        "`{}` is about other endpoints, and there is one alone behind a proxy: Istio ignores it",
        setting.name()
    );
    out.report(setting.key_span(), message).help("remove it");
}
