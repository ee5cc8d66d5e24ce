//! EnvoyFilter, <https://istio.io/latest/docs/reference/config/networking/envoy-filter/>.

use super::{Field, LabelsSelector, List, Map, Opaque, OrEmpty, Resource, TargetRef, Text};
use crate::model;

model! {
    /// `spec` of an EnvoyFilter.
    pub struct EnvoyFilter {
        /// Workloads that it patches; absent means all of its namespace, in the root namespace all.
        workload_selector: LabelsSelector = "workloadSelector",
        /// Gateways and the like that it patches; excludes a selector.
        target_refs: List<TargetRef> = "targetRefs",
        /// The patches, applied in order.
        config_patches: List<EnvoyPatch> = "configPatches",
        /// Order among EnvoyFilters, lower goes first; absent means 0.
        priority: i64 = "priority",
    }

    /// One patch.
    pub struct EnvoyPatch {
        /// What part of the configuration is patched.
        apply_to: Text = "applyTo",
        /// Which of these parts; absent means all.
        matches: Box<EnvoyMatch> = "match",
        /// What is done to them.
        patch: Box<EnvoyOperation> = "patch",
    }

    /// Which parts of the configuration a patch is for.
    pub struct EnvoyMatch {
        /// Direction or kind of proxy; absent means `ANY`.
        context: Text = "context",
        /// Proxies.
        proxy: EnvoyProxyMatch = "proxy",
        /// Listeners.
        listener: Box<EnvoyListenerMatch> = "listener",
        /// Routes.
        route_configuration: Box<EnvoyRoutesMatch> = "routeConfiguration",
        /// Clusters.
        cluster: Box<EnvoyClusterMatch> = "cluster",
        /// Parts of a waypoint.
        waypoint: Box<EnvoyWaypointMatch> = "waypoint",
    }

    /// Proxies that a patch is for.
    pub struct EnvoyProxyMatch {
        /// Regular expression for the version.
        proxy_version: Text = "proxyVersion",
        /// Metadata of the proxy.
        metadata: Map<Text> = "metadata",
    }

    /// Listeners that a patch is for.
    pub struct EnvoyListenerMatch {
        /// Port.
        port_number: i64 = "portNumber",
        /// Name of the port (not used).
        port_name: Text = "portName",
        /// Filter chain.
        filter_chain: Box<EnvoyChainMatch> = "filterChain",
        /// Name of a listener filter.
        listener_filter: Text = "listenerFilter",
        /// Name.
        name: Text = "name",
    }

    /// Filter chains that a patch is for.
    pub struct EnvoyChainMatch {
        /// Name.
        name: Text = "name",
        /// Server name.
        sni: Text = "sni",
        /// `raw_buffer` or `tls`.
        transport_protocol: Text = "transportProtocol",
        /// Protocols of ALPN, comma-separated.
        application_protocols: Text = "applicationProtocols",
        /// Name of the transport socket.
        transport_socket: Text = "transportSocket",
        /// Filter.
        filter: EnvoyNetworkFilterMatch = "filter",
        /// Destination port.
        destination_port: i64 = "destinationPort",
    }

    /// Filters that a patch is for.
    pub struct EnvoyNetworkFilterMatch {
        /// Name of the network filter, in a waypoint of the HTTP filter.
        name: Text = "name",
        /// HTTP filter inside of it.
        sub_filter: EnvoyHttpFilterMatch = "subFilter",
    }

    /// A filter inside of another one.
    pub struct EnvoyHttpFilterMatch {
        /// Name.
        name: Text = "name",
    }

    /// Routes that a patch is for.
    pub struct EnvoyRoutesMatch {
        /// Port.
        port_number: i64 = "portNumber",
        /// Name of the gateway server's port.
        port_name: Text = "portName",
        /// Gateway as `namespace/name`.
        gateway: Text = "gateway",
        /// Virtual host.
        vhost: Box<EnvoyHostMatch> = "vhost",
        /// Name of the route configuration.
        name: Text = "name",
    }

    /// Virtual hosts that a patch is for.
    pub struct EnvoyHostMatch {
        /// Name, `host:port`.
        name: Text = "name",
        /// One of its domains.
        domain_name: Text = "domainName",
        /// Route in it.
        route: EnvoyRouteMatch = "route",
    }

    /// A route that a patch is for.
    pub struct EnvoyRouteMatch {
        /// Name.
        name: Text = "name",
        /// Kind of route; absent means `ANY`.
        action: Text = "action",
    }

    /// Clusters that a patch is for.
    pub struct EnvoyClusterMatch {
        /// Port of the service.
        port_number: i64 = "portNumber",
        /// Full host of the service.
        service: Text = "service",
        /// Subset of the service.
        subset: Text = "subset",
        /// Name of the cluster.
        name: Text = "name",
    }

    /// Parts of a waypoint that a patch is for.
    pub struct EnvoyWaypointMatch {
        /// Port of the service.
        port_number: i64 = "portNumber",
        /// Filter.
        filter: EnvoyNetworkFilterMatch = "filter",
        /// Route.
        route: EnvoyRouteMatch = "route",
    }

    /// What a patch does.
    pub struct EnvoyOperation {
        /// Operation.
        operation: Text = "operation",
        /// Configuration to add, or to merge.
        value: Box<EnvoyValue> = "value",
        /// Group of filters before or after which a filter is added.
        filter_class: Text = "filterClass",
    }

    /// Configuration that a patch brings, as far as it says what it is.
    pub struct EnvoyValue {
        /// Name of the filter, cluster or the like.
        name: Text = "name",
        /// Options with their type.
        typed_config: EnvoyTypedConfig = "typed_config",
        /// The same, in the spelling of JSON.
        typed_config_json: EnvoyTypedConfig = "typedConfig",
        /// Options that are fetched.
        config_discovery: Opaque = "config_discovery",
        /// The same, in the spelling of JSON.
        config_discovery_json: Opaque = "configDiscovery",
    }

    /// Options with their type.
    pub struct EnvoyTypedConfig {
        /// URL of the type.
        type_url: Text = "@type",
    }
}

impl EnvoyFilter {
    /// Whether it has a place among EnvoyFilters that its priority decides.
    pub fn has_priority(&self) -> bool {
        self.priority.as_ref().is_some_and(|priority| priority.value != 0)
    }

    /// The patches.
    pub fn patches(&self) -> impl Iterator<Item = &EnvoyPatch> {
        self.config_patches.items().iter().map(|patch| &patch.value)
    }
}

impl Resource<'_, EnvoyFilter> {
    /// Whether a release of Istio wrote it: the filters for metrics that its installer made until 1.21
    /// (`manifests/charts/istio-control/istio-discovery/files/gen-istio.yaml`), which only another release changes.
    pub fn is_of_release(&self) -> bool {
        let name = self.object.name();
        let name = name.strip_prefix("tcp-").unwrap_or(name);
        let version = ["stats-filter-", "metadata-exchange-"].iter().find_map(|kind| name.strip_prefix(kind));
        version.is_some_and(|version| version.starts_with(|first: char| first.is_ascii_digit()))
    }
}

impl EnvoyPatch {
    /// What it does.
    pub fn operation(&self) -> Option<&Field<Text>> {
        self.patch.as_ref()?.operation.as_ref()
    }

    /// The versions of proxies that it is for, unless it is for all.
    pub fn proxy_version(&self) -> Option<&Field<Text>> {
        let version = self.matches.as_ref()?.proxy.as_ref()?.proxy_version.as_ref()?;
        (!version.is_empty()).then_some(version)
    }
}
