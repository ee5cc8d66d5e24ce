//! HTTP on a port without a protocol goes past the rules for TCP.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Mesh, Origin, Target};
use crate::model::{OrEmpty, VirtualService};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0722",
        name: "tcp-rules-beside-recognised-http",
        aliases: &[],
        severity: Severity::Info,
        group: Group::Surprising,
        summary: "HTTP on a port without a protocol goes past the rules for TCP",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for routes in mesh.all::<VirtualService>().filter(|routes| routes.spec.is_for_mesh()) {
        let tcp = routes.spec.tcp.as_ref().filter(|rules| !rules.value.is_empty());
        let Some(tcp) = tcp.filter(|_| routes.spec.http.items().is_empty()) else { continue };
        let mut services = mesh
            .full_hosts(routes.object, routes.spec)
            .filter_map(|host| mesh.services.exactly(&host).first().copied());
        let found = services.find_map(|id| {
            let service = mesh.services.get(id);
            let mut ports = service.ports.iter().filter(|_| !matches!(service.origin, Origin::Made(_)));
            let port =
                ports.find(|port| mesh.handling(id, port.number).is_none() && port.protocol == "TCP")?;
            Some((id, port.number))
        });
        let Some((service, port)) = found else { continue };
        let message = format!(
            "port {port} of `{}` declares no protocol: requests of HTTP are recognised there, and go to the Service past these rules",
            mesh.services.get(service).host
        );
        out.report(routes.id, tcp.key, message)
            .help("name the port `tcp-…`, or set `appProtocol: tcp`")
            .related_if(mesh.location(Target::Service(service)), "the Service");
    }
}
