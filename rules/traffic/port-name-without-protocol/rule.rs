//! The name of a Service port says no protocol.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{Membership, Mesh, WorkloadId, protocol};
use crate::model::{Object, OrEmpty, ServiceSpec, TextField};
use crate::source::ObjectId;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0118",
        name: "port-name-without-protocol",
        aliases: &["KIA0601", "KIA0602"],
        severity: Severity::Info,
        group: Group::Traffic,
        summary: "The name of a Service port says no protocol",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    let is_of_the_system =
        |namespace: &str| namespace == mesh.root_namespace() || is_system_namespace(namespace);
    for service in mesh.all::<ServiceSpec>() {
        if is_left_alone(service.object, service.spec) || is_of_the_system(service.namespace()) {
            continue;
        }
        let mut ports =
            service.spec.ports.items().iter().filter(|port| protocol::of(port).is_none()).peekable();
        if ports.peek().is_none() || is_outside(mesh, service.id) {
            continue;
        }
        for port in ports {
            let (span, named) = match (&port.name, &port.port) {
                _ if port.app_protocol.is_some() => {
                    let Some(declared) = &port.app_protocol else { continue };
                    (declared.span, format!("`appProtocol: {}`", declared.value))
                }
                (Some(name), _) => (name.span, format!("the name `{}`", name.value)),
                (None, Some(number)) => (number.span, format!("port {} has no name, which", number.value)),
                (None, None) => continue,
            };
            let message = format!(
                "{named} says no protocol: sidecars guess it from the first bytes of the client, and a server that speaks first hangs"
            );
            let finding = out.report(service.id, span, message);
            finding.aliases(if port.app_protocol.is_some() { &["KIA0602"] } else { &["KIA0601"] });
            finding
                .help("begin the name with the protocol, as in `http-api` or `tcp-db`, or set `appProtocol`");
        }
    }
}

/// Namespaces of Kubernetes, of Istio and of platforms, whose Services nobody who writes manifests can rename.
fn is_system_namespace(namespace: &str) -> bool {
    const NAMES: [&str; 2] = ["istio-system", "local-path-storage"];
    const PREFIXES: [&str; 4] = ["kube-", "gke-", "gmp-", "openshift-"];
    NAMES.contains(&namespace) || PREFIXES.iter().any(|prefix| namespace.starts_with(prefix))
}

/// Services of the control plane, those that istiod makes for Gateways, and names of other hosts, for which
/// there is a rule of their own.
fn is_left_alone(object: &Object, service: &ServiceSpec) -> bool {
    let label = |name| object.labels.get(name).map(|label| &*label.value);
    label("istio").is_some()
        || label("release") == Some("istio")
        || label("gateway.istio.io/managed").is_some()
        || service.service_type.text() == "ExternalName"
}

/// Whether all pods behind a Service are certainly outside the mesh, where nobody guesses.
fn is_outside(mesh: &Mesh<'_>, service: ObjectId) -> bool {
    let object = mesh.object(service);
    let named = mesh.services.in_namespace(&object.namespace).named(object.name());
    let selectors = named.filter_map(|id| mesh.services.get(id).selector);
    let mut pods = selectors.flat_map(|selector| mesh.workloads.selected(selector, Some(&object.namespace)));
    let is_outside =
        |id: WorkloadId| matches!(mesh.membership(mesh.workloads.get(id)), Membership::Outside(_));
    pods.next().is_some_and(is_outside) && pods.all(is_outside)
}
