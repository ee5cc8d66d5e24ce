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
        let of_parents = of_parents.map(|(condition, name)| {
            let parent = name.map_or(String::new(), |name| format!(" by `{name}`"));
            (condition, format!("this {}", object.kind_name), parent)
        });
        let of_listeners = status.listeners.items().iter().flat_map(|listener| {
            let whose = format!("listener `{}` of this {}", listener.name.text(), object.kind_name);
            listener.conditions.items().iter().map(move |condition| (condition, whose.clone(), String::new()))
        });
        let own = status.conditions.items().iter();
        let own = own.map(|condition| (condition, format!("this {}", object.kind_name), String::new()));
        for (condition, whose, parent) in own.chain(of_parents).chain(of_listeners) {
            let Some(field) = negative(object, condition) else { continue };
            let reason = condition.reason.text();
            let why = match (condition.message.text().trim_end_matches('.'), reason) {
                ("", "") => String::new(),
                ("", reason) => format!(": {reason}"),
                (message, "") => format!(": {message}"),
                (message, reason) => format!(": {message} ({reason})"),
            };
            let condition_type = condition.condition_type.text();
            let message = match field {
                Negative::Status => format!("{whose} is not {}{parent}{why}", participle(condition_type)),
                Negative::Conflicted => format!("{whose} is in conflict with another one{why}"),
                Negative::Partially => format!("{whose} is only partially valid{parent}{why}"),
            };
            let span = match field {
                Negative::Status | Negative::Conflicted => condition.status.as_ref().map(|field| field.span),
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
    /// It is a conflict, and its status is `True`.
    Conflicted,
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
        ) => matches!(
            name,
            "Accepted" | "Programmed" | "ResolvedRefs" | "Ready" | "Scheduled" | "Conflicted" | "Detached"
        ),
        _ => false,
    };
    match condition.status.text() {
        _ if !is_written_by_istio => None,
        // Of these two, the second one is of early versions.
        "True" if matches!(condition.condition_type.text(), "Conflicted" | "Detached") => {
            Some(Negative::Conflicted)
        }
        "False" if matches!(condition.condition_type.text(), "Conflicted" | "Detached") => None,
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
        "Ready" => "ready",
        "Scheduled" => "scheduled",
        _ => "resolved: a reference leads nowhere",
    }
}
