//! A route sends to a host that no Service or ServiceEntry has.

use crate::diag::{Findings, Group, Rule, Severity};
use crate::graph::{Answer, Mesh, Reference, Role, host};
use crate::rules::suggest;

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0101",
    name: "destination-host-not-found",
    aliases: &["KIA1101"],
    severity: Severity::Error,
    group: Group::References,
    summary: "A route sends to a host that no Service or ServiceEntry has",
    doc: include_str!("README.md"),
    check,
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let routes = mesh
        .references(Role::Destination)
        .iter()
        .map(|reference| (reference, "what is sent there fails, HTTP with status 503"));
    let mirrors = mesh.references(Role::Mirror).iter().map(|reference| (reference, "nothing is mirrored"));
    for (reference, consequence) in routes.chain(mirrors) {
        let wanted = &reference.wanted;
        match &reference.answer {
            Answer::Present(_) => {}
            Answer::Absent(absent) => {
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
                let is_outside = host::service_of(&full_name(mesh, reference), mesh.cluster_domain).is_none();
                if is_outside && let Some(location) = mesh.model.settings.registry_only() {
                    finding.related(location, "only registered hosts can be called");
                }
            }
            Answer::Unverified(doubt) => {
                out.unverified(
                    reference.from,
                    reference.span,
                    format!("host `{wanted}`: {}", doubt.reason()),
                );
            }
        }
    }
}

fn full_name<'r>(mesh: &Mesh<'_>, reference: &'r Reference<'_>) -> std::borrow::Cow<'r, str> {
    host::full_name(&reference.wanted, &mesh.object(reference.from).namespace, mesh.cluster_domain)
}
