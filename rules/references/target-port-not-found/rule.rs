//! A port of a Service leads to a port that no container declares.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Port, Workload};
use crate::model::{Container, OrEmpty, ServiceSpec, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0362",
        name: "target-port-not-found",
        aliases: &["KIA0701"],
        severity: Severity::Error,
        group: Group::References,
        summary: "A port of a Service leads to a port that no container declares",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for spec in mesh.all::<ServiceSpec>() {
        // The control plane and what istiod makes have ports that no template declares.
        let is_made = spec.object.labels.get("gateway.istio.io/managed").is_some();
        if is_made || spec.namespace() == mesh.root_namespace() {
            continue;
        }
        let mut named = mesh.services.in_namespace(spec.namespace()).named(spec.name());
        let Some(id) = named.find(|id| mesh.services.get(*id).object() == Some(spec.id)) else { continue };
        let service = mesh.services.get(id);
        let Some(selector) = service.selector else { continue };
        let pods = mesh.workloads.selected(selector, Some(service.namespace));
        let pods: Vec<&Workload<'_>> = pods.into_iter().map(|id| mesh.workloads.get(id)).collect();
        // What injection or an operator adds to gateways is not in their templates.
        if pods.is_empty() || pods.iter().any(|pod| pod.is_gateway || pod.template.is_none()) {
            continue;
        }
        for port in &service.ports {
            let Some(written) = spec
                .spec
                .ports
                .items()
                .iter()
                .find(|own| own.port.as_ref().is_some_and(|number| Some(number.span) == port.span))
            else {
                continue;
            };
            let span = written.target_port.as_ref().map(|target| target.span).or(port.span);
            let Some(span) = span else { continue };
            let lack = match port.target {
                None if pods.iter().all(|pod| pod.target_of(port).is_none()) => format!(
                    "no container of the pods has a port called `{}`: there are no endpoints on port {}, and requests get status 503",
                    port.target_name, port.number
                ),
                Some(target) if is_undeclared(&pods, port, target) => {
                    format!("no container of the pods declares port {target}, though they declare others")
                }
                _ => continue,
            };
            let finding = out.report(spec.id, span, lack);
            finding.help("use the name or the number of a port that a container declares");
            match port.target {
                Some(_) => finding.severity(Severity::Info),
                // What nobody in the mesh is led to is for others to judge.
                None if !mesh.is_led_to(id) => finding.severity(Severity::Info),
                None => finding,
            };
            let first = pods.iter().find_map(|pod| Some(mesh.object(pod.object?).name_location()));
            finding.related_if(first, "the pods");
        }
    }
}

/// Whether the pods declare ports, and none of them this one.
fn is_undeclared(pods: &[&Workload<'_>], port: &Port<'_>, target: i64) -> bool {
    let mut declaring = pods
        .iter()
        .map(|pod| containers(pod))
        .filter(|all| all.iter().any(|container| !container.ports.items().is_empty()));
    let declares = |container: &&Container| {
        let mut numbers = container.ports.items().iter().filter_map(|own| own.container_port.as_ref());
        numbers.any(|own| own.value == target)
    };
    let is_tcp = matches!(port.protocol, "" | "TCP");
    let mut any = false;
    let lacks = declaring.all(|all| {
        any = true;
        !all.iter().any(declares)
    });
    any && lacks && is_tcp
}

fn containers<'m>(pod: &Workload<'m>) -> Vec<&'m Container> {
    let spec = pod.template.and_then(|template| template.spec.as_ref());
    let all = spec.map(|spec| spec.value.containers.items().iter().chain(spec.value.init_containers.items()));
    // The proxy declares ports of its own.
    all.into_iter().flatten().map(|own| &own.value).filter(|own| own.name.text() != "istio-proxy").collect()
}
