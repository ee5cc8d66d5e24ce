//! How policies name what they are for,
//! <https://istio.io/latest/docs/reference/config/type/workload-selector/>.

use super::{
    AuthorizationPolicy, Field, Labels, Map, OrEmpty, RequestAuthentication, Telemetry, Text, WasmPlugin,
};
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

impl WorkloadSelector {
    /// The labels that a field asks for. One that is absent or empty asks for none, and so selects everything.
    pub fn labels_of(field: &Option<Field<WorkloadSelector>>) -> Labels<'_> {
        field.as_ref().map(|field| Labels::of_field(&field.value.match_labels)).unwrap_or_default()
    }
}

impl LabelsSelector {
    /// The labels that a field asks for. One that is absent or empty asks for none, and so selects everything.
    pub fn labels_of(field: &Option<Field<LabelsSelector>>) -> Labels<'_> {
        field.as_ref().map(|field| Labels::of_field(&field.value.labels)).unwrap_or_default()
    }
}

macro_rules! attached {
    ($($policy:ty),*) => {
        $(impl $policy {
            /// The objects that it is attached to, by `targetRef` and by `targetRefs`; where there are some, its
            /// selector does not count. (istiod: `GetTargetRefs` in `pilot/pkg/model/policyattachment.go`.)
            pub fn targets(&self) -> impl Iterator<Item = &TargetRef> {
                let one = self.target_ref.iter().map(|field| &field.value);
                one.chain(self.target_refs.items().iter().map(|item| &item.value))
            }
        })*
    };
}

attached!(AuthorizationPolicy, RequestAuthentication, Telemetry, WasmPlugin);
