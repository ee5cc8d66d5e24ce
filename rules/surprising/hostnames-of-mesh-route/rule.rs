//! Hostnames of a route that is attached to a Service have no effect.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0738",
        name: "hostnames-of-mesh-route",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Hostnames of a route that is attached to a Service have no effect",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject {
        kinds: &["gateway.networking.k8s.io/HTTPRoute", "gateway.networking.k8s.io/GRPCRoute"],
        paths: &["spec.hostnames"],
        check,
    }]),
};

fn check(hostnames: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(parents) = hostnames.parent().and_then(|spec| spec.get("parentRefs")) else { return };
    let is_service = |parent: &Cursor<'_>| matches!(parent.text_of("kind"), "Service" | "ServiceEntry");
    if hostnames.is_empty() || parents.is_empty() || !parents.items().all(|parent| is_service(&parent)) {
        return;
    }
    out.report_here(
        hostnames.key_span(),
        "this route is attached to a Service alone: it takes requests for the Service whatever their host, and for nothing else",
    )
    .help("take out `hostnames`, or attach the route to a Gateway");
}
