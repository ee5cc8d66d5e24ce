//! Namespaces see the rules for a host, and not its Service.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Target};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0718",
        name: "rules-without-service",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "Namespaces see the rules for a host, and not its Service",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for hidden in mesh.hidden_hosts() {
        // Where its destination is reported as hidden, this is the same fault.
        let service = mesh.services.get(hidden.service);
        let leads_there = mesh.routes_leading_to(&service.host).contains(&hidden.routes.id);
        if leads_there && hidden.namespace.is_some() {
            continue;
        }
        let whose = match hidden.namespace {
            Some(namespace) => format!("namespace {namespace} sees these rules, and not"),
            None => "all namespaces see these rules, and not all see".to_owned(),
        };
        let message = format!(
            "{whose} Service `{}/{}`: without it, sidecars follow the rules for the full name on port 80 only, and not for short names",
            service.namespace, service.name
        );
        out.report(hidden.routes.id, hidden.span, message)
            .help("export the VirtualService and the Service to the same namespaces")
            .related_if(mesh.location(Target::Service(hidden.service)), "the Service");
    }
}
