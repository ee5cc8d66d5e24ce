//! A route leads to a single host that only a wildcard covers.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0317",
        name: "destination-under-wildcard",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::References,
        summary: "A route leads to a single host that only a wildcard covers",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for hop in mesh.hops().iter().chain(mesh.mirrors()) {
        let Some(host) = hop.to.host.as_ref().filter(|_| mesh.services.exactly(&hop.host).is_empty()) else {
            continue;
        };
        let Some(&wildcard) = mesh.services.with_host(&hop.host).first() else { continue };
        if mesh.model.options.external.has_host(&host.value, &hop.host) {
            continue;
        }
        let service = mesh.services.get(wildcard);
        let consequence =
            if hop.is_mirror { "what is mirrored there is lost" } else { "what is sent there ends as 503" };
        let message = format!(
            "only `{}` covers `{}`, and a wildcard has one cluster for all its names, none for a single one: {consequence}",
            service.host, host.value,
        );
        let finding = out.report(hop.routes.id, host.span, message);
        finding.help(format!(
            "send to `{}`, or add `{}` to the hosts of a ServiceEntry",
            service.host, host.value
        ));
        finding.related_if(
            service.object().map(|id| mesh.object(id).name_location()),
            "the wildcard is registered here",
        );
    }
}
