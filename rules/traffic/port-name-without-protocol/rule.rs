//! The name of a Service port says no protocol.

use crate::diag::{Check, Findings, Group, Rule, Severity};
use crate::graph::{Mesh, protocol};
use crate::model::{OrEmpty, ServiceSpec};

/// The rule.
pub static RULE: Rule = Rule {
    code: "IST0118",
    name: "port-name-without-protocol",
    aliases: &["KIA0601"],
    severity: Severity::Info,
    group: Group::Traffic,
    summary: "The name of a Service port says no protocol",
    doc: include_str!("README.md"),
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for service in mesh.all::<ServiceSpec>() {
        let is_control_plane = service.object.labels.get("istio").is_some()
            || service.object.labels.get("release").is_some_and(|release| &*release.value == "istio");
        if is_control_plane {
            continue;
        }
        for port in service.spec.ports.items().iter().filter(|port| protocol::of(port).is_none()) {
            let (span, named) = match (&port.name, &port.port) {
                (Some(name), _) => (name.span, format!("the name `{}`", name.value)),
                (None, Some(number)) => (number.span, format!("port {} has no name, which", number.value)),
                (None, None) => continue,
            };
            let message = format!(
                "{named} says no protocol: sidecars guess it from the first bytes of the client, and a server that speaks first hangs"
            );
            out.report(service.id, span, message)
                .help("begin the name with the protocol, as in `http-api` or `tcp-db`, or set `appProtocol`");
        }
    }
}
