//! Google Cloud Service Mesh. A field that the managed control planes do not support is refused or ignored
//! when the configuration is translated.

use crate::inspect::Cursor;

use super::limits::{Certainty::*, Effect::*, Limit, Source::*, What::*};

/// Both managed control planes.
pub(super) const MANAGED: &[Limit] = &[
    Limit {
        kinds: &["WasmPlugin"],
        what: Kind,
        effect: Unsupported,
        because: "the module is never loaded",
        instead: "use an EnvoyFilter of the kinds that Traffic Director takes, or move the logic to the workload",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["IstioOperator"],
        what: Kind,
        effect: Unsupported,
        because: "nothing reads it",
        instead: "put mesh options into the ConfigMap of the release channel, and deploy gateways as Deployments",
        source: CsmOptionalFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["networking.k8s.io/Ingress"],
        what: Cases(&[""], |ingress| {
            let annotations = ingress.get("metadata").and_then(|metadata| {
                Some(metadata.get("annotations")?.text_of("kubernetes.io/ingress.class") == "istio")
            });
            annotations == Some(true)
                || ingress.get("spec").is_some_and(|spec| spec.text_of("ingressClassName") == "istio")
        }),
        effect: Unsupported,
        because: "no gateway is configured from it",
        instead: "write a Gateway and a VirtualService",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["ProxyConfig"],
        what: OtherValues(&["spec.image.imageType"], &["distroless"]),
        effect: Unsupported,
        because: "injection always uses the distroless image",
        instead: "remove it",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"],
        what: Cases(
            &["spec.(hostNetwork|template.spec.hostNetwork|jobTemplate.spec.template.spec.hostNetwork)"],
            |field| field.is_true() && is_in_pod(field),
        ),
        effect: Unsupported,
        because: "the proxy cannot take over the traffic of such a pod",
        instead: "remove it, or keep the pod out of the mesh",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["Secret"],
        what: Label("istio/multiCluster", Some("true")),
        effect: Unsupported,
        because: "managed control planes do not find other clusters by Secrets",
        instead: "use the declarative multi-cluster mode of the fleet",
        source: CsmModernization,
        certainty: Stated,
    },
    Limit {
        kinds: &["Telemetry"],
        what: Fields(&["spec.tracing[].randomSamplingPercentage"]),
        effect: Unsupported,
        because: "the sampling rate cannot be set",
        instead: "remove it",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["Telemetry"],
        what: Fields(&["spec.metrics"]),
        effect: Unsupported,
        because: "only access logging and tracing are in the supported part of the API",
        instead: "remove it",
        source: CsmSupportedFeatures,
        certainty: Inferred,
    },
];

/// The proxy is not told to leave a Pod of the host network alone.
fn is_in_pod(field: &Cursor<'_>) -> bool {
    let Some(spec) = field.parent() else { return false };
    let template = spec.parent().and_then(|template| template.get("metadata"));
    let value = |part: &str| {
        template
            .as_ref()
            .and_then(|metadata| Some(metadata.get(part)?.text_of("sidecar.istio.io/inject") == "false"))
    };
    value("labels") != Some(true) && value("annotations") != Some(true)
}

/// Managed, with Traffic Director.
pub(super) const TRAFFIC_DIRECTOR: &[Limit] = &[
    Limit {
        kinds: &["Gateway"],
        what: Values(&["spec.servers[].tls.mode"], &["AUTO_PASSTHROUGH"]),
        effect: Unsupported,
        because: "the server is not programmed",
        instead: "use PASSTHROUGH with a TLS route of a VirtualService for each host",
        source: CsmGateways,
        certainty: Stated,
    },
    Limit {
        kinds: &["Gateway"],
        what: Fields(&["spec.servers[].tls.(verifyCertificateSpki|verifyCertificateHash)"]),
        effect: Unsupported,
        because: "client certificates are not compared with it",
        instead: "verify clients by the authority that signs them (`credentialName` with a `ca.crt`) and by `subjectAltNames`",
        source: CsmGateways,
        certainty: Stated,
    },
    Limit {
        kinds: &["Gateway"],
        what: Values(
            &["spec.servers[].port.protocol"],
            &["MONGO", "MYSQL", "REDIS", "Mongo", "MySQL", "Redis"],
        ),
        effect: BestEffort,
        because: "it is taken as plain TCP",
        instead: "write TCP, which is what it becomes",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["DestinationRule"],
        what: Fields(&[
            "spec.trafficPolicy.loadBalancer.localityLbSetting",
            "spec.trafficPolicy.tunnel",
            "spec.trafficPolicy.(portLevelSettings[].|)tls.credentialName",
            "spec.trafficPolicy.portLevelSettings[].loadBalancer.localityLbSetting.distribute",
            "spec.subsets[].trafficPolicy.(portLevelSettings[].|)loadBalancer.localityLbSetting.distribute",
            "spec.subsets[].trafficPolicy.portLevelSettings[].loadBalancer.localityLbSetting.failoverPriority",
        ]),
        effect: Unsupported,
        because: "",
        instead: "remove it; certificates of clients can be mounted into their proxies and named by path",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["DestinationRule"],
        what: Fields(&[
            "spec.subsets[].trafficPolicy.portLevelSettings[].loadBalancer.localityLbSetting.(enabled|failover)",
            "spec.subsets[].trafficPolicy.tunnel",
            "spec.subsets[].trafficPolicy.(portLevelSettings[].|)tls.credentialName",
        ]),
        effect: Unsupported,
        because: "",
        instead: "remove it",
        source: CsmUnsupportedApis,
        certainty: Inferred,
    },
    Limit {
        kinds: &["ServiceEntry"],
        what: Fields(&[
            "spec.workloadSelector",
            "spec.subjectAltNames",
            "spec.endpoints[].(network|locality|weight|serviceAccount)",
        ]),
        effect: Unsupported,
        because: "",
        instead: "remove it, and name the endpoints by address",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["ServiceEntry"],
        what: Cases(&["spec.endpoints[].address"], |address| {
            address.text().is_some_and(|text| text.starts_with("unix://"))
        }),
        effect: Unsupported,
        because: "endpoints cannot be unix sockets",
        instead: "name an address and a port",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["ServiceEntry"],
        what: Cases(&["spec.endpoints[]"], |endpoint| {
            let spec = endpoint.parent().and_then(Cursor::parent);
            endpoint.index() == Some(1) && spec.is_some_and(|spec| spec.text_of("resolution") == "DNS")
        }),
        effect: Unsupported,
        because: "with resolution DNS there can be one endpoint",
        instead: "write one ServiceEntry for each endpoint",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["ServiceEntry"],
        what: Values(&["spec.resolution"], &["DNS_ROUND_ROBIN"]),
        effect: Unsupported,
        because: "",
        instead: "use DNS",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["ServiceEntry"],
        what: Values(&["spec.location"], &["MESH_INTERNAL"]),
        effect: Unsupported,
        because: "",
        instead: "use MESH_EXTERNAL",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["Sidecar"],
        what: Fields(&["spec.(ingress|inboundConnectionPool)", "spec.egress[].(port|bind|captureMode)"]),
        effect: Unsupported,
        because: "",
        instead: "keep to `egress[].hosts`",
        source: CsmSupportedFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["EnvoyFilter"],
        what: Fields(&[
            "spec.targetRefs",
            "spec.configPatches[].patch.filterClass",
            "spec.configPatches[].match.(proxy|routeConfiguration|cluster)",
        ]),
        effect: Unsupported,
        because: "",
        instead: "select workloads with `workloadSelector`, and match by listener alone",
        source: CsmEnvoyFilter,
        certainty: Stated,
    },
    Limit {
        kinds: &["EnvoyFilter"],
        what: OtherValues(&["spec.configPatches[].applyTo"], &["HTTP_FILTER"]),
        effect: Unsupported,
        because: "only HTTP filters can be added",
        instead: "use HTTP_FILTER",
        source: CsmEnvoyFilter,
        certainty: Stated,
    },
    Limit {
        kinds: &["EnvoyFilter"],
        what: OtherValues(&["spec.configPatches[].patch.operation"], &["INSERT_FIRST", "INSERT_BEFORE"]),
        effect: Unsupported,
        because: "filters can only be put first, or in front of the router",
        instead: "use INSERT_FIRST, or INSERT_BEFORE with the router filter as `subFilter`",
        source: CsmEnvoyFilter,
        certainty: Stated,
    },
    Limit {
        kinds: &["EnvoyFilter"],
        what: OtherValues(
            &["spec.configPatches[].match.listener.filterChain.filter.name"],
            &["envoy.filters.network.http_connection_manager"],
        ),
        effect: Unsupported,
        because: "only HTTP filters can be added",
        instead: "name envoy.filters.network.http_connection_manager",
        source: CsmEnvoyFilter,
        certainty: Stated,
    },
    Limit {
        kinds: &["EnvoyFilter"],
        what: OtherValues(
            &["spec.configPatches[].match.listener.filterChain.filter.subFilter.name"],
            &["envoy.filters.http.router"],
        ),
        effect: Unsupported,
        because: "a filter can only be put in front of the router",
        instead: "name envoy.filters.http.router",
        source: CsmEnvoyFilter,
        certainty: Stated,
    },
    Limit {
        kinds: &["EnvoyFilter"],
        what: OtherValues(
            &["spec.configPatches[].patch.value.typed_config.(@type|type_url)"],
            &[
                "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
                "type.googleapis.com/envoy.extensions.filters.http.grpc_web.v3.GrpcWeb",
                "type.googleapis.com/envoy.extensions.filters.http.compressor.v3.Compressor",
                "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
                "type.googleapis.com/udpa.type.v1.TypedStruct",
                "type.googleapis.com/xds.type.v3.TypedStruct",
            ],
        ),
        effect: Unsupported,
        because: "only filters on a list of the platform are taken",
        instead: "use local rate limits, gRPC-Web, the compressor or Lua; look whether the list has grown",
        source: CsmEnvoyFilter,
        certainty: Inferred,
    },
    Limit {
        kinds: &["MeshConfig"],
        what: Fields(&[
            "ca.tlsSettings.(caCertificates|privateKey)",
            "configSources[].tlsSettings.credentialName",
        ]),
        effect: Unsupported,
        because: "",
        instead: "remove it",
        source: CsmUnsupportedApis,
        certainty: Stated,
    },
    Limit {
        kinds: &["MeshConfig"],
        what: Fields(&["meshMTLS.minProtocolVersion"]),
        effect: Unsupported,
        because: "fleets that started on Traffic Director cannot change it",
        instead: "remove it",
        source: CsmOptionalFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["MeshConfig"],
        what: OtherValues(&["defaultConfig.image.imageType"], &["distroless"]),
        effect: Unsupported,
        because: "injection uses the distroless image on fleets that started on Traffic Director",
        instead: "remove it",
        source: CsmOptionalFeatures,
        certainty: Stated,
    },
    Limit {
        kinds: &["*"],
        what: Annotations(&[
            "networking.istio.io/exportTo",
            "prometheus.istio.io/merge-metrics",
            "sidecar.istio.io/bootstrapOverride",
            "sidecar.istio.io/componentLogLevel",
            "sidecar.istio.io/discoveryAddress",
            "sidecar.istio.io/extraStatTags",
            "sidecar.istio.io/nativeSidecar",
            "sidecar.istio.io/proxyImage",
            "sidecar.istio.io/rewriteAppHTTPProbers",
            "sidecar.istio.io/statsInclusionPrefixes",
            "sidecar.istio.io/userVolume",
            "sidecar.istio.io/userVolumeMount",
            "readiness.status.sidecar.istio.io/*",
        ]),
        effect: Unsupported,
        because: "it is not on the list of annotations that the platform takes",
        instead: "remove it",
        source: CsmUnsupportedApis,
        certainty: Inferred,
    },
    Limit {
        kinds: &["Namespace"],
        what: Label("istio.io/rev", None),
        effect: Ignored,
        because: "revisions are those of managed istiod",
        instead: "use the label `istio-injection: enabled`",
        source: CsmGateways,
        certainty: Inferred,
    },
];

/// Managed, with istiod.
pub(super) const ISTIOD: &[Limit] = &[Limit {
    kinds: &["EnvoyFilter"],
    what: Kind,
    effect: Unsupported,
    because: "only Traffic Director takes some of them",
    instead: "move to Traffic Director, or do it in the workload",
    source: CsmEnvoyFilter,
    certainty: Stated,
}];

/// istiod in the cluster.
pub(super) const IN_CLUSTER: &[Limit] = &[
    Limit {
        kinds: &["EnvoyFilter"],
        what: Kind,
        effect: BestEffort,
        because: "custom Envoy filters are listed among the exceptions",
        instead: "use the API of Istio where it can say the same",
        source: CsmInCluster,
        certainty: Inferred,
    },
    Limit {
        kinds: &["Gateway"],
        what: Fields(&["spec.servers[].tls.caCertCredentialName"]),
        effect: Unsupported,
        because: "releases from 1.28.2-asm.4 leave it out",
        instead: "put `ca.crt` into the Secret of `credentialName`",
        source: CsmReleaseNotes,
        certainty: Stated,
    },
    Limit {
        kinds: &["DestinationRule"],
        what: Fields(&[
            "spec.(trafficPolicy|subsets[].trafficPolicy).(portLevelSettings[].|)loadBalancer.consistentHash.httpCookie.attributes",
        ]),
        effect: Unsupported,
        because: "releases from 1.28.2-asm.4 leave it out",
        instead: "remove it",
        source: CsmReleaseNotes,
        certainty: Inferred,
    },
    Limit {
        kinds: &["DestinationRule"],
        what: Cases(
            &["spec.(trafficPolicy|subsets[].trafficPolicy).(portLevelSettings[].|)tls.credentialName"],
            |name| {
                let mode = name.parent().map(|tls| tls.text_of("mode"));
                mode == Some("SIMPLE") && name.text().is_some_and(|text| text.starts_with("configmap://"))
            },
        ),
        effect: Unsupported,
        because: "releases from 1.26.0-asm.11 do not read authorities from ConfigMaps",
        instead: "put the authority into a Secret",
        source: CsmReleaseNotes,
        certainty: Stated,
    },
    Limit {
        kinds: &["*"],
        what: Annotations(&["sidecar.istio.io/bootstrapOverride"]),
        effect: Unsupported,
        because: "releases from 1.27.1-asm.2 leave it out",
        instead: "remove it",
        source: CsmReleaseNotes,
        certainty: Stated,
    },
];
