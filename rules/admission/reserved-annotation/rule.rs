//! An annotation that istiod gives to its own objects.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::admission::WEBHOOK_KINDS;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "reserved-annotation",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An annotation is one that only istiod may give",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: WEBHOOK_KINDS, paths: &["metadata.annotations"], check }]),
};

const RESERVED: [&str; 3] = [
    "internal.istio.io/parents",
    "internal.istio.io/parent-namespace",
    "internal.istio.io/webhook-always-reject",
];

fn check(annotations: &Cursor<'_>, out: &mut Findings<'_>) {
    for name in RESERVED {
        if let Some(annotation) = annotations.get(name) {
            let kind = annotations.object.kind;
            let message =
                format!("`{name}` is for objects that istiod makes itself: Istio refuses the {kind}");
            out.report_here(annotation.key_span(), message).help("remove the annotation");
        }
    }
}
