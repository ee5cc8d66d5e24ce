//! A field, value or version of an API that the configured version of Istio does not know yet.

use crate::engine::{Check, Rule};
use crate::finding::{Findings, Group, RuleInfo, Severity};
use crate::inspect::{Cursor, Subject};

/// The rule.
pub static RULE: Rule = Rule {
    info: RuleInfo {
        code: "MSL0252",
        name: "newer-than-istio",
        aliases: &[],
        severity: Severity::Error,
        group: Group::Schema,
        summary: "A field, value or version of an API is newer than the Istio that the input is for",
        doc: include_str!("README.md"),
    },
    check: Check::Object(&[
        Subject {
            kinds: &["DestinationRule"],
            paths: &[
                "spec.(subsets[].|)trafficPolicy.proxyProtocol",
                "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)tls.caCrl",
            ],
            check: |field, out| since(field, 22, out),
        },
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer.warmup"],
            check: |field, out| since(field, 24, out),
        },
        Subject {
            kinds: &["DestinationRule"],
            paths: &["spec.(subsets[].|)trafficPolicy.retryBudget"],
            check: |field, out| since(field, 27, out),
        },
        Subject {
            kinds: &["DestinationRule"],
            paths: &[
                "spec.(subsets[].|)trafficPolicy.(portLevelSettings[].|)loadBalancer.consistentHash.httpCookie.attributes",
            ],
            check: |field, out| since(field, 28, out),
        },
        Subject {
            kinds: &["VirtualService"],
            paths: &["spec.http[].retries.(retryIgnorePreviousHosts|backoff)"],
            check: |field, out| since(field, 26, out),
        },
        Subject {
            kinds: &["Gateway"],
            paths: &["spec.servers[].tls.caCrl"],
            check: |field, out| since(field, 22, out),
        },
        Subject {
            kinds: &["Gateway"],
            paths: &["spec.servers[].tls.(tlsCertificates|credentialNames)"],
            check: |field, out| since(field, 27, out),
        },
        Subject {
            kinds: &["Gateway"],
            paths: &["spec.servers[].tls.caCertCredentialName"],
            check: |field, out| since(field, 28, out),
        },
        Subject {
            kinds: &["RequestAuthentication"],
            paths: &["spec.jwtRules[].timeout"],
            check: |field, out| since(field, 22, out),
        },
        Subject { kinds: &["ServiceEntry"], paths: &["spec.resolution"], check: check_resolution },
        Subject {
            kinds: &["MeshConfig"],
            paths: &[
                "inboundTrafficPolicy",
                "extensionProviders[].opentelemetry.(http|resourceDetectors|dynatraceSampler)",
            ],
            check: |field, out| ignored_before(field, 22, out),
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &[
                "defaultConfig.proxyHeaders.setCurrentClientCertDetails",
                "extensionProviders[].zipkin.path",
                "extensionProviders[].opentelemetry.grpc",
            ],
            check: |field, out| ignored_before(field, 24, out),
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &["extensionProviders[].envoyFileAccessLog.omitEmptyValues"],
            check: |field, out| ignored_before(field, 26, out),
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &["serviceScopeConfigs"],
            check: |field, out| ignored_before(field, 27, out),
        },
        Subject {
            kinds: &["MeshConfig"],
            paths: &[
                "defaultConfig.proxyHeaders.(xForwardedHost|xForwardedPort)",
                "extensionProviders[].zipkin.traceContextOption",
            ],
            check: |field, out| ignored_before(field, 28, out),
        },
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.values.pilot.trustedZtunnelNamespace"],
            check: |field, out| since(field, 23, out),
        },
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.values.pilot.envVarFrom"],
            check: |field, out| since(field, 26, out),
        },
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.values.global.(nativeNftables|trustBundleName)"],
            check: |field, out| since(field, 27, out),
        },
        Subject {
            kinds: &["IstioOperator"],
            paths: &["spec.values.global.(networkPolicy|resourceScope)"],
            check: |field, out| since(field, 28, out),
        },
        Subject {
            kinds: &[
                "DestinationRule",
                "Gateway",
                "PeerAuthentication",
                "ServiceEntry",
                "Sidecar",
                "Telemetry",
                "VirtualService",
                "WorkloadEntry",
                "WorkloadGroup",
            ],
            paths: &["apiVersion"],
            check: check_version,
        },
    ]),
};

/// The configured version, where it is older than the minor version that brought something.
fn older(field: &Cursor<'_>, minor: u32) -> Option<String> {
    let (major, own) = field.object.istio.filter(|version| *version < (1, minor))?;
    Some(format!("{major}.{own}"))
}

fn since(field: &Cursor<'_>, minor: u32, out: &mut Findings<'_>) {
    let Some(own) = older(field, minor) else { return };
    let message = format!(
        "`{}` exists since Istio 1.{minor}, and the input is for {own}: it is refused there, or dropped",
        field.name()
    );
    out.report_here(field.key_span(), message)
        .help(format!("remove it until Istio is upgraded to 1.{minor}"));
}

/// istiod leaves out fields of the mesh configuration that it does not know.
fn ignored_before(field: &Cursor<'_>, minor: u32, out: &mut Findings<'_>) {
    let Some(own) = older(field, minor) else { return };
    let message = format!(
        "`{}` exists since Istio 1.{minor}, and the input is for {own}: istiod silently leaves it out",
        field.name()
    );
    out.report_here(field.key_span(), message)
        .help(format!("remove it until Istio is upgraded to 1.{minor}"))
        .severity(Severity::Warning);
}

fn check_resolution(resolution: &Cursor<'_>, out: &mut Findings<'_>) {
    if resolution.text() != Some("DYNAMIC_DNS") {
        return;
    }
    let Some(own) = older(resolution, 28) else { return };
    let message = format!(
        "resolution `DYNAMIC_DNS` exists since Istio 1.28, and the input is for {own}: the object is refused there"
    );
    out.report_here(resolution.span(), message).help("name the hosts, and use `resolution: DNS`");
}

fn check_version(version: &Cursor<'_>, out: &mut Findings<'_>) {
    if !version.text().is_some_and(|text| text.ends_with("istio.io/v1")) {
        return;
    }
    let Some(own) = older(version, 22) else { return };
    let kind = version.object.kind;
    let earlier = if version.object.group == "telemetry.istio.io" { "v1alpha1" } else { "v1beta1" };
    let message = format!(
        "version `v1` of {kind} exists since Istio 1.22, and the input is for {own}: the API server refuses the object"
    );
    out.report_here(version.span(), message).help(format!("write `{}/{earlier}`", version.object.group));
}
