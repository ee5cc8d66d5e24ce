//! A ServiceEntry with DYNAMIC_DNS has what that resolution cannot do.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-dynamic-dns",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A ServiceEntry with DYNAMIC_DNS has what that resolution cannot do",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["ServiceEntry"], paths: &["spec"], check }]),
};

fn check(spec: &Cursor<'_>, out: &mut Findings<'_>) {
    let Some(resolution) = spec.get("resolution").filter(|it| it.text() == Some("DYNAMIC_DNS")) else {
        return;
    };
    let mut report = |span: Span, what: String, help: &str| {
        out.report_here(span, format!("{what}: Istio refuses a ServiceEntry with DYNAMIC_DNS"))
            .help(help)
            .related_here(resolution.span(), "the resolution");
    };
    for host in spec.get("hosts").iter().flat_map(Cursor::items) {
        if let Some(text) = host.text().filter(|text| !text.starts_with('*')) {
            report(
                host.span(),
                format!("`{text}` is not a wildcard"),
                "use `resolution: DNS` for a single host",
            );
        }
    }
    for field in ["addresses", "endpoints"] {
        if let Some(list) = spec.get(field).filter(|list| !list.is_empty()) {
            report(
                list.key_span(),
                format!("`{field}` are given, but proxies look up the names that clients ask for"),
                "remove them, or use another resolution",
            );
        }
    }
    for port in spec.get("ports").iter().flat_map(Cursor::items) {
        let protocol = port.get("protocol");
        let text = protocol.as_ref().and_then(Cursor::text).unwrap_or_default();
        if !["HTTP", "HTTP2", "GRPC", "TLS"].iter().any(|known| known.eq_ignore_ascii_case(text)) {
            let span = protocol.map_or(port.key_span(), |protocol| protocol.span());
            let what = match text {
                "" => "a port has no protocol, so that the name is not known".to_owned(),
                _ => format!("protocol `{text}` does not carry the name"),
            };
            report(span, what, "write `HTTP`, `HTTP2`, `GRPC` or `TLS`");
        }
    }
    let labels = spec.top().get("metadata");
    let labels = labels.as_ref().and_then(|metadata| metadata.get("labels"));
    let waypoint = labels.as_ref().and_then(|labels| labels.get("istio.io/use-waypoint"));
    if let Some(waypoint) = waypoint.filter(|waypoint| waypoint.text() != Some("none"))
        && spec.text_of("location") == "MESH_INTERNAL"
    {
        report(
            waypoint.span(),
            "a waypoint cannot look up names of the mesh".to_owned(),
            "write `none`, or `location: MESH_EXTERNAL`",
        );
    }
}
