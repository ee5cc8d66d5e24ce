//! A VirtualService names a Gateway of the Gateway API, to which istiod binds none.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{GatewayName, Mesh};
use crate::model::{Kind, OrEmpty, VirtualService};
use crate::source::ObjectId;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0319",
        name: "virtual-service-on-kubernetes-gateway",
        aliases: &[],
        severity: Severity::Error,
        group: Group::References,
        summary: "A VirtualService names a Gateway of the Gateway API, to which istiod binds none",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for routes in mesh.all::<VirtualService>() {
        for entry in routes.spec.gateways.items() {
            let Some(name) = GatewayName::of(&entry.value, routes.namespace()) else { continue };
            let found: Vec<ObjectId> = mesh.gateways.find(&name).collect();
            let is_of_api = |id: &ObjectId| mesh.object(*id).kind == Kind::KubernetesGateway;
            let Some(first) = found.first().filter(|_| found.iter().all(is_of_api)) else { continue };
            let gateway = mesh.object(*first);
            let message = format!(
                "`{}` is a Gateway of the Gateway API: istiod binds no VirtualService to it, so that nothing of this \
                 one is served there",
                entry.value
            );
            out.report(routes.id, entry.span, message)
                .help(format!(
                    "write an HTTPRoute with `{}` in `parentRefs`, or name a Gateway of `networking.istio.io`",
                    gateway.name()
                ))
                .related(gateway.name_location(), "the Gateway");
        }
    }
}
