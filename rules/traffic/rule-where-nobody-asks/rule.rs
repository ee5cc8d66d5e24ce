//! A DestinationRule is in a namespace without clients, for a host of another one.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{DestinationRule, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0368",
        name: "rule-where-nobody-asks",
        aliases: &["KIA0212"],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "A DestinationRule is in a namespace without clients, for a host of another one",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rule in mesh.all::<DestinationRule>() {
        let own = rule.namespace();
        let Some(written) = rule.spec.host.as_ref().filter(|_| own != mesh.root_namespace()) else {
            continue;
        };
        let host = mesh.full_host(rule.spec.host.text(), own);
        let services = mesh.services.exactly(&host);
        let Some(&first) = services.first() else { continue };
        let is_here = services.iter().any(|id| mesh.services.get(*id).namespace == own);
        if is_here || !mesh.has_no_clients(own) {
            continue;
        }
        let service = mesh.services.get(first);
        let message = format!(
            "nobody asks this rule: a proxy looks into its own namespace, into that of the Service ({}) and into the root \
             namespace, and no pod of namespace {own} is in the mesh",
            service.namespace
        );
        out.report(rule.id, written.span, message)
            .help(format!(
                "move it to namespace {}, to that of the clients, or to {}",
                service.namespace,
                mesh.root_namespace()
            ))
            .related_if(
                mesh.namespaces.object(own).map(|(_, object)| object.name_location()),
                "this namespace asks for no proxies",
            )
            .aliases(if mesh.is_ambient_namespace(service.namespace) { &["KIA0212"] } else { &[] });
    }
}
