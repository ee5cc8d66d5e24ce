//! The key or value of a label is not valid.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text::{LabelFault, label_key, label_value};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-label",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "The key or the value of a label is not one that Kubernetes takes",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["DestinationRule"], paths: &["spec.subsets[].labels"], check },
        Subject { kinds: &["VirtualService"], paths: &["spec.(http|tcp|tls)[].match[].sourceLabels"], check },
        Subject { kinds: &["ServiceEntry"], paths: &["spec.endpoints[].labels"], check },
        Subject { kinds: &["WorkloadEntry"], paths: &["spec.labels"], check },
        Subject { kinds: &["WorkloadGroup"], paths: &["spec.metadata.labels"], check },
    ]),
};

fn check(labels: &Cursor<'_>, out: &mut Findings<'_>) {
    let kind = labels.object.kind;
    for (key, label) in labels.fields() {
        if let Err(fault) = label_key(key) {
            let message = match fault {
                LabelFault::Empty => format!("the key of a label is empty: Istio refuses the {kind}"),
                _ => format!("`{key}` is not a valid label key, since {fault}: Istio refuses the {kind}"),
            };
            out.report_here(label.key_span(), message)
                .help("write a name such as `app`, or `example.com/app`");
        }
        if let Some(Err(fault)) = label.text().map(label_value) {
            let value = label.text().unwrap_or_default();
            let message =
                format!("`{value}` is not a valid label value, since {fault}: Istio refuses the {kind}");
            out.report_here(label.span(), message)
                .help("write letters, digits, `-`, `_` and `.` that begin and end with a letter or digit");
        }
    }
}
