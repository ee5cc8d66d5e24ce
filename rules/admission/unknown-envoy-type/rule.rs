//! A patch of an EnvoyFilter has a type of an API that Envoy no longer has, or one that is misspelt.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity, To};
use crate::inspect::{Cursor, Subject};
use crate::rules::fixes::guess;

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "IST0106",
        name: "unknown-envoy-type",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Admission,
        summary: "A patch of an EnvoyFilter has a type that Envoy no longer has, or one that is misspelt",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[Subject { kinds: &["EnvoyFilter"], paths: &["spec.configPatches[]"], check }]),
};

fn check(item: &Cursor<'_>, out: &mut Findings<'_>) {
    if item.get("match").is_some_and(|selection| selection.text_of("context") == "WAYPOINT") {
        return;
    }
    let Some(patch) = item.get("patch") else { return };
    if let Some(value) = patch.get("value") {
        look(&value, out);
    }
}

/// The tree is not deeper than the parser allows.
fn look(value: &Cursor<'_>, out: &mut Findings<'_>) {
    for (name, field) in value.fields() {
        match field.text().filter(|_| name == "@type") {
            Some(text) if is_outdated(text) => {
                let message =
                    format!("`{text}` is of an API that Envoy no longer has: Istio refuses the EnvoyFilter");
                out.report_here(field.span(), message)
                    .help("use the type of version 3, whose name has `.v3.`");
            }
            Some(text) => {
                if let Some(meant) = misspelt(text) {
                    let message = format!("`{text}` is not a type of Envoy: Istio refuses the EnvoyFilter");
                    let written = text.rsplit('/').next().unwrap_or_default();
                    let whole = text.replace(written, meant);
                    out.report_here(field.span(), message).help(format!("did you mean `{meant}`?")).fix(
                        guess(written, meant),
                        field.span(),
                        To::text(whole),
                    );
                }
            }
            None => look(&field, out),
        }
    }
    value.items().for_each(|item| look(&item, out));
}

/// The well-known type that differs from this one by a slip in a single part of its name.
///
/// The list is not that of all types, so that nothing is said of a type that is like none of them.
fn misspelt(url: &str) -> Option<&'static str> {
    let name = url.rsplit('/').next().unwrap_or_default();
    if !name.starts_with("envoy.") || TYPES.contains(&name) {
        return None;
    }
    let is_meant = |known: &&&str| {
        if known.split('.').count() != name.split('.').count() {
            return false;
        }
        let mut wrong = known.split('.').zip(name.split('.')).filter(|(known, written)| known != written);
        let (Some((known, written)), None) = (wrong.next(), wrong.next()) else { return false };
        let is_version =
            known.starts_with('v') && known[1..].starts_with(|first: char| first.is_ascii_digit());
        let limit = if known.len() >= 8 { 2 } else { 1 };
        known.eq_ignore_ascii_case(written)
            || !is_version && known.len() >= 3 && strsim::osa_distance(known, written) <= limit
    };
    TYPES.iter().find(is_meant).copied()
}

/// Types of Istio and of others have versions of their own.
fn is_outdated(url: &str) -> bool {
    let name = url.rsplit('/').next().unwrap_or_default();
    name.starts_with("envoy.") && name.split('.').any(|part| part == "v2" || part.starts_with("v2alpha"))
}

/// Types that EnvoyFilters name most often, sorted.
const TYPES: [&str; 87] = [
    "envoy.extensions.access_loggers.file.v3.FileAccessLog",
    "envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig",
    "envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig",
    "envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig",
    "envoy.extensions.access_loggers.stream.v3.StderrAccessLog",
    "envoy.extensions.access_loggers.stream.v3.StdoutAccessLog",
    "envoy.extensions.clusters.aggregate.v3.ClusterConfig",
    "envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig",
    "envoy.extensions.compression.brotli.compressor.v3.Brotli",
    "envoy.extensions.compression.brotli.decompressor.v3.Brotli",
    "envoy.extensions.compression.gzip.compressor.v3.Gzip",
    "envoy.extensions.compression.gzip.decompressor.v3.Gzip",
    "envoy.extensions.compression.zstd.compressor.v3.Zstd",
    "envoy.extensions.compression.zstd.decompressor.v3.Zstd",
    "envoy.extensions.filters.http.adaptive_concurrency.v3.AdaptiveConcurrency",
    "envoy.extensions.filters.http.admission_control.v3.AdmissionControl",
    "envoy.extensions.filters.http.bandwidth_limit.v3.BandwidthLimit",
    "envoy.extensions.filters.http.buffer.v3.Buffer",
    "envoy.extensions.filters.http.buffer.v3.BufferPerRoute",
    "envoy.extensions.filters.http.compressor.v3.Compressor",
    "envoy.extensions.filters.http.compressor.v3.CompressorPerRoute",
    "envoy.extensions.filters.http.cors.v3.Cors",
    "envoy.extensions.filters.http.cors.v3.CorsPolicy",
    "envoy.extensions.filters.http.csrf.v3.CsrfPolicy",
    "envoy.extensions.filters.http.decompressor.v3.Decompressor",
    "envoy.extensions.filters.http.dynamic_forward_proxy.v3.FilterConfig",
    "envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
    "envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute",
    "envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute",
    "envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor",
    "envoy.extensions.filters.http.fault.v3.HTTPFault",
    "envoy.extensions.filters.http.grpc_http1_bridge.v3.Config",
    "envoy.extensions.filters.http.grpc_json_transcoder.v3.GrpcJsonTranscoder",
    "envoy.extensions.filters.http.grpc_stats.v3.FilterConfig",
    "envoy.extensions.filters.http.grpc_web.v3.GrpcWeb",
    "envoy.extensions.filters.http.header_mutation.v3.HeaderMutation",
    "envoy.extensions.filters.http.header_mutation.v3.HeaderMutationPerRoute",
    "envoy.extensions.filters.http.header_to_metadata.v3.Config",
    "envoy.extensions.filters.http.health_check.v3.HealthCheck",
    "envoy.extensions.filters.http.ip_tagging.v3.IPTagging",
    "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication",
    "envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig",
    "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
    "envoy.extensions.filters.http.lua.v3.Lua",
    "envoy.extensions.filters.http.lua.v3.LuaPerRoute",
    "envoy.extensions.filters.http.oauth2.v3.OAuth2",
    "envoy.extensions.filters.http.on_demand.v3.OnDemand",
    "envoy.extensions.filters.http.original_src.v3.OriginalSrc",
    "envoy.extensions.filters.http.ratelimit.v3.RateLimit",
    "envoy.extensions.filters.http.ratelimit.v3.RateLimitPerRoute",
    "envoy.extensions.filters.http.rbac.v3.RBAC",
    "envoy.extensions.filters.http.rbac.v3.RBACPerRoute",
    "envoy.extensions.filters.http.router.v3.Router",
    "envoy.extensions.filters.http.set_filter_state.v3.Config",
    "envoy.extensions.filters.http.stateful_session.v3.StatefulSession",
    "envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute",
    "envoy.extensions.filters.http.tap.v3.Tap",
    "envoy.extensions.filters.http.wasm.v3.Wasm",
    "envoy.extensions.filters.listener.http_inspector.v3.HttpInspector",
    "envoy.extensions.filters.listener.local_ratelimit.v3.LocalRateLimit",
    "envoy.extensions.filters.listener.original_dst.v3.OriginalDst",
    "envoy.extensions.filters.listener.original_src.v3.OriginalSrc",
    "envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol",
    "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector",
    "envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit",
    "envoy.extensions.filters.network.direct_response.v3.Config",
    "envoy.extensions.filters.network.echo.v3.Echo",
    "envoy.extensions.filters.network.ext_authz.v3.ExtAuthz",
    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    "envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit",
    "envoy.extensions.filters.network.mongo_proxy.v3.MongoProxy",
    "envoy.extensions.filters.network.ratelimit.v3.RateLimit",
    "envoy.extensions.filters.network.rbac.v3.RBAC",
    "envoy.extensions.filters.network.redis_proxy.v3.RedisProxy",
    "envoy.extensions.filters.network.sni_cluster.v3.SniCluster",
    "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
    "envoy.extensions.filters.network.wasm.v3.Wasm",
    "envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest",
    "envoy.extensions.load_balancing_policies.maglev.v3.Maglev",
    "envoy.extensions.load_balancing_policies.random.v3.Random",
    "envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash",
    "envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin",
    "envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport",
    "envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer",
    "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
    "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
];
