//! A traffic policy or connection pool says nothing.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "empty-traffic-policy",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A traffic policy, a policy for a port or a connection pool has no settings",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy"],
            check: check_policy,
        },
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy.portLevelSettings[]"],
            check: check_port,
        },
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)connectionPool"],
            check: check_pool,
        },
        Subject {
            kinds: &["Sidecar"],
            paths: &["spec.(inboundConnectionPool|ingress[].connectionPool)"],
            check: check_pool,
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &["defaultTrafficPolicy.connectionPool"],
            check: check_pool,
        },
    ]),
};

const OF_POLICY: [&str; 9] = [
    "outlierDetection",
    "connectionPool",
    "loadBalancer",
    "tls",
    "tunnel",
    "proxyProtocol",
    "retryBudget",
    "portLevelSettings",
    "port",
];

fn check_policy(policy: &Cursor<'_>, out: &mut Findings<'_>) {
    let has_ports = policy.get("portLevelSettings").is_some_and(|list| !list.is_empty());
    if !has_ports && policy.has_only(&OF_POLICY) && !OF_POLICY[..7].iter().any(|field| policy.has(field)) {
        let message = "a traffic policy without settings does nothing: Istio refuses the DestinationRule";
        out.report_here(policy.key_span(), message).help("add what it is to change, or remove it");
    }
}

fn check_port(policy: &Cursor<'_>, out: &mut Findings<'_>) {
    if policy.has_only(&OF_POLICY) && !OF_POLICY[..4].iter().any(|field| policy.has(field)) {
        let message = "a policy for a port without settings does nothing: Istio refuses the DestinationRule";
        out.report_here(policy.key_span(), message)
            .help("add `connectionPool`, `loadBalancer`, `outlierDetection` or `tls`, or remove it");
    }
    if !policy.has("port") {
        let message = "a policy for a port does not say for which: Istio refuses the DestinationRule";
        out.report_here(policy.key_span(), message).help("add `port` with its `number`");
    }
}

fn check_pool(pool: &Cursor<'_>, out: &mut Findings<'_>) {
    if pool.is_empty() || pool.has_only(&["tcp", "http"]) && !pool.has("tcp") && !pool.has("http") {
        let message =
            "a connection pool has neither `tcp` nor `http`, and so no limits: Istio refuses the object";
        out.report_here(pool.key_span(), message).help("add limits under `tcp` or `http`, or remove it");
    }
}
