//! A Sidecar says nothing.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "empty-sidecar",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A Sidecar has neither listeners nor policies",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["Sidecar"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    let lists =
        ["ingress", "egress"].into_iter().any(|list| spec.get(list).is_some_and(|list| !list.is_empty()));
    // Under another name they are the concern of the schema rules.
    let fields = ["workloadSelector", "ingress", "egress", "outboundTrafficPolicy", "inboundConnectionPool"];
    if spec.has_only(&fields)
        && !lists
        && !spec.has("outboundTrafficPolicy")
        && !spec.has("inboundConnectionPool")
    {
        out.report_here(spec.key_span(), "the Sidecar configures nothing: Istio refuses it")
            .help("add `egress` with the hosts that the workloads call, or remove the Sidecar");
    }
}
