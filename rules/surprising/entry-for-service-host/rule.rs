//! A ServiceEntry has the host of a Service.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Target};
use crate::model::{OrEmpty, ServiceEntry};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0724",
        name: "entry-for-service-host",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A ServiceEntry has the host of a Service",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for entry in mesh.all::<ServiceEntry>() {
        for host in entry.spec.hosts.items() {
            let services = mesh.services.exactly(&host.value);
            let Some(&id) = services.iter().find(|id| mesh.services.get(**id).is_in_cluster()) else {
                continue;
            };
            let service = mesh.services.get(id);
            let effect = match service.namespace == entry.namespace() {
                true => "its endpoints are mixed with the pods of the Service".to_owned(),
                false => format!(
                    "clients in namespace {} get it instead of the Service, all others keep the Service",
                    entry.namespace()
                ),
            };
            let message = format!(
                "`{}` is the host of Service `{}/{}` as well: {effect}",
                host.value, service.namespace, service.name
            );
            out.report(entry.id, host.span, message)
                .help("give the ServiceEntry a host of its own, and route to that")
                .related_if(mesh.location(Target::Service(id)), "the Service");
        }
    }
}
