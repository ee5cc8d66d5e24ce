//! A TLS rule names the full host of a Service, and no short one.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Target};
use crate::model::{OrEmpty, VirtualService};
use crate::text::Protocol;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0721",
        name: "server-name-of-full-host",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A TLS rule names the full host of a Service, and no short one",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for routes in mesh.all::<VirtualService>().filter(|routes| routes.spec.is_for_mesh()) {
        let matches = routes.spec.tls.items().iter().flat_map(|rule| rule.matches.items());
        let names: Vec<_> = matches.flat_map(|own| own.sni_hosts.items()).collect();
        for written in &names {
            let Some((name, namespace)) = mesh.service_of_host(&written.value) else {
                continue;
            };
            let Some(&service) = mesh.services.exactly(&written.value).first() else { continue };
            let mut ports = mesh.services.get(service).ports.iter();
            let speaks_tls =
                ports.any(|port| mesh.declared_protocol(service, port.number).is_some_and(Protocol::is_tls));
            let short = format!("{name}.{namespace}");
            if !speaks_tls || names.iter().any(|other| *other.value == *short) {
                continue;
            }
            let message = format!(
                "only the server name `{}` is meant by this: clients that call `{short}` show that name, and their TLS goes to the Service past this rule",
                written.value
            );
            out.report(routes.id, written.span, message)
                .help(format!("add `{short}` (and `{name}`) to `hosts` and `sniHosts`, if clients use them"))
                .related_if(mesh.location(Target::Service(service)), "the Service");
            break;
        }
    }
}
