//! A Telemetry overrides a tag of a metric without saying by what.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-tag-override",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A Telemetry overrides a tag of a metric without saying by what",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["Telemetry"], paths: &["spec.metrics[].overrides[].tagOverrides{}"], check },
        Subject { kinds: &["Telemetry"], paths: &["spec.tracing[].customTags"], check: check_names },
    ]),
};

fn check_names(tags: &Cursor<'_>, out: &mut Findings<'_>) {
    for (key, _) in tags.node.entries().filter(|(key, _)| key.as_str() == Some("")) {
        out.report_here(key.span(), "a tag without a name: Istio refuses the Telemetry").help("name the tag");
    }
}

fn check(tag: &Cursor<'_>, out: &mut Findings<'_>) {
    let value = tag.get("value").filter(|value| !value.is_empty());
    let (name, operation) = (tag.name(), tag.get("operation"));
    let removes = operation.as_ref().and_then(Cursor::text) == Some("REMOVE");
    // That there is no value with REMOVE is a rule of the definition.
    if value.is_none() && !removes {
        let span = operation.map_or(tag.key_span(), |operation| operation.span());
        let message = format!("tag `{name}` is set, and has no value: Istio refuses the Telemetry");
        out.report_here(span, message).help("add `value`, or write `operation: REMOVE`");
    }
}
