//! Limits of a connection pool are negative, incomplete or contradict each other.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-connection-pool",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "Settings of a connection pool are negative, incomplete or contradict each other",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)connectionPool"],
            check,
        },
        Subject {
            kinds: &["Sidecar"],
            paths: &["spec.(inboundConnectionPool|ingress[].connectionPool)"],
            check,
        },
        Subject { kinds: &["MeshConfig"], paths: &["defaultTrafficPolicy.connectionPool"], check },
    ]),
};

const LIMITS: [&str; 5] = [
    "http1MaxPendingRequests",
    "http2MaxRequests",
    "maxRequestsPerConnection",
    "maxRetries",
    "maxConcurrentStreams",
];

fn check(pool: &Cursor<'_>, out: &mut Findings<'_>) {
    if let Some(tcp) = pool.get("tcp") {
        check_limit(&tcp, "maxConnections", out);
    }
    let Some(http) = pool.get("http") else { return };
    LIMITS.iter().for_each(|limit| check_limit(&http, limit, out));
    if let Some(alive) = http.get("http2KeepAlive") {
        for field in ["interval", "timeout"].into_iter().filter(|field| !alive.has(field)) {
            let message = format!(
                "`http2KeepAlive` needs `interval` and `timeout`, and `{field}` is missing: Istio refuses the object"
            );
            out.report_here(alive.key_span(), message).help(format!("add `{field}`"));
        }
    }
    let client = http.get("useClientProtocol").filter(Cursor::is_true);
    let upgrade = http.get("h2UpgradePolicy").filter(|policy| policy.text() == Some("UPGRADE"));
    if let (Some(client), Some(upgrade)) = (client, upgrade) {
        let message = "connections cannot be upgraded to HTTP/2 and have the protocol of the client as well: Istio refuses the object";
        out.report_here(client.span(), message)
            .help("remove `useClientProtocol`, or write `h2UpgradePolicy: DEFAULT`")
            .related_here(upgrade.span(), "the upgrade");
    }
}

fn check_limit(settings: &Cursor<'_>, field: &str, out: &mut Findings<'_>) {
    let Some(limit) = settings.get(field) else { return };
    if let Some(number) = limit.integer().filter(|number| *number < 0) {
        out.report_here(limit.span(), format!("`{field}` cannot be `{number}`: Istio refuses the object"))
            .help("give 0 or more, or leave it out for no limit");
    }
}
