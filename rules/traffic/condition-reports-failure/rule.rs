//! The status of an object says that Istio did not accept it.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::model::{Condition, Kind, Object, OrEmpty, Spanned, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0171",
        name: "condition-reports-failure",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Traffic,
        summary: "The status of an object says that Istio did not accept it",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for (index, object) in mesh.objects().iter().enumerate() {
        let Some(status) = &object.status else { continue };
        let of_parents = status.parents.items().iter().flat_map(|parent| {
            let name = parent.parent_ref.as_ref().map(|parent| parent.name.text());
            parent.conditions.items().iter().map(move |condition| (condition, name))
        });
        let own = status.conditions.items().iter().map(|condition| (condition, None));
        for (condition, parent) in own.chain(of_parents) {
            let Some(field) = negative(object, condition) else { continue };
            let parent = parent.map_or(String::new(), |name| format!(" by `{name}`"));
            let reason = condition.reason.text();
            let why = match (condition.message.text().trim_end_matches('.'), reason) {
                ("", "") => String::new(),
                ("", reason) => format!(": {reason}"),
                (message, "") => format!(": {message}"),
                (message, reason) => format!(": {message} ({reason})"),
            };
            let kind = &object.kind_name;
            let condition_type = condition.condition_type.text();
            let message = match field {
                Negative::Status => format!("this {kind} is not {}{parent}{why}", participle(condition_type)),
                Negative::Partially => format!("this {kind} is only partially valid{parent}{why}"),
            };
            let span = match field {
                Negative::Status => condition.status.as_ref().map(|field| field.span),
                Negative::Partially => condition.reason.as_ref().map(|field| field.span),
            };
            let id = crate::source::ObjectId(index as u32);
            out.report(id, span.unwrap_or(condition.span), message)
                .help("fix what the message names; the controller updates the status within seconds");
        }
    }
}

/// What is bad about a condition.
enum Negative {
    /// Its status is `False`.
    Status,
    /// Its reason says that a part does not count.
    Partially,
}

/// Whether a condition that Istio writes tells of a failure. Others write conditions of their own.
fn negative(object: &Object, condition: &Spanned<Condition>) -> Option<Negative> {
    let is_written_by_istio = match (object.kind, condition.condition_type.text()) {
        (Kind::Service | Kind::ServiceEntry | Kind::WorkloadEntry, name) => name == "istio.io/WaypointBound",
        (
            Kind::AuthorizationPolicy
            | Kind::RequestAuthentication
            | Kind::PeerAuthentication
            | Kind::Telemetry
            | Kind::WasmPlugin,
            name,
        ) => matches!(name, "ZtunnelAccepted" | "WaypointAccepted"),
        (
            Kind::KubernetesGateway
            | Kind::HttpRouteResource
            | Kind::GrpcRouteResource
            | Kind::TcpRouteResource
            | Kind::TlsRouteResource,
            name,
        ) => matches!(name, "Accepted" | "Programmed" | "ResolvedRefs"),
        _ => false,
    };
    match condition.status.text() {
        _ if !is_written_by_istio => None,
        "False" => Some(Negative::Status),
        _ if condition.reason.text() == "PartiallyInvalid" => Some(Negative::Partially),
        _ => None,
    }
}

fn participle(condition_type: &str) -> &str {
    match condition_type {
        "istio.io/WaypointBound" => "bound to its waypoint",
        "ZtunnelAccepted" => "enforced by ztunnel",
        "WaypointAccepted" => "enforced by its waypoint",
        "Accepted" => "accepted",
        "Programmed" => "programmed into the proxies",
        _ => "resolved: a reference leads nowhere",
    }
}
