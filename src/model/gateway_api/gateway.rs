//! Gateway, GatewayClass and ReferenceGrant,
//! <https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#gateway>.

use crate::model;
use crate::model::{LabelSelector, List, Map, ParentRef, TargetRef, Text, TextField};

model! {
    /// `spec` of a Gateway of the Gateway API.
    pub struct KubernetesGateway {
        /// GatewayClass, such as `istio` or `istio-waypoint`.
        gateway_class_name: Text = "gatewayClassName",
        /// What it listens on.
        listeners: List<GatewayListener> = "listeners",
        /// Addresses; in Istio a host name stands for a Service that is already there.
        addresses: List<GatewayAddress> = "addresses",
        /// What its Deployment and Service look like.
        infrastructure: Box<GatewayInfrastructure> = "infrastructure",
        /// ListenerSets that may add listeners; absent means none.
        allowed_listeners: Box<AllowedListeners> = "allowedListeners",
        /// Certificates that are asked of clients, and shown to backends.
        tls: Box<GatewayTls> = "tls",
        /// Whether routes without parents are attached to it; absent means no.
        default_scope: Text = "defaultScope",
    }

    /// `spec` of a ListenerSet: more listeners for a Gateway of another owner.
    pub struct ListenerSet {
        /// The Gateway.
        parent_ref: ParentRef = "parentRef",
        /// The listeners.
        listeners: List<GatewayListener> = "listeners",
    }

    /// One listener.
    pub struct GatewayListener {
        /// Name, `sectionName` of references to it.
        name: Text = "name",
        /// Host, optionally with a wildcard as its first label; absent means all.
        hostname: Text = "hostname",
        /// Port.
        port: i64 = "port",
        /// `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP`, or one of the implementation's own, such as `HBONE`.
        protocol: Text = "protocol",
        /// TLS.
        tls: Box<ListenerTls> = "tls",
        /// Routes that may attach.
        allowed_routes: Box<AllowedRoutes> = "allowedRoutes",
    }

    /// TLS of a listener.
    pub struct ListenerTls {
        /// `Terminate` or `Passthrough`; absent means `Terminate`.
        mode: Text = "mode",
        /// Secrets with certificate and key; other namespaces need a ReferenceGrant.
        certificate_refs: List<TargetRef> = "certificateRefs",
        /// Options of the implementation, such as `gateway.istio.io/tls-terminate-mode`.
        options: Map<Text> = "options",
    }

    /// Routes that may attach to a listener.
    pub struct AllowedRoutes {
        /// Their namespaces; absent means that of the Gateway.
        namespaces: AllowedNamespaces = "namespaces",
        /// Their kinds; absent means those that go with the protocol.
        kinds: List<RouteKind> = "kinds",
    }

    /// Namespaces from which something may attach.
    pub struct AllowedNamespaces {
        /// `All`, `Selector`, `Same` or `None`; absent means `Same` for routes, `None` for ListenerSets.
        from: Text = "from",
        /// Labels of the namespaces; only with `Selector`.
        selector: LabelSelector = "selector",
    }

    /// A kind of route.
    pub struct RouteKind {
        /// Group, that of the Gateway API if absent.
        group: Text = "group",
        /// Kind.
        kind: Text = "kind",
    }

    /// An address of a Gateway.
    pub struct GatewayAddress {
        /// `IPAddress`, `Hostname` or another type; absent means `IPAddress`.
        address_type: Text = "type",
        /// The address; absent means any.
        value: Text = "value",
    }

    /// What the Deployment and the Service of a Gateway look like.
    pub struct GatewayInfrastructure {
        /// Labels.
        labels: Map<Text> = "labels",
        /// Annotations.
        annotations: Map<Text> = "annotations",
        /// Object with further options, in Istio a ConfigMap.
        parameters_ref: TargetRef = "parametersRef",
    }

    /// ListenerSets that may add listeners.
    pub struct AllowedListeners {
        /// Their namespaces.
        namespaces: AllowedNamespaces = "namespaces",
    }

    /// Certificates that are asked of clients, and shown to backends.
    pub struct GatewayTls {
        /// Towards backends.
        backend: GatewayBackendTls = "backend",
        /// Towards clients.
        frontend: Box<GatewayFrontendTls> = "frontend",
    }

    /// TLS towards backends.
    pub struct GatewayBackendTls {
        /// Secret with the gateway's own certificate.
        client_certificate_ref: TargetRef = "clientCertificateRef",
    }

    /// TLS towards clients.
    pub struct GatewayFrontendTls {
        /// For all ports that are not listed.
        default: FrontendTls = "default",
        /// For single ports.
        per_port: List<FrontendTlsPort> = "perPort",
    }

    /// TLS towards clients on one port.
    pub struct FrontendTlsPort {
        /// Port.
        port: i64 = "port",
        /// TLS.
        tls: FrontendTls = "tls",
    }

    /// TLS towards clients.
    pub struct FrontendTls {
        /// How their certificates are verified; absent means that none is asked for.
        validation: Box<FrontendValidation> = "validation",
    }

    /// How certificates of clients are verified.
    pub struct FrontendValidation {
        /// ConfigMaps with the authority's certificates.
        ca_certificate_refs: List<TargetRef> = "caCertificateRefs",
        /// `AllowValidOnly` or `AllowInsecureFallback`; absent means the former.
        mode: Text = "mode",
    }

    /// `spec` of a GatewayClass.
    pub struct GatewayClass {
        /// Controller, such as `istio.io/gateway-controller`.
        controller_name: Text = "controllerName",
        /// What it is for.
        description: Text = "description",
        /// Object with further options.
        parameters_ref: TargetRef = "parametersRef",
    }

    /// `spec` of a ReferenceGrant: allows references into its namespace.
    pub struct ReferenceGrant {
        /// Who may refer.
        from: List<GrantFrom> = "from",
        /// What may be referred to.
        to: List<GrantTo> = "to",
    }

    /// Objects that may refer.
    pub struct GrantFrom {
        /// Their group.
        group: Text = "group",
        /// Their kind.
        kind: Text = "kind",
        /// Their namespace.
        namespace: Text = "namespace",
    }

    /// Objects that may be referred to.
    pub struct GrantTo {
        /// Their group, `""` for the core group.
        group: Text = "group",
        /// Their kind.
        kind: Text = "kind",
        /// Name; absent means all.
        name: Text = "name",
    }
}

impl GatewayClass {
    /// Classes that istiod brings with it.
    pub const OF_ISTIO: [&'static str; 4] = ["istio", "istio-remote", "istio-waypoint", "istio-east-west"];

    /// Whether istiod serves Gateways of a class: its GatewayClass names a controller of Istio's, or there is none and
    /// istiod brings the class with it (istiod: `ClassController`).
    pub fn is_of_istio(class: &str, controller: Option<&str>) -> bool {
        match controller {
            Some(controller) => controller.starts_with("istio.io/"),
            None => GatewayClass::OF_ISTIO.contains(&class),
        }
    }
}

impl GatewayListener {
    /// Whether TLS goes through; it is terminated unless said.
    pub fn is_passthrough(&self) -> bool {
        self.tls.as_ref().is_some_and(|tls| tls.value.mode.text() == "Passthrough")
    }
}
