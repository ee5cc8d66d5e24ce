//! The platform does not honour an annotation or a label.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::platform::limits::What;
use crate::rules::platform::report::{each, report};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0604",
        name: "annotation-not-supported",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Platform,
        summary: "The platform does not honour an annotation or a label",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["*"], paths: &[""], check }]),
};

fn check(object: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(metadata) = object.get("metadata") else { return };
    each(object, |platform, limit| match limit.what {
        What::Annotations(keys) => {
            let is_meant = |key: &str| {
                keys.iter().any(|known| match known.strip_suffix("*") {
                    Some(start) => key.starts_with(start),
                    None => *known == key,
                })
            };
            let Some(annotations) = metadata.get("annotations") else { return };
            for (key, annotation) in annotations.fields().filter(|(key, _)| is_meant(key)) {
                report(out, annotation.key_span(), platform, limit, &format!("the annotation `{key}`"));
            }
        }
        What::Label(key, value) => {
            let Some(labels) = metadata.get("labels") else { return };
            let Some(label) = labels.get(key) else { return };
            if value.is_none_or(|value| label.text() == Some(value)) {
                report(out, label.key_span(), platform, limit, &format!("the label `{key}`"));
            }
        }
        _ => {}
    });
}
