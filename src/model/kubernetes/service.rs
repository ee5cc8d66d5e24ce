//! Service and Endpoints,
//! <https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/>,
//! <https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/>.

use crate::model;
use crate::model::{IntOrText, List, Map, TargetRef, Text};

model! {
    /// `spec` of a Service.
    pub struct ServiceSpec {
        /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`; absent means `ClusterIP`.
        service_type: Text = "type",
        /// Labels of its Pods; absent means that its endpoints are written by hand.
        selector: Map<Text> = "selector",
        /// Ports.
        ports: List<ServicePort> = "ports",
        /// Address; `None` makes it headless.
        cluster_ip: Text = "clusterIP",
        /// Addresses of both families.
        cluster_ips: List<Text> = "clusterIPs",
        /// Name that an ExternalName Service stands for.
        external_name: Text = "externalName",
        /// Further addresses that nodes take traffic for.
        external_ips: List<Text> = "externalIPs",
        /// Address asked of the load balancer (deprecated).
        load_balancer_ip: Text = "loadBalancerIP",
        /// Clients that the load balancer lets in; absent means all.
        load_balancer_source_ranges: List<Text> = "loadBalancerSourceRanges",
        /// Which load balancer; absent means the default one.
        load_balancer_class: Text = "loadBalancerClass",
        /// Whether Pods that are not ready count as endpoints.
        publish_not_ready_addresses: bool = "publishNotReadyAddresses",
        /// `Cluster` or `Local`, for traffic from outside; absent means `Cluster`.
        external_traffic_policy: Text = "externalTrafficPolicy",
        /// `Cluster` or `Local`, for traffic from inside; absent means `Cluster`.
        internal_traffic_policy: Text = "internalTrafficPolicy",
        /// Families of addresses.
        ip_families: List<Text> = "ipFamilies",
        /// Whether it has addresses of both families.
        ip_family_policy: Text = "ipFamilyPolicy",
        /// `None` or `ClientIP`; absent means `None`.
        session_affinity: Text = "sessionAffinity",
        /// Which endpoints are preferred.
        traffic_distribution: Text = "trafficDistribution",
    }

    /// A port of a Service.
    pub struct ServicePort {
        /// Name; its first part says the protocol where `appProtocol` is absent.
        name: Text = "name",
        /// Number.
        port: i64 = "port",
        /// `TCP`, `UDP` or `SCTP`; absent means `TCP`.
        protocol: Text = "protocol",
        /// Protocol of the application; goes before the name.
        app_protocol: Text = "appProtocol",
        /// Number or name of the Pods' port; absent means the same number.
        target_port: IntOrText = "targetPort",
        /// Port of the nodes.
        node_port: i64 = "nodePort",
    }

    /// An Endpoints object.
    pub struct EndpointsData {
        /// Addresses with their ports.
        subsets: List<EndpointSubset> = "subsets",
    }

    /// Addresses that have the same ports.
    pub struct EndpointSubset {
        /// Addresses that are ready.
        addresses: List<EndpointAddress> = "addresses",
        /// Addresses that are not.
        not_ready_addresses: List<EndpointAddress> = "notReadyAddresses",
        /// Ports.
        ports: List<EndpointPort> = "ports",
    }

    /// One address.
    pub struct EndpointAddress {
        /// IP address.
        ip: Text = "ip",
        /// Name of the endpoint.
        hostname: Text = "hostname",
        /// Node that it is on.
        node_name: Text = "nodeName",
        /// Object that it belongs to.
        target_ref: TargetRef = "targetRef",
    }

    /// One port.
    pub struct EndpointPort {
        /// Name, that of the Service's port.
        name: Text = "name",
        /// Number.
        port: i64 = "port",
        /// `TCP`, `UDP` or `SCTP`; absent means `TCP`.
        protocol: Text = "protocol",
        /// Protocol of the application.
        app_protocol: Text = "appProtocol",
    }
}
