//! Ambient mode: ztunnel knows layer 4 only, and a waypoint takes the policies that name it (or its Services)
//! in `targetRefs`. Gateways are Envoys as ever, so that a policy which selects one works.

use super::limits::{Certainty::*, Effect::*, Limit, Source::*, What::*};
use crate::inspect::Cursor;

fn has_target(spec: &Cursor<'_>) -> bool {
    spec.has("targetRef") || spec.has("targetRefs")
}

/// Whether a value lies in a policy that names no target, so that ztunnel would have to enforce it.
fn is_for_ztunnel(value: &Cursor<'_>) -> bool {
    value.top().get("spec").is_some_and(|spec| !has_target(&spec))
}

pub(super) const LIMITS: &[Limit] = &[
    Limit {
        kinds: &["Sidecar"],
        what: Kind,
        effect: Ignored,
        because: "there is no sidecar to configure",
        instead: "remove it: ztunnel loads only what its node needs, so that there is nothing to restrict",
        source: Istiod,
        certainty: Stated,
    },
    Limit {
        kinds: &["EnvoyFilter", "WasmPlugin", "RequestAuthentication"],
        what: Cases(&["spec"], |spec| !has_target(spec)),
        effect: Ignored,
        because: "without `targetRefs` no waypoint takes it, and ztunnel knows no layer 7; only gateways that it selects do",
        instead: "name the waypoint, or the Services behind it, in `targetRefs`",
        source: AmbientL7,
        certainty: Stated,
    },
    Limit {
        kinds: &["Telemetry"],
        what: Cases(&["spec.selector"], |_| true),
        effect: Ignored,
        because: "a waypoint takes only what names it in `targetRefs`",
        instead: "name the waypoint in `targetRefs`",
        source: Istiod,
        certainty: Inferred,
    },
    Limit {
        kinds: &["AuthorizationPolicy"],
        what: Cases(&["spec.action"], |action| {
            matches!(action.text(), Some("CUSTOM" | "AUDIT")) && is_for_ztunnel(action)
        }),
        effect: Ignored,
        because: "ztunnel enforces ALLOW and DENY alone; only gateways that it selects do otherwise",
        instead: "bind the policy to a waypoint with `targetRefs`",
        source: Istiod,
        certainty: Stated,
    },
    Limit {
        kinds: &["AuthorizationPolicy"],
        what: Cases(
            &[
                "spec.rules[].to[].operation.(hosts|notHosts|methods|notMethods|paths|notPaths)",
                "spec.rules[].from[].source.(remoteIpBlocks|notRemoteIpBlocks|requestPrincipals|notRequestPrincipals)",
            ],
            is_for_ztunnel,
        ),
        effect: Ignored,
        because: "ztunnel knows nothing of HTTP: an ALLOW rule with it never matches, and a DENY rule loses it, so that one by nothing else denies nothing",
        instead: "bind the policy to a waypoint with `targetRefs`",
        source: Istiod,
        certainty: Stated,
    },
    Limit {
        kinds: &["AuthorizationPolicy"],
        what: Cases(&["spec.rules[].when[].key"], |key| {
            const KNOWN: [&str; 5] =
                ["source.ip", "source.namespace", "source.principal", "destination.ip", "destination.port"];
            is_for_ztunnel(key) && key.text().is_some_and(|text| !KNOWN.contains(&text))
        }),
        effect: Ignored,
        because: "ztunnel does not know the attribute: an ALLOW rule with it never matches, and a DENY rule loses it, so that one by nothing else denies nothing",
        instead: "bind the policy to a waypoint with `targetRefs`",
        source: Istiod,
        certainty: Stated,
    },
    Limit {
        kinds: &["AuthorizationPolicy"],
        what: Annotations(&["istio.io/dry-run"]),
        effect: Ignored,
        because: "ztunnel enforces the policy all the same, unless an experimental setting of istiod is on",
        instead: "bind the policy to a waypoint, or try it elsewhere",
        source: Istiod,
        certainty: Stated,
    },
    Limit {
        kinds: &["PeerAuthentication"],
        what: Values(&["spec.mtls.mode", "spec.portLevelMtls{}.mode"], &["DISABLE"]),
        effect: Ignored,
        because: "ztunnel always offers mutual TLS: it reads this as PERMISSIVE",
        instead: "use PERMISSIVE, or take the workload out of the mesh",
        source: AmbientL4,
        certainty: Stated,
    },
    Limit {
        kinds: &["VirtualService"],
        what: Fields(&["spec.(http|tls|tcp)[].match[].(sourceLabels|sourceNamespace)"]),
        effect: Ignored,
        because: "a waypoint does not know which workload calls: such a match does not hold for its clients",
        instead: "match by a header that the client sets, or decide by AuthorizationPolicy",
        source: Istiod,
        certainty: Stated,
    },
    Limit {
        kinds: &["DestinationRule"],
        what: Values(
            &["spec.(trafficPolicy|subsets[].trafficPolicy).(portLevelSettings[].|)tls.mode"],
            &["ISTIO_MUTUAL"],
        ),
        effect: Ignored,
        because: "traffic in the mesh is encrypted by ztunnel, whatever it says",
        instead: "remove it",
        source: Istiod,
        certainty: Stated,
    },
    Limit {
        kinds: &["DestinationRule"],
        what: Fields(&[
            "spec.(trafficPolicy|subsets[].trafficPolicy).(portLevelSettings[].|)loadBalancer.zoneAwareLbSetting",
        ]),
        effect: Ignored,
        because: "only sidecars know it",
        instead: "use `spec.trafficDistribution` of the Service",
        source: Istiod,
        certainty: Stated,
    },
    Limit {
        kinds: &["WorkloadGroup"],
        what: Kind,
        effect: Unsupported,
        because: "virtual machines cannot join a mesh in ambient mode",
        instead: "reach the machine through a ServiceEntry with endpoints, or keep sidecars for it",
        source: AmbientMigration,
        certainty: Stated,
    },
];
