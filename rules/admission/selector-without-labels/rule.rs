//! A selector of workloads selects by no label.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "selector-without-labels",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "A selector of workloads has no labels, and so selects all",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &[
                "AuthorizationPolicy",
                "PeerAuthentication",
                "RequestAuthentication",
                "Telemetry",
                "WasmPlugin",
                "TrafficExtension",
                "ProxyConfig",
            ],
            paths: &["spec.selector"],
            check: check_match_labels,
        },
        Subject { kinds: &["DestinationRule"], paths: &["spec.workloadSelector"], check: check_match_labels },
        Subject {
            kinds: &["Sidecar", "ServiceEntry", "EnvoyFilter"],
            paths: &["spec.workloadSelector"],
            check: check_labels,
        },
    ]),
};

fn check_match_labels(selector: &Cursor<'_>, out: &mut Findings<'_>) {
    check("matchLabels", selector, out);
}

fn check_labels(selector: &Cursor<'_>, out: &mut Findings<'_>) {
    check("labels", selector, out);
}

fn check(field: &str, selector: &Cursor<'_>, out: &mut Findings<'_>) {
    if selector.get(field).is_some_and(|labels| !labels.is_empty()) {
        return;
    }
    let message = format!(
        "a selector without `{field}` selects all workloads of the namespace (in the root namespace, of the mesh): the {} is for all of them",
        selector.object.kind
    );
    out.report_here(selector.key_span(), message).help(format!(
        "give the labels of the workloads that are meant under `{field}`, or remove the selector"
    ));
}
