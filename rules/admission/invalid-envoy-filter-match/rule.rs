//! A patch of an EnvoyFilter matches a filter without its name, or a filter within another kind of filter.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "invalid-envoy-filter-match",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A patch of an EnvoyFilter matches a filter without its name, or a filter within another kind of filter",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["EnvoyFilter"], paths: &["spec.configPatches[]"], check }]),
};

const MANAGERS: [&str; 2] =
    ["envoy.filters.network.http_connection_manager", "envoy.http_connection_manager"];

fn check(item: &Cursor<'_>, out: &mut Findings<'_>) {
    let target = item.text_of("applyTo");
    let Some(selection) = item.get("match").filter(|selection| selection.text_of("context") != "WAYPOINT")
    else {
        return;
    };
    let listener = selection.get("listener");
    let chain = listener.as_ref().and_then(|listener| listener.get("filterChain"));
    let Some(filter) = chain.as_ref().and_then(|chain| chain.get("filter")) else { return };
    let unnamed = |filter: &Cursor<'_>| filter.get("name").map_or(filter.key_span(), |name| name.span());
    if filter.text_of("name").is_empty() {
        out.report_here(
            unnamed(&filter),
            "a filter is matched without its name: Istio refuses the EnvoyFilter",
        )
        .help("add the `name` of the filter");
    }
    let Some(inner) = filter.get("subFilter") else { return };
    if target != "HTTP_FILTER" {
        let message = format!(
            "`subFilter` is for patches of HTTP_FILTER, not of {target}: Istio refuses the EnvoyFilter"
        );
        let remark = out.report_here(inner.key_span(), message);
        remark.help("remove `subFilter`, or write `applyTo: HTTP_FILTER`");
        if let Some(target) = item.get("applyTo") {
            remark.related_here(target.span(), "what the patch is applied to");
        }
        return;
    }
    let name = filter
        .get("name")
        .filter(|name| !name.is_empty() && !MANAGERS.contains(&name.text().unwrap_or_default()));
    if let Some(name) = name {
        let text = name.text().unwrap_or_default();
        let message = format!("`{text}` has no filters for HTTP in it: Istio refuses the EnvoyFilter");
        out.report_here(name.span(), message)
            .help("write `envoy.filters.network.http_connection_manager`")
            .related_here(inner.key_span(), "the filter that is looked for in it");
    }
    if inner.text_of("name").is_empty() {
        out.report_here(unnamed(&inner), "`subFilter` has no name: Istio refuses the EnvoyFilter")
            .help("add the `name` of the filter");
    }
}
