//! A container of an application runs as the user of the sidecar.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{Container, OrEmpty, Spanned, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0144",
        name: "application-runs-as-proxy-user",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A container of an application runs as UID 1337, the user of the sidecar",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

const PROXY: i64 = 1337;

const HELP: &str = "run the application as another user, such as 1000";

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (_, workload) in mesh.workloads.iter() {
        let (Some(id), Some(template)) = (workload.object, workload.template) else { continue };
        let Some(spec) = &template.spec else { continue };
        let of_pod = spec.security_context.as_ref().and_then(|security| security.run_as_user.as_ref());
        // Init containers that end are told to run as this user, to reach the network before the sidecar.
        let sidecars = spec.init_containers.items().iter();
        let sidecars = sidecars.filter(|container| container.restart_policy.text() == "Always");
        let containers = spec.containers.items().iter().chain(sidecars);
        let mut heir: Option<&Spanned<Container>> = None;
        let mut own = Vec::new();
        for container in containers.filter(|container| is_application(container)) {
            match container.security_context.as_ref().and_then(|security| security.run_as_user.as_ref()) {
                Some(user) if user.value == PROXY => own.push((container, user.span)),
                Some(_) => {}
                None => heir = heir.or(Some(container)),
            }
        }
        let of_pod = of_pod.filter(|user| user.value == PROXY).zip(heir);
        if own.is_empty() && of_pod.is_none() || workload.is_gateway || mesh.lacks_sidecar(workload) {
            continue;
        }
        let message = |container: &Container| {
            format!(
                "container `{}` runs as UID 1337, the user of the sidecar: its outgoing traffic is not redirected, and leaves without mutual TLS, routing and policies",
                container.name.text()
            )
        };
        for (container, span) in own {
            out.report(id, span, message(container)).help(HELP);
        }
        if let Some((user, heir)) = of_pod {
            let place = mesh.object(id).at(heir.name.as_ref().map_or(heir.span, |name| name.span));
            out.report(id, user.span, message(heir))
                .help(HELP)
                .related(place, "runs as the user of the pod, as it has none of its own");
        }
    }
}

fn is_application(container: &Container) -> bool {
    !matches!(container.name.text(), "istio-proxy" | "istio-operator")
}
