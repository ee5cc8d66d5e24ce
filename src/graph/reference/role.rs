//! The fields that refer, and what they are called.

/// The field that refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// `gateways` of a VirtualService.
    Gateway,
    /// `gateways` of a match in a VirtualService.
    MatchGateway,
    /// `destination.host` of a route.
    Destination,
    /// `host` of a DestinationRule.
    RuleHost,
    /// `host` of a mirror.
    Mirror,
    /// `destination.port` of a route.
    DestinationPort,
    /// `destination.subset` of a route.
    Subset,
    /// `selector` of a Gateway.
    GatewaySelector,
    /// `credentialName` of a Gateway server.
    Credential,
    /// A namespace of an AuthorizationPolicy's source.
    PolicyNamespace,
    /// `istio.io/rev` of a Namespace or of pods.
    Revision,
    /// A selector of a policy, Sidecar, Telemetry or the like.
    WorkloadSelector,
    /// `delegate` of a VirtualService.
    Delegate,
    /// The namespace of a Sidecar's egress host.
    SidecarNamespace,
    /// A Sidecar's egress host.
    EgressHost,
    /// A namespace in `exportTo`.
    ExportNamespace,
    /// A namespace from which a ReferenceGrant allows references.
    GrantNamespace,
    /// `namespaceSelector` of a NetworkPolicy's peer.
    NamespaceSelector,
    /// The Service that a webhook of Istio calls.
    WebhookService,
    /// A Gateway in `parentRefs` of a route of the Gateway API.
    ParentGateway,
    /// `sectionName` or `port` of such a reference.
    Listener,
    /// A Service in `parentRefs` or `backendRefs` of a route of the Gateway API.
    RouteService,
    /// `port` of such a reference.
    RoutePort,
    /// `gatewayClassName` of a Gateway of the Gateway API.
    GatewayClass,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 24] = [
        Role::Gateway,
        Role::MatchGateway,
        Role::Destination,
        Role::RuleHost,
        Role::Mirror,
        Role::DestinationPort,
        Role::Subset,
        Role::GatewaySelector,
        Role::Credential,
        Role::PolicyNamespace,
        Role::Revision,
        Role::WorkloadSelector,
        Role::Delegate,
        Role::SidecarNamespace,
        Role::EgressHost,
        Role::ExportNamespace,
        Role::GrantNamespace,
        Role::NamespaceSelector,
        Role::WebhookService,
        Role::ParentGateway,
        Role::Listener,
        Role::RouteService,
        Role::RoutePort,
        Role::GatewayClass,
    ];
}

/// What is always so of the references of a role.
struct Traits {
    noun: &'static str,
    label: Option<&'static str>,
    kind: &'static str,
}

impl Role {
    /// The one table of what roles are called.
    fn traits(self) -> Traits {
        let (noun, label, kind) = match self {
            Role::Gateway => ("gateway", Some("is bound to"), "Gateway"),
            Role::MatchGateway => ("gateway", None, "Gateway"),
            Role::ParentGateway => ("gateway", Some("is bound to"), "Gateway"),
            Role::Listener => ("listener", None, "listener"),
            Role::GatewayClass => ("class", None, "GatewayClass"),
            Role::Destination => ("host", Some("routes to"), "Service"),
            Role::RuleHost => ("host", None, "Service"),
            Role::Mirror => ("mirror host", Some("mirrors to"), "Service"),
            Role::RouteService => ("service", Some("routes to"), "Service"),
            Role::DestinationPort | Role::RoutePort => ("port", None, "port"),
            Role::Subset => ("subset", Some("uses a subset of"), "subset"),
            Role::GatewaySelector => ("selector", Some("configures"), "workload"),
            Role::WorkloadSelector => ("selector", Some("is for"), "workload"),
            Role::NamespaceSelector => ("selector", None, "Namespace"),
            Role::Credential => ("credential", Some("presents"), "Secret"),
            Role::EgressHost => ("egress host", None, "Service"),
            Role::PolicyNamespace | Role::SidecarNamespace | Role::ExportNamespace | Role::GrantNamespace => {
                ("namespace", None, "Namespace")
            }
            Role::Revision => ("revision", Some("is injected by"), "control plane"),
            Role::Delegate => ("delegate", Some("delegates to"), "VirtualService"),
            Role::WebhookService => ("service", None, "Service"),
        };
        Traits { noun, label, kind }
    }

    /// What the field names, in a word.
    pub fn noun(self) -> &'static str {
        self.traits().noun
    }

    /// What an object does to what it refers to, as the edge of a picture has it; `None` where that says no more
    /// than another reference does.
    pub fn label(self) -> Option<&'static str> {
        self.traits().label
    }

    /// The kind of what is referred to.
    pub fn kind(self) -> &'static str {
        self.traits().kind
    }
}
