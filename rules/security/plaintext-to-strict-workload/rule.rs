//! A DestinationRule has clients send plain text to workloads that take mTLS only.

use crate::engine::{Check, Rule};
use crate::finding::{Finding, Findings, Group, RuleInfo, Severity};
use crate::graph::{AppliedRules, Mesh, MtlsMode, Port, ServerMtls, Service};
use crate::model::{ClientTls, ClientTlsMode, DestinationRule, Labels, OrEmpty, Resource, Subset, TextField};
use crate::source::{ObjectId, Span};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0511",
        name: "plaintext-to-strict-workload",
        aliases: &["KIA0207", "KIA0208"],
        severity: Severity::Warning,
        group: Group::Security,
        summary: "A DestinationRule has clients send plain text to workloads that take mTLS only",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rule in mesh.all::<DestinationRule>() {
        if !speaks_plain_text(&rule) {
            continue;
        }
        let full = mesh.full_host(rule.spec.host.text(), rule.namespace());
        if let Some(suffix) = full.strip_prefix('*') {
            wildcard(mesh, rule, suffix, out);
            continue;
        }
        let mut reported = Vec::new();
        for service in mesh.services.exactly(&full).iter().map(|id| mesh.services.get(*id)) {
            for (subset, port) in places(&rule, service) {
                let applied = AppliedRules { rules: vec![rule], set_aside: Vec::new() };
                let name = subset.map(|subset| subset.name.text());
                let Some((_, tls)) = applied.policy(name, port.number).tls else { continue };
                let span = tls.value.mode.as_ref().map_or(tls.key, |mode| mode.span);
                if !is_plain(&tls.value) || reported.contains(&span) {
                    continue;
                }
                let Some(decision) = refusing(mesh, service, subset, &port) else { continue };
                reported.push(span);
                report(mesh, out, (rule.id, span), &format!("`{}`", service.host), decision).aliases(&[]);
            }
        }
    }
}

/// A rule for all Services of a namespace, or of the mesh: what is said for its workloads in general decides.
fn wildcard(mesh: &Mesh<'_>, rule: Resource<'_, DestinationRule>, suffix: &str, out: &mut Findings<'_>) {
    let tls = rule.spec.traffic_policy.as_ref().and_then(|policy| policy.value.tls.as_ref());
    let Some(tls) = tls.filter(|tls| is_plain(&tls.value)) else { return };
    let domain = mesh.cluster_domain;
    let of_mesh = [".local", &format!(".{domain}"), &format!(".svc.{domain}")].contains(&suffix);
    let namespace = suffix.strip_prefix('.').and_then(|suffix| mesh.namespace_of_suffix(suffix));
    let (namespace, whom, alias): (_, _, &[&str]) = match namespace {
        _ if of_mesh => (mesh.root_namespace(), "the workloads of the mesh".to_owned(), &["KIA0208"]),
        Some(namespace) => (namespace, format!("the workloads of namespace {namespace}"), &["KIA0207"]),
        None => return,
    };
    let ServerMtls { mode: MtlsMode::Strict, decided_by: Some(decision) } = mesh.namespace_mtls(namespace)
    else {
        return;
    };
    let is_of_mesh = &*mesh.object(decision.0).namespace == mesh.root_namespace();
    let span = tls.value.mode.as_ref().map_or(tls.key, |mode| mode.span);
    let aliases = if is_of_mesh { &["KIA0208"] } else { alias };
    report(mesh, out, (rule.id, span), &whom, decision).aliases(aliases);
}

fn report<'o>(
    mesh: &Mesh<'_>,
    out: &'o mut Findings<'_>,
    (rule, span): (ObjectId, Span),
    whom: &str,
    (object, place): (ObjectId, Span),
) -> &'o mut Finding {
    let policy = mesh.object(object);
    let message = format!(
        "clients are told to send plain text to {whom}, where PeerAuthentication {}/{} requires mTLS: connections \
         are reset",
        policy.namespace,
        policy.name()
    );
    out.report(rule, span, message)
        .help("write ISTIO_MUTUAL, or leave `tls` out: mTLS is then used where the server has it")
        .related(policy.at(place), "mTLS is required here")
}

fn is_plain(tls: &ClientTls) -> bool {
    ClientTlsMode::of(tls) == ClientTlsMode::Disable
}

/// Whether the rule has a part that turns TLS off.
fn speaks_plain_text(rule: &Resource<'_, DestinationRule>) -> bool {
    let subsets = rule.spec.subsets.items().iter().filter_map(|subset| subset.traffic_policy.as_ref());
    let mut policies = rule.spec.traffic_policy.iter().chain(subsets);
    policies.any(|policy| {
        let ports = policy.value.port_level_settings.items().iter().map(|port| port.tls.as_ref());
        let mut settings = ports.chain([policy.value.tls.as_ref()]).flatten();
        settings.any(|tls| is_plain(&tls.value))
    })
}

/// The ports of a service, for the host as a whole and for each subset.
fn places<'m>(
    rule: &Resource<'m, DestinationRule>,
    service: &Service<'m>,
) -> Vec<(Option<&'m Subset>, Port<'m>)> {
    let subsets = rule.spec.subsets.items().iter().map(|subset| Some(&subset.value));
    let ports = |subset| service.ports.iter().map(move |port| (subset, *port));
    [None].into_iter().chain(subsets).flat_map(ports).collect()
}

/// The PeerAuthentication by which the workloads behind a port refuse plain text, all of them.
fn refusing(
    mesh: &Mesh<'_>,
    service: &Service<'_>,
    subset: Option<&Subset>,
    port: &Port<'_>,
) -> Option<(ObjectId, Span)> {
    let selector = service.selector?;
    let labels = Labels::of(subset.and_then(|subset| subset.labels.as_ref()).map(|labels| &labels.value));
    let workloads = mesh.workloads.selected(selector, Some(service.namespace));
    let mut strict = None;
    for workload in workloads.into_iter().map(|id| mesh.workloads.get(id)) {
        if !labels.select(workload.labels) {
            continue;
        }
        let target = workload.target_of(port);
        match mesh.server_mtls(workload, target) {
            ServerMtls { mode: MtlsMode::Strict, decided_by: Some(decision) }
                if !mesh.lacks_sidecar(workload) && !workload.is_gateway =>
            {
                strict = Some(decision);
            }
            _ => return None,
        }
    }
    strict
}
