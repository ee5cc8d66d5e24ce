//! Secret, ConfigMap, ServiceAccount and Node,
//! <https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/>,
//! <https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/>,
//! <https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/service-account-v1/>,
//! <https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/>.

use super::LocalRef;
use crate::model;
use crate::model::{List, Map, Opaque, Text};

model! {
    /// A Secret, as a whole.
    pub struct SecretData {
        /// Type, `Opaque` if absent.
        secret_type: Text = "type",
        /// Entries in base64.
        data: Map<Text> = "data",
        /// Entries in plain text; they go before those in base64.
        string_data: Map<Text> = "stringData",
    }

    /// A ConfigMap, as a whole.
    pub struct ConfigMapData {
        /// Entries.
        data: Map<Text> = "data",
        /// Entries in base64.
        binary_data: Map<Opaque> = "binaryData",
    }

    /// A ServiceAccount, as a whole.
    pub struct ServiceAccountData {
        /// Secrets that Pods may use.
        secrets: List<LocalRef> = "secrets",
        /// Secrets for registries.
        image_pull_secrets: List<LocalRef> = "imagePullSecrets",
        /// Whether Pods get the token; absent means yes.
        automount_service_account_token: bool = "automountServiceAccountToken",
    }

    /// `spec` of a Node; its locality is in its labels.
    pub struct NodeSpec {
        /// Addresses of its Pods.
        pod_cidr: Text = "podCIDR",
        /// Addresses of its Pods, of both families.
        pod_cidrs: List<Text> = "podCIDRs",
        /// The machine, in terms of the platform.
        provider_id: Text = "providerID",
    }
}
