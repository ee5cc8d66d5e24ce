//! An AuthorizationPolicy names the port of a Service, where that of the workload counts.

mod ports;

use ports::LedTo;
pub(in crate::rules) use ports::{declared_ports, ports_leading_to};

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Scope, Workload};
use crate::model::{AuthorizationPolicy, OrEmpty, Resource, Spanned, Text, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0510",
        name: "policy-names-service-port",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "An AuthorizationPolicy names the port of a Service, where that of the workload counts",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for policy in mesh.all::<AuthorizationPolicy>() {
        let ports: Vec<_> = ports(&policy).collect();
        if ports.is_empty() {
            continue;
        }
        let workloads = workloads(mesh, &policy);
        let (mut led, mut known) = (Vec::new(), Vec::new());
        for workload in workloads {
            known.extend(declared_ports(workload));
            led.extend(ports_leading_to(mesh, workload));
        }
        known.extend(led.iter().map(|port: &LedTo| port.target));
        for (port, text, span) in ports {
            let named: Vec<&LedTo> = led.iter().filter(|led| led.number == port).collect();
            let Some(first) = named.first().filter(|_| !known.contains(&port)) else { continue };
            let service = mesh.services.get(first.service);
            if mesh.is_opened_by_sidecar(service.namespace, port) {
                continue;
            }
            let message = format!(
                "`{text}` is a port of Service `{}`, and its workloads listen on {}: the condition never holds, as \
                 policies are judged behind the Service",
                service.name, first.target
            );
            let finding = out.report(policy.id, span, message);
            finding.help(format!("name the port of the workload, `{}`", first.target));
            let place = service.object().zip(first.span);
            let place = place.map(|(object, span)| mesh.object(object).at(span));
            finding.related_if(place, format!("port {} leads to port {}", first.number, first.target));
        }
    }
}

/// Ports that the policy asks for, with the text and the place of each.
fn ports<'m>(
    policy: &Resource<'m, AuthorizationPolicy>,
) -> impl Iterator<Item = (i64, &'m str, crate::source::Span)> {
    let rules = policy.spec.rules.items().iter();
    let of_rule = |rule: &'m crate::model::AuthorizationRule| {
        let operations = rule.to.items().iter().filter_map(|to| to.operation.as_ref());
        let of_operations = operations.flat_map(|operation| operation.ports.items());
        let conditions = rule.when.items().iter();
        let of_conditions = conditions
            .filter(|condition| condition.key.text() == "destination.port")
            .flat_map(|condition| condition.values.items());
        of_operations.chain(of_conditions)
    };
    let number = |item: &'m Spanned<Text>| Some((item.value.parse().ok()?, &*item.value, item.span));
    rules.flat_map(move |rule| of_rule(rule)).filter_map(number)
}

/// The workloads that the policy is for; none where it names its targets in another way, or is for the whole
/// mesh, where some workload or other listens on any port.
fn workloads<'r, 'm>(
    mesh: &'r Mesh<'m>,
    policy: &Resource<'m, AuthorizationPolicy>,
) -> Vec<&'r Workload<'m>> {
    let Some(selection) = mesh.selection(policy.id).filter(|selection| !selection.has_target) else {
        return Vec::new();
    };
    match selection.scope {
        _ if !selection.selector.is_empty() => {
            mesh.selected_by(policy.id).map(|id| mesh.workloads.get(id)).collect()
        }
        Scope::Namespace(namespace) => {
            mesh.workloads.in_namespace(namespace).iter().map(|id| mesh.workloads.get(*id)).collect()
        }
        Scope::Mesh => Vec::new(),
    }
}
