//! An HTTP rule has two fields of which only one can apply.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "conflicting-http-actions",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An HTTP rule has two fields of which only one can apply",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["VirtualService"], paths: &["spec.http[]"], check }]),
};

fn check(rule: &Cursor<'_>, out: &mut Findings<'_>) {
    let spec = rule.top().get("spec");
    let is_delegate = spec.is_none_or(|spec| spec.get("hosts").is_none_or(|hosts| hosts.is_empty()));
    if rule.has("delegate") && !is_delegate {
        conflict(rule, "delegate", &["redirect", "route"], out);
        return;
    }
    if rule.has("redirect") {
        conflict(rule, "redirect", &["directResponse", "route", "fault", "rewrite"], out);
    } else if rule.has("directResponse") {
        conflict(rule, "directResponse", &["route", "fault", "rewrite"], out);
    }
    conflict(rule, "mirror", &["mirrors"], out);
}

fn conflict(rule: &Cursor<'_>, kept: &'static str, others: &[&str], out: &mut Findings<'_>) {
    let Some(first) = rule.get(kept) else { return };
    for field in others {
        let is_empty_list =
            |value: &Cursor<'_>| value.node.items().next().is_none() && matches!(*field, "route" | "mirrors");
        let Some(other) = rule.get(field).filter(|value| !is_empty_list(value)) else { continue };
        let message = format!(
            "one HTTP rule cannot have both `{kept}` and `{field}`: Istio refuses the VirtualService"
        );
        out.report_here(other.key_span(), message)
            .help(format!("remove `{field}` or `{kept}`, or make two rules of this one"))
            .related_here(first.key_span(), format!("`{kept}` is here"));
    }
}
