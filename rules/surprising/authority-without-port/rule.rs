//! A match on the authority lacks the port that clients send.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::protocol::Handling;
use crate::graph::{Mesh, Target};
use crate::model::{OrEmpty, TextField, VirtualService};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0732",
        name: "authority-without-port",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "A match on the authority lacks the port that clients send",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for routes in mesh.all::<VirtualService>() {
        let conditions = || routes.spec.http.items().iter().flat_map(|rule| rule.matches.items());
        let asks = |condition: &crate::model::HttpMatch| condition.authority.is_some();
        if routes.spec.is_for_gateways() || !conditions().any(|own| asks(own)) {
            continue;
        }
        let services: Vec<_> = mesh
            .full_hosts(routes.object, routes.spec)
            .filter_map(|host| mesh.services.exactly(&host).first().copied())
            .collect();
        let ports =
            services.iter().flat_map(|&id| mesh.services.get(id).ports.iter().map(move |port| (id, port)));
        let mut ports = ports.filter(|(id, port)| mesh.handling(*id, port.number) != Some(Handling::Bytes));
        let Some((service, first)) = ports.clone().next() else { continue };
        if ports.any(|(_, port)| port.number == 80) {
            continue;
        }
        for condition in conditions() {
            let Some(exact) = condition.authority.as_ref().and_then(|own| own.value.exact.as_ref()) else {
                continue;
            };
            let text = condition.authority.as_ref().map_or("", |own| own.value.exact.text());
            if text.is_empty() || text.contains(':') {
                continue;
            }
            let message = format!(
                "clients that call port {} send `{text}:{}` as the authority: this never is the whole of it",
                first.number, first.number
            );
            out.report(routes.id, exact.span, message)
                .help(format!("match `{text}:{}`, or by `prefix`", first.number))
                .related_if(mesh.location(Target::Service(service)), "the Service has no port 80");
        }
    }
}
