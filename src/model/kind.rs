//! The kinds of object that the model knows.

use super::*;
use crate::yaml::NodeRef;

/// The part of an object that its typed body is read from.
enum Part {
    /// `spec`.
    Spec,
    /// The whole object.
    Whole,
}

/// Declares [`Kind`], [`Body`] and what belongs to each kind.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $group:literal $name:literal $part:ident $type:ty,)*) => {
        /// A kind of object with a typed body. Workloads and unknown kinds are told apart by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[$doc])* $variant,)*
            /// A Pod, or anything that makes Pods from `spec.template`.
            Workload,
            /// What installs a control plane by its chart, or by an operator of its own.
            ControlPlane,
            /// A Namespace.
            Namespace,
            /// Any other object.
            Other,
        }

        /// The typed body of an object.
        #[derive(Clone, Debug)]
        pub enum Body {
            $($(#[$doc])* $variant(Box<$type>),)*
            /// The Pods that the object is or makes.
            Workload(Box<PodTemplate>),
            /// The control plane that the object installs.
            ControlPlane(Box<ControlPlane>),
            /// Nothing is read but the metadata.
            None,
        }

        $(impl Spec for $type {
            const KIND: Kind = Kind::$variant;

            fn of(body: &Body) -> Option<&Self> {
                match body {
                    Body::$variant(spec) => Some(spec),
                    _ => None,
                }
            }
        })*

        /// The kind that a group and a kind name stand for, and the body read from the object; of objects that
        /// are judged `alone` only where a rule looks at it then.
        pub(super) fn read(group: &str, name: &str, object: NodeRef<'_>, alone: bool) -> (Kind, Body) {
            // By name first: groups are shared, and compare equal for longer.
            match (name, group) {
                $(($name, $group) if alone && !Kind::$variant.is_judged_alone() => {
                    (Kind::$variant, Body::None)
                })*
                $(($name, $group) => (
                    Kind::$variant,
                    part(Part::$part, object).map_or(Body::None, |body| Body::$variant(Box::new(body))),
                ),)*
                ("Namespace", "") => (Kind::Namespace, Body::None),
                _ if alone => (Kind::Other, Body::None),
                _ => {
                    if let Some(template) = workload(group, name, object) {
                        return (Kind::Workload, Body::Workload(Box::new(template)));
                    }
                    match ControlPlane::of(group, name, object) {
                        Some(plane) => (Kind::ControlPlane, Body::ControlPlane(Box::new(plane))),
                        None => (Kind::Other, Body::None),
                    }
                }
            }
        }
    };
}

kinds! {
    /// networking.istio.io VirtualService.
    VirtualService = "networking.istio.io" "VirtualService" Spec VirtualService,
    /// networking.istio.io DestinationRule.
    DestinationRule = "networking.istio.io" "DestinationRule" Spec DestinationRule,
    /// networking.istio.io Gateway.
    Gateway = "networking.istio.io" "Gateway" Spec Gateway,
    /// networking.istio.io ServiceEntry.
    ServiceEntry = "networking.istio.io" "ServiceEntry" Spec ServiceEntry,
    /// networking.istio.io Sidecar.
    Sidecar = "networking.istio.io" "Sidecar" Spec Sidecar,
    /// networking.istio.io WorkloadEntry.
    WorkloadEntry = "networking.istio.io" "WorkloadEntry" Spec WorkloadEntry,
    /// networking.istio.io WorkloadGroup.
    WorkloadGroup = "networking.istio.io" "WorkloadGroup" Spec WorkloadGroup,
    /// networking.istio.io EnvoyFilter.
    EnvoyFilter = "networking.istio.io" "EnvoyFilter" Spec EnvoyFilter,
    /// networking.istio.io ProxyConfig.
    ProxyConfig = "networking.istio.io" "ProxyConfig" Spec ProxyConfig,
    /// security.istio.io AuthorizationPolicy.
    AuthorizationPolicy = "security.istio.io" "AuthorizationPolicy" Spec AuthorizationPolicy,
    /// security.istio.io PeerAuthentication.
    PeerAuthentication = "security.istio.io" "PeerAuthentication" Spec PeerAuthentication,
    /// security.istio.io RequestAuthentication.
    RequestAuthentication = "security.istio.io" "RequestAuthentication" Spec RequestAuthentication,
    /// telemetry.istio.io Telemetry.
    Telemetry = "telemetry.istio.io" "Telemetry" Spec Telemetry,
    /// extensions.istio.io WasmPlugin.
    WasmPlugin = "extensions.istio.io" "WasmPlugin" Spec WasmPlugin,
    /// extensions.istio.io TrafficExtension.
    TrafficExtension = "extensions.istio.io" "TrafficExtension" Spec TrafficExtension,
    /// gateway.networking.k8s.io Gateway.
    KubernetesGateway = "gateway.networking.k8s.io" "Gateway" Spec KubernetesGateway,
    /// gateway.networking.k8s.io ListenerSet.
    ListenerSet = "gateway.networking.k8s.io" "ListenerSet" Spec ListenerSet,
    /// gateway.networking.k8s.io GatewayClass.
    GatewayClass = "gateway.networking.k8s.io" "GatewayClass" Spec GatewayClass,
    /// gateway.networking.k8s.io HTTPRoute.
    HttpRouteResource = "gateway.networking.k8s.io" "HTTPRoute" Spec HttpRouteSpec,
    /// gateway.networking.k8s.io GRPCRoute.
    GrpcRouteResource = "gateway.networking.k8s.io" "GRPCRoute" Spec GrpcRouteSpec,
    /// gateway.networking.k8s.io TCPRoute.
    TcpRouteResource = "gateway.networking.k8s.io" "TCPRoute" Spec TcpRouteSpec,
    /// gateway.networking.k8s.io TLSRoute.
    TlsRouteResource = "gateway.networking.k8s.io" "TLSRoute" Spec TlsRouteSpec,
    /// gateway.networking.k8s.io ReferenceGrant.
    ReferenceGrant = "gateway.networking.k8s.io" "ReferenceGrant" Spec ReferenceGrant,
    /// install.istio.io IstioOperator.
    IstioOperator = "install.istio.io" "IstioOperator" Spec IstioOperator,
    /// Service.
    Service = "" "Service" Spec ServiceSpec,
    /// Secret.
    Secret = "" "Secret" Whole SecretData,
    /// ConfigMap.
    ConfigMap = "" "ConfigMap" Whole ConfigMapData,
    /// ServiceAccount.
    ServiceAccount = "" "ServiceAccount" Whole ServiceAccountData,
    /// Endpoints.
    Endpoints = "" "Endpoints" Whole EndpointsData,
    /// Node.
    Node = "" "Node" Spec NodeSpec,
    /// NetworkPolicy.
    NetworkPolicy = "networking.k8s.io" "NetworkPolicy" Spec NetworkPolicySpec,
    /// Ingress.
    Ingress = "networking.k8s.io" "Ingress" Spec IngressSpec,
    /// MutatingWebhookConfiguration.
    MutatingWebhook = "admissionregistration.k8s.io" "MutatingWebhookConfiguration" Whole MutatingWebhookConfiguration,
    /// ValidatingWebhookConfiguration.
    ValidatingWebhook = "admissionregistration.k8s.io" "ValidatingWebhookConfiguration" Whole ValidatingWebhookConfiguration,
    /// CustomResourceDefinition.
    CustomResourceDefinition = "apiextensions.k8s.io" "CustomResourceDefinition" Spec CustomResourceDefinitionSpec,
    /// HelmRelease of Flux.
    HelmRelease = "helm.toolkit.fluxcd.io" "HelmRelease" Spec HelmReleaseSpec,
    /// Kustomization of Flux.
    FluxKustomization = "kustomize.toolkit.fluxcd.io" "Kustomization" Spec FluxKustomizationSpec,
    /// HelmChart of k3s.
    HelmChart = "helm.cattle.io" "HelmChart" Spec HelmChartSpec,
    /// Application of Argo CD.
    Application = "argoproj.io" "Application" Spec ApplicationSpec,
    /// ApplicationSet of Argo CD.
    ApplicationSet = "argoproj.io" "ApplicationSet" Spec ApplicationSetSpec,
    /// Istio of the Sail operator.
    SailIstio = "sailoperator.io" "Istio" Spec SailIstioSpec,
    /// cert-manager Certificate.
    Certificate = "cert-manager.io" "Certificate" Spec CertificateSpec,
    /// External Secrets Operator ExternalSecret.
    ExternalSecret = "external-secrets.io" "ExternalSecret" Spec ExternalSecretSpec,
    /// Sealed Secrets SealedSecret.
    SealedSecret = "bitnami.com" "SealedSecret" Spec SealedSecretSpec,
}

/// A typed body, and the kind that has it.
pub trait Spec: Sized + 'static {
    /// The kind.
    const KIND: Kind;
    /// The body as this type.
    fn of(body: &Body) -> Option<&Self>;
}

impl Spec for PodTemplate {
    const KIND: Kind = Kind::Workload;

    fn of(body: &Body) -> Option<&Self> {
        match body {
            Body::Workload(template) => Some(template),
            _ => None,
        }
    }
}

impl Spec for ControlPlane {
    const KIND: Kind = Kind::ControlPlane;

    fn of(body: &Body) -> Option<&Self> {
        match body {
            Body::ControlPlane(plane) => Some(plane),
            _ => None,
        }
    }
}

/// An absent part is read as an empty one, so that every object of a kind has its body.
fn part<T: FromNode + Default>(part: Part, object: NodeRef<'_>) -> Option<T> {
    match part {
        Part::Whole => T::from_node(object),
        Part::Spec => Some(object.get("spec").and_then(T::from_node).unwrap_or_default()),
    }
}

impl Kind {
    /// Whether the body counts without a mesh: a rule without one reads it (`Check::Webhook`), or it holds
    /// settings of the mesh.
    fn is_judged_alone(self) -> bool {
        matches!(
            self,
            Kind::VirtualService
                | Kind::ServiceEntry
                | Kind::EnvoyFilter
                | Kind::AuthorizationPolicy
                | Kind::Service
                | Kind::ConfigMap
                | Kind::IstioOperator
        )
    }
}

/// A Pod is its own template; controllers hold one under `spec.template`, CronJobs one level deeper.
/// Whatever has containers there counts, so that Argo Rollouts, Knative Services and the like do, too.
fn workload(group: &str, name: &str, object: NodeRef<'_>) -> Option<PodTemplate> {
    if (group, name) == ("", "Pod") {
        return PodTemplate::from_node(object);
    }
    let spec = object.get("spec")?;
    let holder = match name {
        "CronJob" => spec.get("jobTemplate")?.get("spec")?,
        _ => spec,
    };
    let template = holder.get("template")?;
    template.get("spec")?.get("containers")?;
    PodTemplate::from_node(template)
}

/// Kinds of the Kubernetes API, Istio and its neighbours that have no namespace.
const CLUSTER_SCOPED: [&str; 27] = [
    "APIService",
    "CSIDriver",
    "CSINode",
    "CertificateSigningRequest",
    "ClusterIssuer",
    "ClusterRole",
    "ClusterRoleBinding",
    "ClusterSecretStore",
    "ComponentStatus",
    "CustomResourceDefinition",
    "FlowSchema",
    "GatewayClass",
    "IngressClass",
    "MutatingAdmissionPolicy",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PodSecurityPolicy",
    "PriorityClass",
    "PriorityLevelConfiguration",
    "RuntimeClass",
    "StorageClass",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
];

/// Whether objects of this kind have no namespace.
pub fn is_cluster_scoped(kind_name: &str) -> bool {
    CLUSTER_SCOPED.binary_search(&kind_name).is_ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn cluster_scoped_kinds_are_sorted() {
        assert!(super::CLUSTER_SCOPED.is_sorted());
    }
}
