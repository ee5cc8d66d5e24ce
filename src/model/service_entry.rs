//! ServiceEntry, <https://istio.io/latest/docs/reference/config/networking/service-entry/>.

use super::{LabelsSelector, List, Map, Text};
use crate::model;

model! {
    /// `spec` of a ServiceEntry.
    pub struct ServiceEntry {
        /// Hosts that it adds to the registry.
        hosts: List<Text> = "hosts",
        /// Virtual addresses of the hosts.
        addresses: List<Text> = "addresses",
        /// Ports of the hosts.
        ports: List<ServiceEntryPort> = "ports",
        /// `MESH_EXTERNAL` or `MESH_INTERNAL`; absent means external.
        location: Text = "location",
        /// How endpoints are found; absent means `NONE`, the address that the client asked for.
        resolution: Text = "resolution",
        /// Endpoints; excludes a selector.
        endpoints: List<Endpoint> = "endpoints",
        /// Pods and WorkloadEntries of its namespace that are the endpoints.
        workload_selector: LabelsSelector = "workloadSelector",
        /// Namespaces that see it; absent means what the mesh says, all if it says nothing.
        export_to: List<Text> = "exportTo",
        /// Names of which the server's certificate has to hold one.
        subject_alt_names: List<Text> = "subjectAltNames",
    }

    /// A port of a ServiceEntry.
    pub struct ServiceEntryPort {
        /// Number.
        number: i64 = "number",
        /// Protocol; absent means TCP.
        protocol: Text = "protocol",
        /// Name.
        name: Text = "name",
        /// Port of the endpoints; absent means the same number.
        target_port: i64 = "targetPort",
    }

    /// An endpoint of a ServiceEntry, and the whole `spec` of a WorkloadEntry.
    pub struct Endpoint {
        /// IP address, DNS name or `unix://` path; may be absent where there is a network.
        address: Text = "address",
        /// Its ports by the names of the service's ports; absent ones have the service's target port.
        ports: Map<i64> = "ports",
        /// Labels.
        labels: Map<Text> = "labels",
        /// Network that it is in.
        network: Text = "network",
        /// `region/zone/subzone`.
        locality: Text = "locality",
        /// Share of the traffic, relative to the other endpoints.
        weight: i64 = "weight",
        /// Service account of the workload.
        service_account: Text = "serviceAccount",
    }
}
