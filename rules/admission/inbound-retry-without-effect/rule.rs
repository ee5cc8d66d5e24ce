//! A setting of inbound retries that is about other endpoints.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::fixes::superfluous;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "inbound-retry-without-effect",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "Retries towards the own workload are told something about other endpoints",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["MeshConfig"],
        paths: &["defaultInboundHttpRetryPolicy.(retryRemoteLocalities|retryIgnorePreviousHosts)"],
        check,
    }]),
};

fn check(setting: &Cursor<'_>, out: &mut Findings<'_>) {
    let message = format!(
        "`{}` is about other endpoints, and there is one alone behind a proxy: Istio ignores it",
        setting.name()
    );
    superfluous(out.report_here(setting.key_span(), message));
}
