//! An EnvoyFilter looks for a filter of Envoy by its name of early versions.

use crate::engine::{Check, Rule};
use crate::finding::Applicability::Unsafe;
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::graph::Mesh;
use crate::model::{EnvoyFilter, EnvoyPatch, Field, Text, TextField};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0133",
        name: "deprecated-filter-name",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "An EnvoyFilter looks for a filter of Envoy by its name of early versions",
        doc: include_str!("README.md"),
    },
    check: Check::Mesh(check),
};

/// Names of early versions with those of today.
const NAMES: [(&str, &str); 28] = [
    ("envoy.buffer", "envoy.filters.http.buffer"),
    ("envoy.client_ssl_auth", "envoy.filters.network.client_ssl_auth"),
    ("envoy.cors", "envoy.filters.http.cors"),
    ("envoy.csrf", "envoy.filters.http.csrf"),
    ("envoy.echo", "envoy.filters.network.echo"),
    ("envoy.ext_authz", "envoy.filters.http.ext_authz"),
    ("envoy.fault", "envoy.filters.http.fault"),
    ("envoy.grpc_http1_bridge", "envoy.filters.http.grpc_http1_bridge"),
    ("envoy.grpc_json_transcoder", "envoy.filters.http.grpc_json_transcoder"),
    ("envoy.grpc_web", "envoy.filters.http.grpc_web"),
    ("envoy.gzip", "envoy.filters.http.gzip"),
    ("envoy.health_check", "envoy.filters.http.health_check"),
    ("envoy.http_connection_manager", "envoy.filters.network.http_connection_manager"),
    ("envoy.http_dynamo_filter", "envoy.filters.http.dynamo"),
    ("envoy.ip_tagging", "envoy.filters.http.ip_tagging"),
    ("envoy.listener.http_inspector", "envoy.filters.listener.http_inspector"),
    ("envoy.listener.original_dst", "envoy.filters.listener.original_dst"),
    ("envoy.listener.original_src", "envoy.filters.listener.original_src"),
    ("envoy.listener.proxy_protocol", "envoy.filters.listener.proxy_protocol"),
    ("envoy.listener.tls_inspector", "envoy.filters.listener.tls_inspector"),
    ("envoy.lua", "envoy.filters.http.lua"),
    ("envoy.mongo_proxy", "envoy.filters.network.mongo_proxy"),
    ("envoy.rate_limit", "envoy.filters.http.ratelimit"),
    ("envoy.ratelimit", "envoy.filters.network.ratelimit"),
    ("envoy.redis_proxy", "envoy.filters.network.redis_proxy"),
    ("envoy.router", "envoy.filters.http.router"),
    ("envoy.squash", "envoy.filters.http.squash"),
    ("envoy.tcp_proxy", "envoy.filters.network.tcp_proxy"),
];

/// A name of early versions in a `match`.
pub(crate) struct EarlyName<'m> {
    pub name: &'m Field<Text>,
    /// The name of today.
    pub today: &'static str,
    /// Whether istiod uses it: it looks for the exact name, but not where something is merely added.
    is_asked: bool,
}

/// Names of early versions by which patches look for filters. (istiod: `validateListenerMatchName` in
/// `pkg/config/validation/envoyfilter/envoyfilter.go`, which leaves out waypoints.)
pub(crate) fn early_names(filter: &EnvoyFilter) -> impl Iterator<Item = EarlyName<'_>> {
    filter.patches().flat_map(|patch| looked_for(patch).into_iter().flatten())
}

fn looked_for(patch: &EnvoyPatch) -> Option<impl Iterator<Item = EarlyName<'_>>> {
    let matches = patch.matches.as_ref().filter(|matches| matches.context.text() != "WAYPOINT")?;
    let filter = matches.listener.as_ref()?.filter_chain.as_ref()?.filter.as_ref()?;
    let operation = patch.patch.as_ref().map_or("", |patch| patch.operation.text());
    let is_added = ["ADD", "INSERT_FIRST"].contains(&operation);
    // Proxies of early versions may have the name, if their istiod made it.
    let is_for_all = patch.proxy_version().is_none();
    let kind = patch.apply_to.text();
    let outer =
        (&filter.name, is_for_all && (kind == "HTTP_FILTER" || kind == "NETWORK_FILTER" && !is_added));
    let inner = filter
        .sub_filter
        .as_ref()
        .map(|inner| (&inner.name, is_for_all && kind == "HTTP_FILTER" && !is_added));
    Some(
        [Some(outer), inner]
            .into_iter()
            .flatten()
            .filter_map(|(name, is_asked)| early(name.as_ref()?, is_asked)),
    )
}

fn early(name: &Field<Text>, is_asked: bool) -> Option<EarlyName<'_>> {
    let (_, today) = NAMES.iter().find(|(early, _)| **early == *name.value)?;
    Some(EarlyName { name, today, is_asked })
}

fn check(mesh: &Mesh<'_>, out: &mut Findings<'_>) {
    for filter in mesh.all::<EnvoyFilter>() {
        let names: Vec<EarlyName<'_>> = early_names(filter.spec).collect();
        // istiod: `networkFilterMatch` and `httpFilterMatch` compare the names as they are.
        let never_matches = |early: &&EarlyName<'_>| early.is_asked && !mesh.brings_filter(&early.name.value);
        let worst = names.iter().find(never_matches).or(names.first());
        if let Some(early) = worst {
            let name = &early.name.value;
            let never_matches = never_matches(&early);
            let message = match never_matches {
                true => format!(
                    "no filter is called `{name}`, which is a name of early versions: the patch is never applied"
                ),
                false => format!("`{name}` is a name of early versions: Istio warns about it"),
            };
            let finding = out.report(filter.id, early.name.span, message);
            finding.help(format!("write `{}`", early.today)).fix(
                Unsafe,
                early.name.span,
                To::text(early.today),
            );
            for other in names.iter().filter(|other| other.name.span != early.name.span) {
                finding.related(filter.at(other.name.span), format!("and `{}` here", other.today)).fix(
                    Unsafe,
                    other.name.span,
                    To::text(other.today),
                );
            }
            if filter.is_of_release() {
                finding.severity(Severity::Info);
            } else if !never_matches {
                finding.severity(Severity::Warning);
            }
        }
    }
}
