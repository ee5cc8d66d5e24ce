//! HTTPRoute, GRPCRoute, TCPRoute and TLSRoute,
//! <https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httproute>.

use super::RouteFilter;
use crate::model;
use crate::model::{List, Opaque, Text};

model! {
    /// `spec` of an HTTPRoute.
    pub struct HttpRouteSpec {
        /// What it is attached to: listeners of Gateways, or Services in the mesh.
        parent_refs: List<ParentRef> = "parentRefs",
        /// Hosts that the rules are for; absent means those of the listener.
        hostnames: List<Text> = "hostnames",
        /// Rules; absent means one that matches all and has no backends.
        rules: List<HttpRouteRule> = "rules",
        /// Whether it is attached to default Gateways.
        use_default_gateways: Text = "useDefaultGateways",
    }

    /// What a route is attached to.
    pub struct ParentRef {
        /// Group, that of the Gateway API if absent; `""` for a Service.
        group: Text = "group",
        /// Kind, `Gateway` if absent.
        kind: Text = "kind",
        /// Namespace, that of the route if absent.
        namespace: Text = "namespace",
        /// Name.
        name: Text = "name",
        /// Listener, or port of a Service; absent means all.
        section_name: Text = "sectionName",
        /// Port; absent means all.
        port: i64 = "port",
    }

    /// One rule for HTTP.
    pub struct HttpRouteRule {
        /// Name.
        name: Text = "name",
        /// Conditions, of which one has to hold; absent means every path.
        matches: List<HttpRouteMatch> = "matches",
        /// What is done to requests.
        filters: List<RouteFilter> = "filters",
        /// Weighted backends.
        backend_refs: List<BackendRef> = "backendRefs",
        /// Time limits.
        timeouts: RouteTimeouts = "timeouts",
        /// Retries.
        retry: Box<RouteRetry> = "retry",
        /// The same backend for the same session.
        session_persistence: Opaque = "sessionPersistence",
    }

    /// One condition of an HTTP rule; all of its parts have to hold.
    pub struct HttpRouteMatch {
        /// Path; absent means the prefix `/`.
        path: PathMatch = "path",
        /// Headers, which all have to match.
        headers: List<NamedMatch> = "headers",
        /// Query parameters, which all have to match.
        query_params: List<NamedMatch> = "queryParams",
        /// Method.
        method: Text = "method",
    }

    /// A condition on the path.
    pub struct PathMatch {
        /// `Exact`, `PathPrefix` or `RegularExpression`; absent means `PathPrefix`.
        match_type: Text = "type",
        /// Value, `/` if absent.
        value: Text = "value",
    }

    /// A condition on a header or a query parameter.
    pub struct NamedMatch {
        /// `Exact` or `RegularExpression`; absent means `Exact`.
        match_type: Text = "type",
        /// Name.
        name: Text = "name",
        /// Value.
        value: Text = "value",
    }

    /// A backend with its share of the traffic.
    pub struct BackendRef {
        /// Group; absent or `""` means the core group.
        group: Text = "group",
        /// Kind, `Service` if absent.
        kind: Text = "kind",
        /// Name.
        name: Text = "name",
        /// Namespace, that of the route if absent; others need a ReferenceGrant.
        namespace: Text = "namespace",
        /// Port of the Service.
        port: i64 = "port",
        /// Share of the traffic, relative to the sum of all; 1 if absent.
        weight: i64 = "weight",
        /// What is done to requests for it; not for TCP and TLS.
        filters: List<RouteFilter> = "filters",
    }

    /// Time limits of a rule.
    pub struct RouteTimeouts {
        /// For the whole request.
        request: Text = "request",
        /// For each try.
        backend_request: Text = "backendRequest",
    }

    /// Retries of a rule.
    pub struct RouteRetry {
        /// Statuses that are tried again.
        codes: List<i64> = "codes",
        /// How often.
        attempts: i64 = "attempts",
        /// Shortest time between tries.
        backoff: Text = "backoff",
    }

    /// `spec` of a GRPCRoute.
    pub struct GrpcRouteSpec {
        /// What it is attached to: listeners of Gateways, or Services in the mesh.
        parent_refs: List<ParentRef> = "parentRefs",
        /// Hosts that the rules are for; absent means those of the listener.
        hostnames: List<Text> = "hostnames",
        /// Rules.
        rules: List<GrpcRouteRule> = "rules",
        /// Whether it is attached to default Gateways.
        use_default_gateways: Text = "useDefaultGateways",
    }

    /// One rule for gRPC.
    pub struct GrpcRouteRule {
        /// Name.
        name: Text = "name",
        /// Conditions, of which one has to hold; absent means every call.
        matches: List<GrpcRouteMatch> = "matches",
        /// What is done to calls.
        filters: List<RouteFilter> = "filters",
        /// Weighted backends.
        backend_refs: List<BackendRef> = "backendRefs",
        /// The same backend for the same session.
        session_persistence: Opaque = "sessionPersistence",
    }

    /// One condition of a gRPC rule; all of its parts have to hold.
    pub struct GrpcRouteMatch {
        /// Service and method; absent means all.
        method: GrpcMethodMatch = "method",
        /// Headers, which all have to match.
        headers: List<NamedMatch> = "headers",
    }

    /// A condition on service and method.
    pub struct GrpcMethodMatch {
        /// `Exact` or `RegularExpression`; absent means `Exact`.
        match_type: Text = "type",
        /// Service with its package; absent means all.
        service: Text = "service",
        /// Method; absent means all.
        method: Text = "method",
    }

    /// `spec` of a TCPRoute or a UDPRoute.
    pub struct TcpRouteSpec {
        /// What it is attached to: listeners of Gateways, or Services in the mesh.
        parent_refs: List<ParentRef> = "parentRefs",
        /// Rules, of which the first one counts.
        rules: List<BackendRule> = "rules",
        /// Whether it is attached to default Gateways.
        use_default_gateways: Text = "useDefaultGateways",
    }

    /// `spec` of a TLSRoute.
    pub struct TlsRouteSpec {
        /// What it is attached to: listeners of Gateways, or Services in the mesh.
        parent_refs: List<ParentRef> = "parentRefs",
        /// Server names that the rules are for; absent means those of the listener.
        hostnames: List<Text> = "hostnames",
        /// Rules, of which the first one counts.
        rules: List<BackendRule> = "rules",
        /// Whether it is attached to default Gateways.
        use_default_gateways: Text = "useDefaultGateways",
    }

    /// A rule without conditions, for TCP and TLS.
    pub struct BackendRule {
        /// Name.
        name: Text = "name",
        /// Weighted backends.
        backend_refs: List<BackendRef> = "backendRefs",
    }
}
