//! VirtualService, <https://istio.io/latest/docs/reference/config/networking/virtual-service/>.

use super::{Field, List, Map, Opaque, OrEmpty, Text};
use crate::model;

model! {
    /// `spec` of a VirtualService.
    pub struct VirtualService {
        /// Hosts that the rules are for; empty in a delegate.
        hosts: List<Text> = "hosts",
        /// Gateways (`name` or `namespace/name`) and `mesh`; absent means `mesh`.
        gateways: List<Text> = "gateways",
        /// Rules for HTTP, HTTP/2 and gRPC.
        http: List<HttpRoute> = "http",
        /// Rules for TLS that is not terminated.
        tls: List<TlsRoute> = "tls",
        /// Rules for opaque TCP.
        tcp: List<TcpRoute> = "tcp",
        /// Namespaces that see it.
        export_to: List<Text> = "exportTo",
    }

    /// One rule for HTTP.
    pub struct HttpRoute {
        /// Name of the rule, for access logs.
        name: Text = "name",
        /// Conditions, of which one has to hold; absent means always.
        matches: List<HttpMatch> = "match",
        /// Weighted destinations.
        route: List<RouteDestination> = "route",
        /// Answer with a redirect.
        redirect: Box<Redirect> = "redirect",
        /// Answer with a fixed response.
        direct_response: Box<DirectResponse> = "directResponse",
        /// VirtualService that holds the rules instead.
        delegate: Box<Delegate> = "delegate",
        /// Rewriting of path and authority.
        rewrite: Box<Rewrite> = "rewrite",
        /// Time limit for the whole request.
        timeout: Text = "timeout",
        /// Retries.
        retries: Box<Retries> = "retries",
        /// Faults to inject.
        fault: Box<HttpFault> = "fault",
        /// Destination that gets a copy.
        mirror: Box<Destination> = "mirror",
        /// Destinations that get a copy.
        mirrors: List<Mirror> = "mirrors",
        /// Share of requests that is mirrored, as a whole number (deprecated).
        mirror_percent: i64 = "mirrorPercent",
        /// Share of requests that is mirrored.
        mirror_percentage: Box<Percent> = "mirrorPercentage",
        /// Cross-origin policy.
        cors_policy: Opaque = "corsPolicy",
        /// Header changes.
        headers: Box<Headers> = "headers",
    }

    /// One condition of an HTTP rule; all of its parts have to hold.
    pub struct HttpMatch {
        /// Name of the condition, for statistics.
        name: Text = "name",
        /// Path, query included.
        uri: Box<StringMatch> = "uri",
        /// Scheme.
        scheme: Box<StringMatch> = "scheme",
        /// Method.
        method: Box<StringMatch> = "method",
        /// Authority.
        authority: Box<StringMatch> = "authority",
        /// Headers; an empty condition asks for presence.
        headers: Map<StringMatch> = "headers",
        /// Headers that must not match.
        without_headers: Map<StringMatch> = "withoutHeaders",
        /// Query parameters.
        query_params: Map<StringMatch> = "queryParams",
        /// Port on which the request comes in.
        port: i64 = "port",
        /// Labels of the client.
        source_labels: Map<Text> = "sourceLabels",
        /// Namespace of the client.
        source_namespace: Text = "sourceNamespace",
        /// Gateways for which the condition counts.
        gateways: List<Text> = "gateways",
        /// Whether the case of the path is ignored.
        ignore_uri_case: bool = "ignoreUriCase",
    }

    /// A condition on a text; empty means presence.
    pub struct StringMatch {
        /// The whole text.
        exact: Text = "exact",
        /// How the text begins.
        prefix: Text = "prefix",
        /// RE2 expression for the whole text.
        regex: Text = "regex",
    }

    /// A destination with its share of the traffic.
    pub struct RouteDestination {
        /// Where to.
        destination: Destination = "destination",
        /// Share of the traffic, relative to the sum of all.
        weight: i64 = "weight",
        /// Header changes.
        headers: Box<Headers> = "headers",
    }

    /// A host in the registry, with subset and port.
    pub struct Destination {
        /// Service or ServiceEntry host.
        host: Text = "host",
        /// Subset of the DestinationRule.
        subset: Text = "subset",
        /// Port of the service.
        port: PortSelector = "port",
    }

    /// A port by number.
    pub struct PortSelector {
        /// The number.
        number: i64 = "number",
    }

    /// One mirror of several.
    pub struct Mirror {
        /// Where to.
        destination: Destination = "destination",
        /// Share of requests.
        percentage: Percent = "percentage",
    }

    /// A percentage.
    pub struct Percent {
        /// From 0 to 100.
        value: f64 = "value",
    }

    /// A redirect.
    pub struct Redirect {
        /// New path.
        uri: Text = "uri",
        /// New authority.
        authority: Text = "authority",
        /// New port.
        port: i64 = "port",
        /// Where the new port comes from.
        derive_port: Text = "derivePort",
        /// New scheme.
        scheme: Text = "scheme",
        /// Status, 301 if absent.
        redirect_code: i64 = "redirectCode",
    }

    /// A fixed response.
    pub struct DirectResponse {
        /// Status.
        status: i64 = "status",
        /// Body.
        body: ResponseBody = "body",
    }

    /// The body of a fixed response.
    pub struct ResponseBody {
        /// As text.
        string: Text = "string",
        /// As base64.
        bytes: Text = "bytes",
    }

    /// A reference to a delegate VirtualService.
    pub struct Delegate {
        /// Its name.
        name: Text = "name",
        /// Its namespace, that of the root if absent.
        namespace: Text = "namespace",
    }

    /// Rewriting of path and authority.
    pub struct Rewrite {
        /// New path, or new prefix where the condition is a prefix.
        uri: Text = "uri",
        /// New authority.
        authority: Text = "authority",
        /// Rewriting by regular expression.
        uri_regex_rewrite: RegexRewrite = "uriRegexRewrite",
    }

    /// Rewriting of the path by a regular expression.
    pub struct RegexRewrite {
        /// RE2 expression.
        pattern: Text = "match",
        /// What takes its place.
        rewrite: Text = "rewrite",
    }

    /// Retries.
    pub struct Retries {
        /// How often.
        attempts: i64 = "attempts",
        /// Time limit for each.
        per_try_timeout: Text = "perTryTimeout",
        /// On which failures, comma-separated.
        retry_on: Text = "retryOn",
    }

    /// Faults to inject.
    pub struct HttpFault {
        /// Delay.
        delay: Delay = "delay",
        /// Abort.
        abort: Abort = "abort",
    }

    /// A delay.
    pub struct Delay {
        /// Share of requests, as a whole number (deprecated).
        percent: i64 = "percent",
        /// Share of requests.
        percentage: Percent = "percentage",
        /// How long.
        fixed_delay: Text = "fixedDelay",
    }

    /// An abort.
    pub struct Abort {
        /// Status to answer with.
        http_status: i64 = "httpStatus",
        /// Share of requests.
        percentage: Percent = "percentage",
    }

    /// Header changes.
    pub struct Headers {
        /// Of the request.
        request: HeaderOperations = "request",
        /// Of the response.
        response: HeaderOperations = "response",
    }

    /// Changes of one set of headers.
    pub struct HeaderOperations {
        /// Headers to overwrite.
        set: Map<Text> = "set",
        /// Headers to add.
        add: Map<Text> = "add",
        /// Headers to remove.
        remove: List<Text> = "remove",
    }

    /// One rule for TLS.
    pub struct TlsRoute {
        /// Conditions, of which one has to hold.
        matches: List<TlsMatch> = "match",
        /// Weighted destinations.
        route: List<RouteDestination> = "route",
    }

    /// One condition of a TLS rule.
    pub struct TlsMatch {
        /// Server names.
        sni_hosts: List<Text> = "sniHosts",
        /// Destination addresses.
        destination_subnets: List<Text> = "destinationSubnets",
        /// Port on which the connection comes in.
        port: i64 = "port",
        /// Labels of the client.
        source_labels: Map<Text> = "sourceLabels",
        /// Namespace of the client.
        source_namespace: Text = "sourceNamespace",
        /// Gateways for which the condition counts.
        gateways: List<Text> = "gateways",
    }

    /// One rule for TCP.
    pub struct TcpRoute {
        /// Conditions, of which one has to hold; absent means always.
        matches: List<TcpMatch> = "match",
        /// Weighted destinations.
        route: List<RouteDestination> = "route",
    }

    /// One condition of a TCP rule.
    pub struct TcpMatch {
        /// Destination addresses.
        destination_subnets: List<Text> = "destinationSubnets",
        /// Port on which the connection comes in.
        port: i64 = "port",
        /// Labels of the client.
        source_labels: Map<Text> = "sourceLabels",
        /// Namespace of the client.
        source_namespace: Text = "sourceNamespace",
        /// Gateways for which the condition counts.
        gateways: List<Text> = "gateways",
    }
}

/// The name among gateways that stands for all sidecars (istiod: `constants.IstioMeshGateway`).
pub const MESH_GATEWAY: &str = "mesh";

impl VirtualService {
    /// Whether its rules are for sidecars: `mesh` is among its gateways, or it names none.
    pub fn is_for_mesh(&self) -> bool {
        self.gateways.items().is_empty() || self.names_mesh()
    }

    /// Whether it says itself that its rules are for sidecars.
    pub fn names_mesh(&self) -> bool {
        self.gateways.items().iter().any(|gateway| &*gateway.value == MESH_GATEWAY)
    }

    /// Whether its rules are for gateways, maybe beside sidecars.
    pub fn is_for_gateways(&self) -> bool {
        self.gateways.items().iter().any(|gateway| &*gateway.value != MESH_GATEWAY)
    }

    /// Everything that its rules send to, mirrors included. What it delegates is not its own.
    pub fn destinations(&self) -> impl Iterator<Item = &Destination> {
        let http =
            self.http.items().iter().flat_map(|rule| rule.destinations().chain(rule.mirror_destinations()));
        let tls = self.tls.items().iter().flat_map(|rule| rule.destinations());
        let tcp = self.tcp.items().iter().flat_map(|rule| rule.destinations());
        http.chain(tls).chain(tcp)
    }
}

impl HttpRoute {
    /// What it sends requests to.
    pub fn destinations(&self) -> impl Iterator<Item = &Destination> {
        destinations(&self.route)
    }

    /// What it sends copies of requests to.
    pub fn mirror_destinations(&self) -> impl Iterator<Item = &Destination> {
        let several = self.mirrors.items().iter().filter_map(|mirror| mirror.destination.as_ref());
        self.mirror.iter().map(|mirror| &*mirror.value).chain(several.map(|field| &field.value))
    }
}

impl TlsRoute {
    /// What it sends connections to.
    pub fn destinations(&self) -> impl Iterator<Item = &Destination> {
        destinations(&self.route)
    }
}

impl TcpRoute {
    /// What it sends connections to.
    pub fn destinations(&self) -> impl Iterator<Item = &Destination> {
        destinations(&self.route)
    }
}

fn destinations(routes: &Option<Field<List<RouteDestination>>>) -> impl Iterator<Item = &Destination> {
    let all = routes.items().iter().filter_map(|route| route.destination.as_ref());
    all.map(|field| &field.value)
}
