//! How policies name what they are for,
//! <https://istio.io/latest/docs/reference/config/type/workload-selector/>.

use super::{Map, Text};
use crate::model;

model! {
    /// Workloads by `matchLabels`: security, telemetry and extension policies, ProxyConfig, DestinationRule.
    pub struct WorkloadSelector {
        /// Labels that a workload has to have; absent or empty means every workload.
        match_labels: Map<Text> = "matchLabels",
    }

    /// Workloads by `labels`: the `workloadSelector` of Sidecar, ServiceEntry and EnvoyFilter.
    pub struct LabelsSelector {
        /// Labels that a workload has to have; absent or empty means every workload.
        labels: Map<Text> = "labels",
    }

    /// A reference to an object that a policy is attached to, or that a field stands for.
    pub struct TargetRef {
        /// API group, `""` for the core group.
        group: Text = "group",
        /// Kind.
        kind: Text = "kind",
        /// Name.
        name: Text = "name",
        /// Namespace; in Istio policies it has to be absent.
        namespace: Text = "namespace",
    }
}
