//! An annotation is alpha, so that it may change or vanish.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mark, Mesh};
use crate::schema::registry::Status;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0136",
        name: "alpha-annotation",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Pedantic,
        summary: "An annotation is alpha, so that it may change or vanish",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for mark in mesh.marks().iter().filter(|mark| !mark.is_label && !mark.is_written_by_istio()) {
        let is_alpha =
            mark.entry.is_some_and(|entry| entry.status == Some(Status::Alpha) && !entry.deprecated);
        if !is_alpha || is_by_injector(mesh, mark) {
            continue;
        }
        let message =
            format!("annotation `{}` is alpha: it may change or vanish with any release", mark.key());
        out.report(mark.object, mark.pair.key, message)
            .help("look at the notes of each release before upgrading");
    }
}

/// Annotations that the injector itself puts on pods where the CNI plugin sets up their network.
fn is_by_injector(mesh: &Mesh<'_>, mark: &Mark<'_>) -> bool {
    let keys = [
        "sidecar.istio.io/interceptionMode",
        "traffic.sidecar.istio.io/excludeInboundPorts",
        "traffic.sidecar.istio.io/includeInboundPorts",
        "traffic.sidecar.istio.io/includeOutboundIPRanges",
    ];
    &*mesh.object(mark.object).kind_name == "Pod" && keys.contains(&mark.key())
}
