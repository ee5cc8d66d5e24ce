//! A load balancer hashes a part of requests, and the host carries bytes.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::graph::Mesh;
use crate::graph::protocol::Handling;
use crate::model::{DestinationRule, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0753",
        name: "hash-of-bytes",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Surprising,
        summary: "A load balancer hashes a part of requests, and the host carries bytes",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for rule in mesh.all::<DestinationRule>() {
        let policy = rule.spec.traffic_policy.as_ref();
        let balancer = policy.and_then(|policy| policy.value.load_balancer.as_ref());
        let Some(hash) = balancer.and_then(|balancer| balancer.value.consistent_hash.as_ref()) else {
            continue;
        };
        let hash = &hash.value;
        let keys = [
            ("httpCookie", hash.http_cookie.as_ref().map(|field| field.key)),
            ("httpHeaderName", hash.http_header_name.as_ref().map(|field| field.key)),
            ("httpQueryParameterName", hash.http_query_parameter_name.as_ref().map(|field| field.key)),
        ];
        let Some((name, span)) = keys.into_iter().find_map(|(name, span)| Some((name, span?))) else {
            continue;
        };
        let host = mesh.full_host(rule.spec.host.text(), rule.namespace());
        let [only] = mesh.services.exactly(&host) else { continue };
        let ports = &mesh.services.get(*only).ports;
        let is_bytes =
            |port: &crate::graph::Port<'_>| mesh.handling(*only, port.number) == Some(Handling::Bytes);
        // A gateway or a sidecar that is sent requests may speak HTTP to a port for TLS, which it originates.
        if ports.is_empty()
            || !ports.iter().all(is_bytes)
            || ports.iter().any(|port| mesh.gets_requests(&host, port.number))
        {
            continue;
        }
        let message = format!(
            "every port of `{host}` carries bytes or TLS that goes through, in which no proxy sees a request: `{name}` has \
             nothing to hash, and pods are chosen at random"
        );
        out.report(rule.id, span, message)
            .help("hash the address of the client (`useSourceIp: true`), or end TLS before, and declare the port HTTP");
    }
}
