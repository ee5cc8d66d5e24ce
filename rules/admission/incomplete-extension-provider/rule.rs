//! An extension provider lacks its type, its service or its port.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "incomplete-extension-provider",
        aliases: &[],
        severity: Severity::Warning,
        group: Group::Admission,
        summary: "An extension provider lacks its type, its service, its port or its token",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject { kinds: &["MeshConfig"], paths: &["extensionProviders[]"], check },
        Subject {
            kinds: &["MeshConfig"],
            paths: &[
                "extensionProviders[].(envoyExtAuthzHttp|envoyExtAuthzGrpc|zipkin|lightstep|datadog|opencensus|skywalking|opentelemetry|envoyHttpAls|envoyTcpAls|envoyOtelAls)",
            ],
            check: check_service,
        },
    ]),
};

fn check(provider: &Cursor<'_>, out: &mut Findings<'_>) {
    let has_type =
        provider.node.entries().any(|(key, value)| key.as_str() != Some("name") && !value.is_null());
    if !has_type {
        let message = "an extension provider that is of no type: whoever refers to it gets nothing";
        out.report_here(provider.key_span(), message)
            .help("add what it is, such as `opentelemetry`, `envoyExtAuthzGrpc` or `envoyFileAccessLog`");
    }
}

fn check_service(provider: &Cursor<'_>, out: &mut Findings<'_>) {
    let name = provider.name();
    let mut missing = vec![];
    if provider.text_of("service").is_empty() {
        missing.push("service");
    }
    if !provider.has("port") {
        missing.push("port");
    }
    if name == "lightstep" && provider.text_of("accessToken").is_empty() {
        missing.push("accessToken");
    }
    for field in missing {
        let message = format!(
            "`{name}` needs `{field}`, which is not given: whoever refers to the provider gets nothing"
        );
        out.report_here(provider.key_span(), message).help(format!("add `{field}`"));
    }
}
