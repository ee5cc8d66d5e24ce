//! Webhook configurations and CustomResourceDefinition,
//! <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/>,
//! <https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/>.

use crate::model;
use crate::model::{LabelSelector, List, Text};

model! {
    /// A MutatingWebhookConfiguration, as a whole.
    pub struct MutatingWebhookConfiguration {
        /// Webhooks.
        webhooks: List<Webhook> = "webhooks",
    }

    /// A ValidatingWebhookConfiguration, as a whole.
    pub struct ValidatingWebhookConfiguration {
        /// Webhooks.
        webhooks: List<Webhook> = "webhooks",
    }

    /// One webhook.
    pub struct Webhook {
        /// Name.
        name: Text = "name",
        /// Where it is called.
        client_config: Box<WebhookClient> = "clientConfig",
        /// What it is called for.
        rules: List<WebhookRule> = "rules",
        /// Namespaces of the objects; absent or empty means all.
        namespace_selector: LabelSelector = "namespaceSelector",
        /// Labels of the objects; absent or empty means all.
        object_selector: LabelSelector = "objectSelector",
        /// `Fail` or `Ignore`, where it cannot be called; absent means `Fail`.
        failure_policy: Text = "failurePolicy",
        /// `Never` or `IfNeeded`, for changes that others make later; absent means `Never`.
        reinvocation_policy: Text = "reinvocationPolicy",
        /// Time limit in seconds, 10 if absent.
        timeout_seconds: i64 = "timeoutSeconds",
    }

    /// Where a webhook is called: by URL or as a Service.
    pub struct WebhookClient {
        /// URL.
        url: Text = "url",
        /// Service.
        service: Box<WebhookService> = "service",
        /// Certificates that the server is verified by.
        ca_bundle: Text = "caBundle",
    }

    /// Service of a webhook.
    pub struct WebhookService {
        /// Name.
        name: Text = "name",
        /// Namespace.
        namespace: Text = "namespace",
        /// Path.
        path: Text = "path",
        /// Port, 443 if absent.
        port: i64 = "port",
    }

    /// What a webhook is called for.
    pub struct WebhookRule {
        /// Operations.
        operations: List<Text> = "operations",
        /// API groups.
        api_groups: List<Text> = "apiGroups",
        /// API versions.
        api_versions: List<Text> = "apiVersions",
        /// Resources, in the plural.
        resources: List<Text> = "resources",
        /// `Cluster`, `Namespaced` or `*`; absent means `*`.
        scope: Text = "scope",
    }

    /// `spec` of a CustomResourceDefinition.
    pub struct CustomResourceDefinitionSpec {
        /// API group.
        group: Text = "group",
        /// Names.
        names: Box<CustomResourceNames> = "names",
        /// `Cluster` or `Namespaced`.
        scope: Text = "scope",
        /// Versions.
        versions: List<CustomResourceVersion> = "versions",
    }

    /// Names of a custom kind.
    pub struct CustomResourceNames {
        /// Kind.
        kind: Text = "kind",
        /// Plural.
        plural: Text = "plural",
        /// Singular.
        singular: Text = "singular",
        /// Kind of its lists.
        list_kind: Text = "listKind",
        /// Abbreviations.
        short_names: List<Text> = "shortNames",
    }

    /// A version of a custom kind.
    pub struct CustomResourceVersion {
        /// Name.
        name: Text = "name",
        /// Whether it is offered.
        served: bool = "served",
        /// Whether objects are kept in it.
        storage: bool = "storage",
        /// Whether using it gives a warning.
        deprecated: bool = "deprecated",
    }
}
