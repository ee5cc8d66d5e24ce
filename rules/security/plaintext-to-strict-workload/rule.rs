//! A DestinationRule has clients send plain text to workloads that take mTLS only.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
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
    for found in contradictions(mesh, is_plain, MtlsMode::Strict) {
        let policy = mesh.object(found.decision.0);
        let message = format!(
            "clients are told to send plain text to {}, where PeerAuthentication {}/{} requires mTLS: connections \
             are reset",
            found.whom,
            policy.namespace,
            policy.name()
        );
        out.report(found.rule, found.span, message)
            .help("write ISTIO_MUTUAL, or leave `tls` out: mTLS is then used where the server has it")
            .related(policy.at(found.decision.1), "mTLS is required here")
            .aliases(found.aliases);
    }
}

/// A DestinationRule that has clients speak what the workloads do not take.
pub(crate) struct Contradiction {
    /// The rule.
    pub rule: ObjectId,
    /// Where it says so.
    pub span: Span,
    /// The workloads, in words.
    pub whom: String,
    /// The PeerAuthentication that decides for them, and where.
    pub decision: (ObjectId, Span),
    /// Kiali's codes.
    pub aliases: &'static [&'static str],
}

/// DestinationRules whose TLS settings say one thing to clients where a PeerAuthentication has all workloads take the
/// other.
pub(crate) fn contradictions(
    mesh: &Mesh<'_>,
    says: fn(&ClientTls) -> bool,
    servers: MtlsMode,
) -> Vec<Contradiction> {
    let mut found = Vec::new();
    for rule in mesh.all::<DestinationRule>() {
        if !has_part(&rule, says) {
            continue;
        }
        let full = mesh.full_host(rule.spec.host.text(), rule.namespace());
        if let Some(suffix) = full.strip_prefix('*') {
            found.extend(wildcard(mesh, rule, suffix, says, servers));
            continue;
        }
        let mut reported = Vec::new();
        for service in mesh.services.exactly(&full).iter().map(|id| mesh.services.get(*id)) {
            for (subset, port) in places(&rule, service) {
                let applied = AppliedRules::alone(rule);
                let name = subset.map(|subset| subset.name.text());
                let Some((_, tls)) = applied.policy(name, port.number).tls else { continue };
                let span = tls.value.mode.as_ref().map_or(tls.key, |mode| mode.span);
                if !says(&tls.value) || reported.contains(&span) {
                    continue;
                }
                let Some(decision) = deciding(mesh, service, subset, &port, servers) else { continue };
                reported.push(span);
                let whom = format!("`{}`", service.host);
                found.push(Contradiction { rule: rule.id, span, whom, decision, aliases: &[] });
            }
        }
    }
    found
}

/// A rule for all Services of a namespace, or of the mesh: what is said for its workloads in general decides.
fn wildcard(
    mesh: &Mesh<'_>,
    rule: Resource<'_, DestinationRule>,
    suffix: &str,
    says: fn(&ClientTls) -> bool,
    servers: MtlsMode,
) -> Option<Contradiction> {
    let tls = rule.spec.traffic_policy.as_ref().and_then(|policy| policy.value.tls.as_ref());
    let tls = tls.filter(|tls| says(&tls.value))?;
    let of_mesh = mesh.is_suffix_of_mesh(suffix);
    let namespace = suffix.strip_prefix('.').and_then(|suffix| mesh.namespace_of_suffix(suffix));
    let (namespace, whom, aliases): (_, _, &[&str]) = match namespace {
        _ if of_mesh => (mesh.root_namespace(), "the workloads of the mesh".to_owned(), &["KIA0208"]),
        Some(namespace) => (namespace, format!("the workloads of namespace {namespace}"), &["KIA0207"]),
        None => return None,
    };
    let ServerMtls { mode, decided_by: Some(decision) } = mesh.namespace_mtls(namespace) else { return None };
    if mode != servers {
        return None;
    }
    let is_of_mesh = &*mesh.object(decision.0).namespace == mesh.root_namespace();
    let span = tls.value.mode.as_ref().map_or(tls.key, |mode| mode.span);
    let aliases = if is_of_mesh { &["KIA0208"] } else { aliases };
    Some(Contradiction { rule: rule.id, span, whom, decision, aliases })
}

fn is_plain(tls: &ClientTls) -> bool {
    ClientTlsMode::of(tls) == ClientTlsMode::Disable
}

/// Whether some part of the rule says it.
fn has_part(rule: &Resource<'_, DestinationRule>, says: fn(&ClientTls) -> bool) -> bool {
    let subsets = rule.spec.subsets.items().iter().filter_map(|subset| subset.traffic_policy.as_ref());
    let mut policies = rule.spec.traffic_policy.iter().chain(subsets);
    policies.any(|policy| {
        let ports = policy.value.port_level_settings.items().iter().map(|port| port.tls.as_ref());
        let mut settings = ports.chain([policy.value.tls.as_ref()]).flatten();
        settings.any(|tls| says(&tls.value))
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

/// The PeerAuthentication by which the workloads behind a port have this mode, all of them.
fn deciding(
    mesh: &Mesh<'_>,
    service: &Service<'_>,
    subset: Option<&Subset>,
    port: &Port<'_>,
    servers: MtlsMode,
) -> Option<(ObjectId, Span)> {
    let selector = service.selector?;
    let labels = Labels::of(subset.and_then(|subset| subset.labels.as_ref()).map(|labels| &labels.value));
    let workloads = mesh.workloads.selected(selector, Some(service.namespace));
    let mut decided = None;
    for workload in workloads.into_iter().map(|id| mesh.workloads.get(id)) {
        if !labels.select(workload.labels) {
            continue;
        }
        let target = workload.target_of(port);
        match mesh.server_mtls(workload, target) {
            ServerMtls { mode, decided_by: Some(decision) }
                if mode == servers && !mesh.lacks_sidecar(workload) && !workload.is_gateway =>
            {
                decided = Some(decision);
            }
            _ => return None,
        }
    }
    decided
}
