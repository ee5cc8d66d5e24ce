//! ProxyConfig, <https://istio.io/latest/docs/reference/config/networking/proxy-config/>.

use super::{Map, Text, WorkloadSelector};
use crate::model;

model! {
    /// `spec` of a ProxyConfig.
    pub struct ProxyConfig {
        /// Workloads that it configures; absent means all of its namespace, in the root namespace all.
        selector: WorkloadSelector = "selector",
        /// Worker threads; 0 means one for each processor, absent means as many as the CPU limit allows.
        concurrency: i64 = "concurrency",
        /// Variables of the proxy.
        environment_variables: Map<Text> = "environmentVariables",
        /// Image of the proxy.
        image: ProxyImage = "image",
    }

    /// Image of the proxy.
    pub struct ProxyImage {
        /// Variant: `default`, `debug` or `distroless`.
        image_type: Text = "imageType",
    }
}
