//! IstioOperator, as read by `istioctl install`,
//! <https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/>.

use super::{
    EnvVar, FromNode, LabelSelector, List, Map, MeshConfig, Network, Opaque, OrEmpty, PodSecurity,
    ServicePort, ServiceSpec, Spanned, Text, TextField,
};
use crate::model;
use crate::yaml::NodeRef;

/// A text, a number or a boolean, as text: charts do not mind which of them a value is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scalar(pub Text);

impl FromNode for Scalar {
    fn from_node(node: NodeRef<'_>) -> Option<Scalar> {
        node.key_text().map(|text| Scalar(text.into()))
    }
}

impl IstioOperator {
    /// The profile that it begins with, `""` where it does not say it.
    pub fn profile(&self) -> &str {
        let of_values = || self.values.as_ref().map_or("", |values| values.value.profile.text());
        Some(self.profile.text()).filter(|name| !name.is_empty()).unwrap_or_else(of_values)
    }

    /// Whether it is one of several files of an installation: settings alone, which say nothing of what is installed.
    pub fn is_layer(&self) -> bool {
        let gateways = self.values.as_ref().and_then(|values| values.value.gateways.as_ref());
        let says_nothing = self.profile().is_empty() && self.components.is_none() && gateways.is_none();
        says_nothing && (self.mesh_config.is_some() || self.values.is_some())
    }

    /// The ports that the values have for the stock gateway of a name.
    pub fn ports_of(&self, gateway: &str) -> &[Spanned<ServicePort>] {
        let gateways = self.values.as_ref().and_then(|values| values.value.gateways.as_ref());
        let values = gateways.and_then(|gateways| match gateway {
            "istio-ingressgateway" => gateways.value.ingress.as_ref(),
            _ => gateways.value.egress.as_ref(),
        });
        values.map_or(&[], |values| values.value.ports.items())
    }
}

model! {
    /// `spec` of an IstioOperator.
    pub struct IstioOperator {
        /// Profile that it begins with; absent means `default`.
        profile: Text = "profile",
        /// Revision of the control plane; absent means `default`.
        revision: Text = "revision",
        /// Registry of the images.
        hub: Text = "hub",
        /// Tag of the images.
        tag: Scalar = "tag",
        /// Namespace of the control plane; absent means `istio-system`.
        namespace: Text = "namespace",
        /// Version that the defaults are taken from.
        compatibility_version: Text = "compatibilityVersion",
        /// Directory of the charts.
        install_package_path: Text = "installPackagePath",
        /// Mesh configuration.
        mesh_config: Box<MeshConfig> = "meshConfig",
        /// What is installed.
        components: Box<OperatorComponents> = "components",
        /// Values of the charts.
        values: Box<OperatorValues> = "values",
        /// Values of the charts, not checked.
        unvalidated_values: Opaque = "unvalidatedValues",
    }

    /// What is installed.
    pub struct OperatorComponents {
        /// Kinds and roles.
        base: Box<OperatorComponent> = "base",
        /// Control plane.
        pilot: Box<OperatorComponent> = "pilot",
        /// Network plugin.
        cni: Box<OperatorComponent> = "cni",
        /// Control plane of another cluster.
        istiod_remote: Box<OperatorComponent> = "istiodRemote",
        /// Node proxy of ambient mode.
        ztunnel: Box<OperatorComponent> = "ztunnel",
        /// Gateways for traffic into the mesh.
        ingress_gateways: List<GatewayComponent> = "ingressGateways",
        /// Gateways for traffic out of the mesh.
        egress_gateways: List<GatewayComponent> = "egressGateways",
    }

    /// A component.
    pub struct OperatorComponent {
        /// Whether it is installed; absent means what the profile says.
        enabled: bool = "enabled",
        /// Namespace; absent means that of the control plane.
        namespace: Text = "namespace",
        /// Registry of its image.
        hub: Text = "hub",
        /// Tag of its image.
        tag: Scalar = "tag",
        /// Settings of its Kubernetes objects.
        k8s: Box<ComponentSettings> = "k8s",
    }

    /// A gateway.
    pub struct GatewayComponent {
        /// Name of Deployment and Service.
        name: Text = "name",
        /// Namespace; absent means that of the control plane.
        namespace: Text = "namespace",
        /// Whether it is installed; absent means what the profile says for the gateway of this name.
        enabled: bool = "enabled",
        /// Registry of its image.
        hub: Text = "hub",
        /// Tag of its image.
        tag: Scalar = "tag",
        /// Labels of Pods and Service, besides `app` and `istio` of the chart.
        label: Map<Text> = "label",
        /// Settings of its Kubernetes objects.
        k8s: Box<ComponentSettings> = "k8s",
    }

    /// Settings of a component's Kubernetes objects.
    pub struct ComponentSettings {
        /// Service.
        service: Box<ServiceSpec> = "service",
        /// Annotations of the Service.
        service_annotations: Map<Text> = "serviceAnnotations",
        /// Annotations of the Pods.
        pod_annotations: Map<Text> = "podAnnotations",
        /// Number of Pods.
        replica_count: i64 = "replicaCount",
        /// Automatic number of Pods.
        hpa_spec: Box<AutoscalerSettings> = "hpaSpec",
        /// Variables.
        env: List<EnvVar> = "env",
        /// Users and groups of the Pods.
        security_context: Box<PodSecurity> = "securityContext",
        /// Patches of single objects.
        overlays: List<OperatorOverlay> = "overlays",
    }

    /// Automatic number of Pods.
    pub struct AutoscalerSettings {
        /// At least.
        min_replicas: i64 = "minReplicas",
        /// At most.
        max_replicas: i64 = "maxReplicas",
    }

    /// A patch of one object.
    pub struct OperatorOverlay {
        /// API version of the object.
        api_version: Text = "apiVersion",
        /// Kind of the object.
        kind: Text = "kind",
        /// Name of the object.
        name: Text = "name",
        /// The patches.
        patches: List<OverlayPatch> = "patches",
    }

    /// A change of one field.
    pub struct OverlayPatch {
        /// The field.
        path: Text = "path",
        /// Its new value; absent removes it.
        value: Opaque = "value",
    }

    /// Values of the charts.
    pub struct OperatorValues {
        /// Revision of the control plane.
        revision: Text = "revision",
        /// Further names of the revision.
        revision_tags: List<Text> = "revisionTags",
        /// Revision that validates objects without one.
        default_revision: Text = "defaultRevision",
        /// Profile.
        profile: Text = "profile",
        /// Version that the defaults are taken from.
        compatibility_version: Text = "compatibilityVersion",
        /// For all charts.
        global: Box<GlobalValues> = "global",
        /// Mesh configuration, as under `spec.meshConfig`.
        mesh_config: Box<MeshConfig> = "meshConfig",
        /// Gateways.
        gateways: Box<GatewayValues> = "gateways",
        /// Control plane.
        pilot: Box<PilotValues> = "pilot",
        /// Network plugin.
        cni: Box<CniValues> = "cni",
        /// Injector.
        sidecar_injector_webhook: Box<InjectorValues> = "sidecarInjectorWebhook",
    }

    /// Values of the gateways.
    pub struct GatewayValues {
        /// Gateway for traffic into the mesh.
        ingress: Box<GatewayPorts> = "istio-ingressgateway",
        /// Gateway for traffic out of the mesh.
        egress: Box<GatewayPorts> = "istio-egressgateway",
    }

    /// Values of a gateway.
    pub struct GatewayPorts {
        /// Ports of the Service, in the place of those of the chart.
        ports: List<ServicePort> = "ports",
    }

    /// Values for all charts.
    pub struct GlobalValues {
        /// Namespace of the control plane; absent means `istio-system`.
        istio_namespace: Text = "istioNamespace",
        /// Registry of the images.
        hub: Text = "hub",
        /// Tag of the images.
        tag: Scalar = "tag",
        /// Variant of the images.
        variant: Text = "variant",
        /// Id of the mesh.
        mesh_id: Text = "meshID",
        /// Network that the cluster is in.
        network: Text = "network",
        /// Networks of the mesh.
        mesh_networks: Map<Network> = "meshNetworks",
        /// Several clusters.
        multi_cluster: MultiClusterValues = "multiCluster",
        /// Sidecars.
        proxy: Box<ProxyValues> = "proxy",
        /// Platform, such as `openshift`.
        platform: Text = "platform",
        /// Address of a control plane elsewhere.
        remote_pilot_address: Text = "remotePilotAddress",
        /// Whether the control plane serves other clusters.
        external_istiod: bool = "externalIstiod",
        /// Whether objects are validated.
        config_validation: bool = "configValidation",
        /// NetworkPolicies for Istio's own parts.
        network_policy: ToggleValues = "networkPolicy",
    }

    /// Values for several clusters.
    pub struct MultiClusterValues {
        /// Whether there are several.
        enabled: bool = "enabled",
        /// Name of this one.
        cluster_name: Text = "clusterName",
    }

    /// Values of sidecars.
    pub struct ProxyValues {
        /// Image; with a `/` it is complete.
        image: Text = "image",
        /// `enabled` or `disabled`, for Pods without a label.
        auto_inject: Text = "autoInject",
        /// Domain of the cluster; absent means `cluster.local`.
        cluster_domain: Text = "clusterDomain",
        /// Whether the application waits for the proxy.
        hold_application_until_proxy_starts: bool = "holdApplicationUntilProxyStarts",
        /// Ports whose incoming traffic is captured.
        include_inbound_ports: Text = "includeInboundPorts",
        /// Ports whose incoming traffic is not captured.
        exclude_inbound_ports: Text = "excludeInboundPorts",
        /// Addresses to which traffic is captured.
        include_ip_ranges: Text = "includeIPRanges",
        /// Addresses to which traffic is not captured.
        exclude_ip_ranges: Text = "excludeIPRanges",
        /// Ports to which traffic is captured.
        include_outbound_ports: Text = "includeOutboundPorts",
        /// Ports to which traffic is not captured.
        exclude_outbound_ports: Text = "excludeOutboundPorts",
    }

    /// Values of the control plane.
    pub struct PilotValues {
        /// Whether it is installed.
        enabled: bool = "enabled",
        /// Variables, such as `PILOT_SCOPE_GATEWAY_TO_NAMESPACE`.
        env: Map<Scalar> = "env",
        /// Network plugin that it expects.
        cni: ToggleValues = "cni",
        /// Whether the mesh configuration is made.
        config_map: bool = "configMap",
    }

    /// Something that is on or off.
    pub struct ToggleValues {
        /// Whether it is on.
        enabled: bool = "enabled",
    }

    /// Values of the network plugin.
    pub struct CniValues {
        /// Whether it is installed.
        enabled: bool = "enabled",
        /// Ambient mode.
        ambient: ToggleValues = "ambient",
        /// Namespaces that it leaves alone.
        exclude_namespaces: List<Text> = "excludeNamespaces",
    }

    /// Values of the injector.
    pub struct InjectorValues {
        /// Whether namespaces without a label are injected; absent means no.
        enable_namespaces_by_default: bool = "enableNamespacesByDefault",
        /// Pods that are never injected.
        never_inject_selector: List<LabelSelector> = "neverInjectSelector",
        /// Pods that are always injected.
        always_inject_selector: List<LabelSelector> = "alwaysInjectSelector",
        /// Whether probes are led through the sidecar.
        rewrite_app_http_probe: bool = "rewriteAppHTTPProbe",
        /// Templates that are used; absent means `sidecar`.
        default_templates: List<Text> = "defaultTemplates",
        /// URL of an injector elsewhere.
        injection_url: Text = "injectionURL",
    }
}
