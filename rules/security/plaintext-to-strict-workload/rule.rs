//! A DestinationRule has clients send plain text to workloads that take mTLS only.

use rustc_hash::FxHashSet;

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::{AppliedRules, Mesh, MtlsMode, Port, Sent, ServerMtls, Service};
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
            .aliases(match found.reach {
                Reach::Service => &[],
                Reach::General { of_mesh: true } => &["KIA0208"],
                Reach::General { of_mesh: false } => &["KIA0207"],
            });
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
    /// How much of the mesh it is about.
    pub reach: Reach,
}

/// How much of the mesh a contradiction is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// One service.
    Service,
    /// All services of a namespace, or of the mesh.
    General {
        /// Whether the PeerAuthentication is that of the mesh.
        of_mesh: bool,
    },
}

/// DestinationRules whose TLS settings say one thing to clients where a PeerAuthentication has all workloads take the
/// other.
pub(crate) fn contradictions(
    mesh: &Mesh<'_>,
    says: fn(&ClientTls) -> bool,
    servers: MtlsMode,
) -> Vec<Contradiction> {
    let mut found = in_general(mesh, says, servers);
    for rule in mesh.all::<DestinationRule>() {
        if !rule.spec.tls_settings().any(says) {
            continue;
        }
        let full = mesh.full_host(rule.spec.host.text(), rule.namespace());
        if full.starts_with('*') {
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
                let reach = Reach::Service;
                found.push(Contradiction { rule: rule.id, span, whom, decision, reach });
            }
        }
    }
    found
}

/// What is said for all services of a namespace or of the mesh, against what is said for all of their workloads: one
/// for each policy, and for each DestinationRule that decides alone.
fn in_general(mesh: &Mesh<'_>, says: fn(&ClientTls) -> bool, servers: MtlsMode) -> Vec<Contradiction> {
    let mut found: Vec<Contradiction> = Vec::new();
    let mut known: FxHashSet<(ObjectId, ObjectId)> = FxHashSet::default();
    let mut add = |rule: Resource<'_, DestinationRule>, decision: (ObjectId, Span), whom: String| {
        let tls = rule.spec.traffic_policy.as_ref().and_then(|policy| policy.value.tls.as_ref());
        let Some(tls) = tls.filter(|tls| says(&tls.value)) else { return };
        let span = tls.value.mode.as_ref().map_or(tls.key, |mode| mode.span);
        if known.insert((rule.id, decision.0)) {
            let of_mesh = &*mesh.object(decision.0).namespace == mesh.root_namespace();
            found.push(Contradiction {
                rule: rule.id,
                span,
                whom,
                decision,
                reach: Reach::General { of_mesh },
            });
        }
    };
    for row in mesh.mtls_table().iter().filter(|row| row.taken == servers) {
        if let (Sent::Said(_, rule, _), Some(decision)) = (row.sent, row.decided_by) {
            add(rule, decision, format!("the workloads of namespace {}", row.namespace));
        }
    }
    // Clients of any namespace may have a rule of their own for the mesh as a whole.
    let of_mesh = mesh.namespace_mtls(mesh.root_namespace());
    if let ServerMtls { mode, decided_by: Some(decision) } = of_mesh
        && mode == servers
    {
        let rules = mesh.all::<DestinationRule>();
        let is_over_mesh =
            |host: &str| host.strip_prefix('*').is_some_and(|suffix| mesh.is_suffix_of_mesh(suffix));
        for rule in rules.filter(|rule| is_over_mesh(rule.spec.host.text())) {
            add(rule, decision, "the workloads of the mesh".to_owned());
        }
    }
    found
}

fn is_plain(tls: &ClientTls) -> bool {
    ClientTlsMode::of(tls) == ClientTlsMode::Disable
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
