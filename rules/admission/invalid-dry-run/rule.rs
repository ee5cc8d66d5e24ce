//! The annotation for a dry run stands where there is none.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::admission::WEBHOOK_KINDS;
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-dry-run",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The annotation for a dry run is on an action that has none, or is not a boolean",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: WEBHOOK_KINDS, paths: &["metadata.annotations"], check }]),
};

const DRY_RUN: &str = "istio.io/dry-run";

fn check(annotations: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(dry_run) = annotations.get(DRY_RUN) else { return };
    let kind = annotations.object.kind;
    if kind != "AuthorizationPolicy" {
        let message =
            format!("only an AuthorizationPolicy can be tried in a dry run: Istio refuses the {kind}");
        out.report_here(dry_run.key_span(), message).help("remove the annotation");
        return;
    }
    let action = annotations.top().get("spec").and_then(|spec| {
        spec.get("action").map(|action| (action.span(), action.text().unwrap_or_default().to_owned()))
    });
    if let Some((span, action)) = action.filter(|(_, action)| !matches!(&**action, "" | "ALLOW" | "DENY")) {
        let message =
            format!("there is no dry run of action `{action}`: Istio refuses the AuthorizationPolicy");
        out.report_here(dry_run.key_span(), message)
            .help("remove the annotation; a dry run is for ALLOW and DENY")
            .related_here(span, "the action");
        return;
    }
    if let Some(text) = dry_run.text().filter(|text| text::boolean(text).is_none()) {
        let message = format!("`{text}` is neither true nor false: Istio refuses the AuthorizationPolicy");
        out.report_here(dry_run.span(), message).help("write \"true\" or \"false\", in quotes");
    }
}
