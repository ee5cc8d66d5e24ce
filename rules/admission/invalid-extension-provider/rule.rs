//! An extension provider with a service, a port, a path or a status that is not valid.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::text;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "invalid-extension-provider",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "An extension provider has a service, port, path or status that is not valid",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["MeshConfig"],
            paths: &[
                "extensionProviders[].(envoyExtAuthzHttp|envoyExtAuthzGrpc|zipkin|lightstep|datadog|opencensus|skywalking|opentelemetry|envoyHttpAls|envoyTcpAls|envoyOtelAls).service",
            ],
            check: check_service,
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &[
                "extensionProviders[].(envoyExtAuthzHttp|envoyExtAuthzGrpc|zipkin|lightstep|datadog|opencensus|skywalking|opentelemetry|envoyHttpAls|envoyTcpAls|envoyOtelAls).port",
            ],
            check: check_port,
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &["extensionProviders[].(envoyExtAuthzHttp|envoyExtAuthzGrpc).statusOnError"],
            check: check_status,
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &["extensionProviders[].envoyExtAuthzHttp.pathPrefix"],
            check: check_path,
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &["extensionProviders[].opentelemetry"],
            check: check_exporters,
        },
    ]),
};

/// The statuses that Envoy can answer with (`envoy.type.v3.StatusCode`).
fn is_status(code: i64) -> bool {
    matches!(code, 0 | 100 | 102..=104 | 200..=208 | 226 | 300..=305 | 307 | 308 | 400..=418 | 421..=424 | 426 | 428 | 429 | 431 | 500..=508 | 510 | 511)
}

fn check_service(service: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = service.text().filter(|text| !text.is_empty()) else { return };
    let fault = match text.split_once('/') {
        None if text::ip(text) => return,
        None => text::fqdn(text).err().map(|fault| fault.to_string()),
        Some((namespace, host)) => fault_of_parts(namespace, host),
    };
    let Some(fault) = fault else { return };
    let message = format!(
        "`{text}` is not a valid service name, since {fault}: whoever refers to the provider gets nothing"
    );
    out.report_here(service.span(), message)
        .help("write the full name of a Service, such as `collector.tracing.svc.cluster.local`, optionally with a namespace before it: `tracing/collector.example.com`");
}

fn fault_of_parts(namespace: &str, host: &str) -> Option<String> {
    if namespace.is_empty() || host.is_empty() {
        return Some("a part of it is empty".to_owned());
    }
    if !matches!(namespace, "*" | "." | "~") && !text::dns_label(namespace) {
        return Some(format!("`{namespace}` is not a valid namespace"));
    }
    if host != "*" && !host.contains('.') {
        return Some(format!("`{host}` is a short name"));
    }
    if text::partial_wildcard(host) {
        return Some("a wildcard may only stand for whole parts at the beginning".to_owned());
    }
    text::wildcard_domain(host).err().map(|fault| fault.to_string())
}

fn check_port(port: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(number) = port.integer().filter(|number| !(1..=65535).contains(number)) else { return };
    let message = format!("`{number}` is not a valid port: whoever refers to the provider gets nothing");
    out.report_here(port.span(), message).help("give a number from 1 to 65535");
}

fn check_status(status: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = status.text().filter(|text| !text.is_empty()) else { return };
    if !text.parse().is_ok_and(is_status) {
        let message = format!("`{text}` is not a status that Envoy answers with: the provider is not used");
        out.report_here(status.span(), message).help("write the number of a status, such as `\"403\"`");
    }
}

fn check_path(path: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(text) = path.text().filter(|text| !text.is_empty() && !text.starts_with('/')) else { return };
    let message = format!("`{text}` does not begin with `/`: the provider is not used");
    out.report_here(path.span(), message).help(format!("write `/{text}`"));
}

fn check_exporters(provider: &Cursor<'_>, out: &mut Findings<'_>) {
    let (Some(grpc), Some(http)) = (provider.get("grpc"), provider.get("http")) else { return };
    let message = "traces cannot go out by `grpc` and by `http` at once: the provider is not used";
    out.report_here(http.key_span(), message)
        .help("keep one of them")
        .related_here(grpc.key_span(), "the other one");
}
