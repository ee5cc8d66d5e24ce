//! A TCP port of a ServiceEntry has no address by which its connections could be told from others.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{OrEmpty, ServiceEntry, TextField};
use crate::text::Protocol;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0134",
        name: "entry-port-without-address",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A TCP port of a ServiceEntry has no address by which its connections are told from others",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

/// Whether nothing in the protocol of a port names the host.
fn is_nameless(protocol: &str) -> bool {
    protocol.is_empty() || Protocol::of(protocol).is_some_and(Protocol::is_nameless)
}

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for entry in mesh.all::<ServiceEntry>() {
        let mut ports = entry
            .spec
            .ports
            .items()
            .iter()
            .filter(|port| is_nameless(port.protocol.text()))
            .filter_map(|port| Some((port, port.number.as_ref()?)))
            .peekable();
        if ports.peek().is_none() || mesh.has_addresses(entry) {
            continue;
        }
        let host = entry.spec.hosts.items().first().map_or("", |host| &host.value);
        for (port, number) in ports {
            let what = match port.protocol.text() {
                "" => "has no protocol",
                _ => "is for bytes without a host name",
            };
            let effect = match entry.spec.resolution.text() {
                "" | "NONE" => "count as this entry's, wherever they go",
                _ => "go to this entry's host, wherever they were to go",
            };
            let message = format!(
                "port {} of `{host}` {what}, and the ServiceEntry has no address: connections to that port which no other Service claims {effect}",
                number.value
            );
            let span =
                port.protocol.as_ref().filter(|it| !it.value.is_empty()).map_or(number.span, |it| it.span);
            out.report(entry.id, span, message).help(
                "list the addresses of the host in `addresses`, name a protocol that carries the host (HTTP, TLS, HTTPS), or let proxies answer DNS (ISTIO_META_DNS_CAPTURE) so that istiod allocates an address",
            );
        }
    }
}
