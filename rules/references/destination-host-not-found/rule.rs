//! A route sends to a host that no Service or ServiceEntry has.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Role, Wanted};
use crate::rules::{missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0101",
        name: "destination-host-not-found",
        aliases: &["KIA1101"],
        severity: Severity::Error,
        group: Group::References,
        summary: "A route sends to a host that no Service or ServiceEntry has",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let consequences = [
        (Role::Destination, "what is sent there fails, HTTP with status 503"),
        (Role::Mirror, "nothing is mirrored"),
    ];
    for (role, consequence) in consequences {
        for (reference, absent) in missing(mesh, out, role, "host") {
            let Wanted::Host { written: wanted, full } = &reference.to else { continue };
            let namespace = &mesh.object(reference.from).namespace;
            let message = match wanted.contains('.') {
                true => format!("no Service or ServiceEntry has the host `{wanted}`: {consequence}"),
                false => format!("no Service `{wanted}` exists in namespace {namespace}: {consequence}"),
            };
            let finding = out.report(reference.from, reference.span, message);
            suggest(
                finding,
                absent,
                "name a Service (`name`, or `name.namespace.svc.cluster.local`), or add a ServiceEntry",
            );
            let is_outside = mesh.service_of_host(full).is_none();
            let policy = mesh.outbound_policy();
            if is_outside
                && policy.is_registry_only
                && let Some(location) = policy.location
            {
                finding.related(location, "only registered hosts can be called");
            }
        }
    }
}
