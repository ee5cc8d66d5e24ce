//! A policy is attached to something that policies cannot be attached to.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::rules::fixes::meant_or;
use crate::text::nearest;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-target-reference",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A policy is attached to something that policies cannot be attached to",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &[
            "AuthorizationPolicy",
            "RequestAuthentication",
            "Telemetry",
            "WasmPlugin",
            "TrafficExtension",
        ],
        paths: &["spec.(targetRef|targetRefs[])"],
        check,
    }]),
};

/// Group and kind of what policies can be attached to.
const TARGETS: [(&str, &str); 4] = [
    ("", "Service"),
    ("networking.istio.io", "ServiceEntry"),
    ("gateway.networking.k8s.io", "Gateway"),
    ("gateway.networking.k8s.io", "GatewayClass"),
];

fn check(target: &Cursor<'_>, out: &mut Findings<'_>) {
    let policy = target.object.kind;
    if let Some(namespace) = target.get("namespace").filter(|namespace| !namespace.is_empty()) {
        let text = namespace.text().unwrap_or_default();
        let message = format!(
            "a target is in the namespace of its policy, so `{text}` cannot be given: Istio refuses the {policy}"
        );
        let help = match text == target.object.namespace {
            true => "remove `namespace`".to_owned(),
            false => format!("remove `namespace`, and write the policy in namespace {text}"),
        };
        out.report_here(namespace.span(), message).help(help);
    }
    let Some(kind) = target.get("kind") else { return };
    let (Some(kind_text), group_text) = (kind.text(), target.text_of("group")) else { return };
    let group_name = if group_text == "core" { "" } else { group_text };
    if TARGETS.contains(&(group_name, kind_text)) {
        return;
    }
    let message =
        |what: String| format!("{what}, to which a policy cannot be attached: Istio refuses the {policy}");
    let name =
        |group: &str| if group.is_empty() { "the core group".to_owned() } else { format!("group `{group}`") };
    // The kind is right, but in another group.
    if let Some((right, _)) = TARGETS.iter().find(|(_, kind)| *kind == kind_text) {
        let span = target.get("group").map_or(kind.span(), |group| group.span());
        let what = format!("`{kind_text}` of {} is named", name(group_name));
        let help = match *right {
            "" => "leave `group` empty".to_owned(),
            right => format!("write `group: {right}`"),
        };
        out.report_here(span, message(what)).help(help);
        return;
    }
    let kinds = TARGETS.map(|(_, kind)| kind);
    let what = format!("`{kind_text}` of {} is named", name(group_name));
    meant_or(out.report_here(kind.span(), message(what)), kind_text, nearest(kind_text, kinds), || {
        "name a Service, a ServiceEntry, a Gateway of the Gateway API or a GatewayClass; for workloads use `selector`".to_owned()
    });
}
