//! Sidecar, <https://istio.io/latest/docs/reference/config/networking/sidecar/>.

use super::{ConnectionPool, Destination, LabelsSelector, List, ServerPort, ServerTls, Text};
use crate::model;

model! {
    /// `spec` of a Sidecar.
    pub struct Sidecar {
        /// Workloads that it configures; absent means all of its namespace without one of their own.
        workload_selector: LabelsSelector = "workloadSelector",
        /// What the workloads accept; absent means all ports of their services.
        ingress: List<SidecarIngress> = "ingress",
        /// What the workloads can reach; absent means what the namespace or the mesh says.
        egress: List<SidecarEgress> = "egress",
        /// Limits for connections from the proxy to the workload.
        inbound_connection_pool: Box<ConnectionPool> = "inboundConnectionPool",
        /// What happens to traffic to hosts that are not in the registry.
        outbound_traffic_policy: Box<SidecarOutbound> = "outboundTrafficPolicy",
    }

    /// A port on which workloads accept traffic.
    pub struct SidecarIngress {
        /// The port.
        port: ServerPort = "port",
        /// Address to listen on.
        bind: Text = "bind",
        /// How traffic gets to the listener; absent means `DEFAULT`.
        capture_mode: Text = "captureMode",
        /// `address:port` or `unix://` path of the application; absent means the same port.
        default_endpoint: Text = "defaultEndpoint",
        /// TLS for traffic from outside of the mesh.
        tls: Box<ServerTls> = "tls",
        /// Limits for connections from the proxy to the workload.
        connection_pool: Box<ConnectionPool> = "connectionPool",
    }

    /// What workloads can reach.
    pub struct SidecarEgress {
        /// Port that it is about; absent means all ports without an entry.
        port: ServerPort = "port",
        /// Address or `unix://` path to listen on.
        bind: Text = "bind",
        /// How traffic gets to the listener; absent means `DEFAULT`.
        capture_mode: Text = "captureMode",
        /// Services as `namespace/host`; namespaces may be `*`, `.` and `~`, hosts have wildcards.
        hosts: List<Text> = "hosts",
    }

    /// What happens to traffic to hosts that are not in the registry.
    pub struct SidecarOutbound {
        /// `ALLOW_ANY` or `REGISTRY_ONLY`; absent in a policy that is there means `REGISTRY_ONLY`.
        mode: Text = "mode",
        /// Where such traffic goes instead of straight out.
        egress_proxy: Box<Destination> = "egressProxy",
    }
}
