//! The Istio add-on of Azure Kubernetes Service. What it blocks its webhook refuses; what it allows works
//! without support.

use super::limits::{Certainty::*, Effect::*, Limit, Source::*, What::*};

const SUPPORTED: &[&str] = &[
    "defaultConfig",
    "outboundTrafficPolicy",
    "accessLogFile",
    "accessLogFormat",
    "accessLogEncoding",
    "enableEnvoyAccessLogService",
    "disableEnvoyListenerLog",
    "discoverySelectors",
    // Allowed:
    "proxyListenPort",
    "proxyInboundListenPort",
    "proxyHttpPort",
    "connectTimeout",
    "tcpKeepalive",
    "extensionProviders",
    "defaultProviders",
    "enableTracing",
    "trustDomain",
    "trustDomainAliases",
    "caCertificates",
    "defaultServiceExportTo",
    "defaultVirtualServiceExportTo",
    "defaultDestinationRuleExportTo",
    "localityLbSetting",
    "dnsRefreshRate",
    "h2UpgradePolicy",
    "enablePrometheusMerge",
    "pathNormalization",
    "defaultHttpRetryPolicy",
    "serviceSettings",
    "meshMTLS",
    "tlsDefaults",
    "ingressService",
    "ingressSelector",
];

const PROXY_CONFIG: &[&str] = &[
    "drainDuration",
    "concurrency",
    "terminationDrainDuration",
    "holdApplicationUntilProxyStarts",
    // Allowed:
    "tracingServiceName",
    "statsdUdpAddress", // the page of Microsoft spells it without the second d
    "proxyAdminPort",
    "tracing",
    "envoyAccessLogService",
    "envoyMetricsService",
    "proxyMetadata",
    "statusPort",
    "extraStatTags",
    "gatewayTopology",
    "proxyStatsMatcher",
    "meshId",
    "caCertificatesPem",
    "privateKeyProvider",
    "proxyHeaders",
];

pub(super) const LIMITS: &[Limit] = &[
    Limit {
        kinds: &["ProxyConfig", "WorkloadEntry", "WorkloadGroup", "IstioOperator", "WasmPlugin"],
        what: Kind,
        effect: Refused,
        because: "the kind is blocked",
        instead: "remove it; mesh options go into the ConfigMap `istio-shared-configmap-<revision>` in aks-istio-system",
        source: AksAbout,
        certainty: Stated,
    },
    Limit {
        kinds: &["EnvoyFilter"],
        what: Kind,
        effect: BestEffort,
        because: "problems with it are out of the scope of support",
        instead: "use the API of Istio where it can say the same",
        source: AksAbout,
        certainty: Stated,
    },
    Limit {
        kinds: &["MeshConfig"],
        what: OtherFields(&[""], SUPPORTED),
        effect: Refused,
        because: "it is not among the settings that can be changed",
        instead: "remove it",
        source: AksMeshConfig,
        certainty: Stated,
    },
    Limit {
        kinds: &["MeshConfig"],
        what: OtherFields(&["defaultConfig"], PROXY_CONFIG),
        effect: Refused,
        because: "it is not among the settings of proxies that can be changed",
        instead: "remove it",
        source: AksMeshConfig,
        certainty: Stated,
    },
    Limit {
        kinds: &["Telemetry"],
        what: OtherFields(&["spec.accessLogging[]"], &["match", "disabled", "providers"]),
        effect: Refused,
        because: "it is not among the fields that can be set",
        instead: "remove it",
        source: AksTelemetry,
        certainty: Inferred,
    },
    Limit {
        kinds: &["Telemetry"],
        what: OtherFields(&["spec.metrics[]"], &["overrides", "providers"]),
        effect: Refused,
        because: "it is not among the fields that can be set",
        instead: "remove it",
        source: AksTelemetry,
        certainty: Inferred,
    },
    Limit {
        kinds: &["autoscaling/HorizontalPodAutoscaler"],
        what: Cases(&["spec.minReplicas"], |field| {
            let is_gateway = field.object.namespace.starts_with("aks-istio-");
            is_gateway && field.integer().is_some_and(|number| number < 2)
        }),
        effect: Refused,
        because: "the components of the add-on keep two replicas",
        instead: "write 2 or more",
        source: AksScale,
        certainty: Stated,
    },
];
