//! Pods have no label by which telemetry tells their application or their version.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0253",
        name: "workload-without-version",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Pedantic,
        summary: "Pods have no label by which telemetry tells their application or their version",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["Deployment"], paths: &["spec.template"], check }]),
};

const NAMES: [&str; 3] = ["service.istio.io/canonical-name", "app.kubernetes.io/name", "app"];
const VERSIONS: [&str; 3] = ["service.istio.io/canonical-revision", "app.kubernetes.io/version", "version"];

fn check(template: &Cursor<'_>, out: &mut Findings<'_>) {
    if template.object.namespace == "istio-system" {
        return;
    }
    let metadata = template.node.get("metadata");
    let labels = metadata.and_then(|metadata| metadata.get("labels"));
    let has_one =
        |names: &[&str]| names.iter().any(|name| labels.is_some_and(|labels| labels.get(name).is_some()));
    let missing = match (has_one(&NAMES), has_one(&VERSIONS)) {
        (true, true) => return,
        (true, false) => ("version", "every version counts as `latest`", "`version`"),
        (false, true) => ("application", "they are called after the Deployment", "`app`"),
        (false, false) => (
            "application and version",
            "they are called after the Deployment, and every version counts as `latest`",
            "`app` and `version`",
        ),
    };
    let (what, outcome, add) = missing;
    let place = metadata
        .and_then(|metadata| metadata.get_entry("labels"))
        .map_or_else(|| template.key_span(), |(key, _)| key.span());
    let message = format!("no label of the pods tells their {what}: in metrics and traces {outcome}");
    out.report_here(place, message).help(format!("add {add} to the labels of the template"));
}
