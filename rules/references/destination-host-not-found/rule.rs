//! A route sends to a host that no Service or ServiceEntry has.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Reference, Role, Wanted};
use crate::model::{Destination, TextField, VirtualService};
use crate::rules::{missing, suggest};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0101",
        name: "destination-host-not-found",
        aliases: &["KIA1101", "KIA1107"],
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
            // istiod does not expand `reviews.books`; what is meant by it may have the subset all the same.
            let meant =
                mesh.dotted_short_name(wanted).map(|(name, namespace)| mesh.service_host(name, namespace));
            let hosts = [Some(&**full), meant.as_deref()];
            let undefined = subset(mesh, reference).filter(|name| {
                let mut hosts = hosts.iter().flatten();
                hosts.all(|host| mesh.destination_rules.defining(host, name).is_empty())
            });
            let message = match undefined {
                Some(name) => format!("{message}; nor is subset `{name}` defined anywhere"),
                None => message,
            };
            let finding = out.report(reference.from, reference.span, message);
            finding.aliases(if undefined.is_some() { &["KIA1101", "KIA1107"] } else { &["KIA1101"] });
            suggest(
                finding,
                reference,
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

/// The subset that is asked for at a destination.
fn subset<'m>(mesh: &Mesh<'m>, host: &Reference<'m>) -> Option<&'m str> {
    let routes = mesh.resource::<VirtualService>(host.from)?;
    let is_it = |to: &&Destination| to.host.as_ref().is_some_and(|written| written.span == host.span);
    let name = routes.spec.destinations().find(is_it)?.subset.text();
    (!name.is_empty()).then_some(name)
}
