//! A duration is not valid, or too short or too fine for Istio.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-duration",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A duration is not valid, or too short or too fine for Istio",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["VirtualService"],
            paths: &[
                "spec.http[].timeout",
                "spec.http[].retries.(perTryTimeout|backoff)",
                "spec.http[].fault.delay.fixedDelay",
                "spec.http[].corsPolicy.maxAge",
            ],
            check,
        },
        Subject {
            kinds: &["DestinationRule"],
            paths: &[
                "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)outlierDetection.(baseEjectionTime|interval)",
                "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer.(warmup.duration|warmupDurationSecs)",
                "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)connectionPool.http.(idleTimeout|http2KeepAlive.interval|http2KeepAlive.timeout)",
                "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)connectionPool.tcp.(connectTimeout|maxConnectionDuration|tcpKeepalive.time|tcpKeepalive.interval)",
            ],
            check,
        },
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)connectionPool.tcp.idleTimeout"],
            check: check_or_zero,
        },
        Subject {
            kinds: &["Sidecar"],
            paths: &[
                "spec.(inboundConnectionPool|ingress[].connectionPool).http.(idleTimeout|http2KeepAlive.interval|http2KeepAlive.timeout)",
                "spec.(inboundConnectionPool|ingress[].connectionPool).tcp.(connectTimeout|maxConnectionDuration|tcpKeepalive.time|tcpKeepalive.interval)",
            ],
            check,
        },
        Subject {
            kinds: &["Sidecar"],
            paths: &["spec.(inboundConnectionPool|ingress[].connectionPool).tcp.idleTimeout"],
            check: check_or_zero,
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &[
                "defaultTrafficPolicy.outlierDetection.(baseEjectionTime|interval)",
                "defaultTrafficPolicy.connectionPool.http.(idleTimeout|http2KeepAlive.interval|http2KeepAlive.timeout)",
                "defaultTrafficPolicy.connectionPool.tcp.(connectTimeout|maxConnectionDuration|tcpKeepalive.time|tcpKeepalive.interval)",
            ],
            check,
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &["defaultTrafficPolicy.connectionPool.tcp.idleTimeout"],
            check: check_or_zero,
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &["defaultInboundHttpRetryPolicy.(perTryTimeout|backoff)"],
            check,
        },
        Subject { kinds: &["MeshConfig"], paths: &["connectTimeout"], check: check_connect },
        Subject { kinds: &["MeshConfig"], paths: &["protocolDetectionTimeout"], check: check_detection },
        Subject { kinds: &["MeshProxyConfig"], paths: &["drainDuration"], check: check_drain },
        Subject { kinds: &["RequestAuthentication"], paths: &["spec.jwtRules[].timeout"], check },
    ]),
};

/// Zero turns the idle timeout of TCP connections off.
fn check_or_zero(duration: &Cursor<'_>, out: &mut Findings<'_>) {
    if duration.text().and_then(text::duration) != Some(0) {
        check(duration, out);
    }
}

const HOUR: i64 = 3_600_000_000_000;

/// The time limit for connecting, which holds for the whole mesh, has an upper limit.
fn check_connect(duration: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = duration.text() else { return };
    if text::duration(text).is_some_and(|time| time > HOUR) {
        out.report_here(
            duration.span(),
            format!("`{text}` is longer than an hour: Istio refuses the object"),
        )
        .help("give a time up to `1h`");
    } else {
        check(duration, out);
    }
}

/// Zero turns the time limit off, and less than zero is taken.
fn check_detection(duration: &Cursor<'_>, out: &mut Findings<'_>) {
    if !duration.text().and_then(text::duration).is_some_and(|time| time <= 0 && time % 1_000_000 == 0) {
        check(duration, out);
    }
}

/// Envoy drains for whole seconds.
fn check_drain(duration: &Cursor<'_>, out: &mut Findings<'_>) {
    match duration.text().and_then(text::duration) {
        Some(time) if time >= 1_000_000 && time % 1_000_000 == 0 && time % 1_000_000_000 != 0 => {
            let text = duration.text().unwrap_or_default();
            out.report_here(
                duration.span(),
                format!("`{text}` is finer than a second: Istio refuses the object"),
            )
            .help("round it to whole seconds");
        }
        _ => check(duration, out),
    }
}

fn check(duration: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = duration.text().filter(|text| !text::is_millisecond_duration(text)) else { return };
    let (fault, help) = match text::duration(text) {
        None if text.is_empty() => return,
        None => ("is not a valid duration", "write numbers with units, such as `1.5s`, `250ms` or `1m30s`"),
        Some(..1_000_000) => ("is shorter than a millisecond", "give at least `1ms`, or leave the field out"),
        Some(_) => ("is finer than a millisecond", "round it to whole milliseconds"),
    };
    let finding =
        out.report_here(duration.span(), format!("`{text}` {fault}: Istio refuses the object")).help(help);
    // Seconds are what is meant nearly always.
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        finding.fix(Unsafe, duration.span(), To::text(format!("{text}s")));
    }
}
