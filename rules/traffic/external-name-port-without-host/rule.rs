//! An ExternalName Service has a port whose protocol names no host.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, protocol};
use crate::model::{OrEmpty, ServiceSpec, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0150",
        name: "external-name-port-without-host",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "An ExternalName Service has a TCP port, or one whose name says no protocol",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for service in mesh.all::<ServiceSpec>() {
        if service.spec.service_type.text() != "ExternalName" {
            continue;
        }
        for port in service.spec.ports.items() {
            let why = match protocol::of(port) {
                None => "says no protocol".to_owned(),
                Some(declared) if declared.is_nameless() => {
                    format!("carries `{}`, which names no host", declared.port_name())
                }
                Some(_) => continue,
            };
            let (Some(number), place) =
                (&port.port, [&port.app_protocol, &port.name].into_iter().flatten().next())
            else {
                continue;
            };
            let span = place.map_or(number.span, |place| place.span);
            let message = format!(
                "port {} {why}: Istio before 1.21, or with ENABLE_EXTERNAL_NAME_ALIAS=false, sends all traffic to this port of any unknown address to `{}`",
                number.value,
                service.spec.external_name.text()
            );
            out.report(service.id, span, message).help(
                "name the port after a protocol that names its host, as in `https` or `http`, or remove `ports`, which Istio 1.21 and Kubernetes do not need",
            );
        }
    }
}
