//! Where the limits of the platforms are written.

/// A document that limits were taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Google: supported features using Istio APIs (managed control plane).
    CsmSupportedFeatures,
    /// Google: unsupported Istio APIs in managed Cloud Service Mesh.
    CsmUnsupportedApis,
    /// Google: data plane extensibility with EnvoyFilter.
    CsmEnvoyFilter,
    /// Google: install and upgrade gateways with Istio APIs.
    CsmGateways,
    /// Google: enable optional features on the managed control plane.
    CsmOptionalFeatures,
    /// Google: supported features of the in-cluster control plane.
    CsmInCluster,
    /// Google: release notes of Cloud Service Mesh.
    CsmReleaseNotes,
    /// Google: configuration updates for modernization.
    CsmModernization,
    /// Microsoft: about the Istio-based service mesh add-on.
    AksAbout,
    /// Microsoft: configure the add-on.
    AksMeshConfig,
    /// Microsoft: Telemetry API of the add-on.
    AksTelemetry,
    /// Microsoft: scale the add-on.
    AksScale,
    /// Red Hat: feature support tables of OpenShift Service Mesh 3.
    OpenshiftFeatures,
    /// Istio: migrate from sidecars to ambient mode.
    AmbientMigration,
    /// Istio: layer 7 features in ambient mode.
    AmbientL7,
    /// Istio: layer 4 security policy in ambient mode.
    AmbientL4,
    /// Istio: the source of istiod.
    Istiod,
}

impl Source {
    /// Its address.
    pub fn url(self) -> &'static str {
        match self {
            Source::CsmSupportedFeatures => {
                "https://docs.cloud.google.com/service-mesh/docs/supported-features-managed"
            }
            Source::CsmUnsupportedApis => {
                "https://docs.cloud.google.com/service-mesh/docs/onboarding/unsupported-istio-apis"
            }
            Source::CsmEnvoyFilter => {
                "https://docs.cloud.google.com/service-mesh/docs/data-plane-extensibility"
            }
            Source::CsmGateways => "https://docs.cloud.google.com/service-mesh/docs",
            Source::CsmOptionalFeatures => {
                "https://docs.cloud.google.com/service-mesh/docs/enable-optional-features-managed"
            }
            Source::CsmInCluster => {
                "https://docs.cloud.google.com/service-mesh/docs/supported-features-in-cluster"
            }
            Source::CsmReleaseNotes => "https://cloud.google.com/service-mesh/docs/release-notes",
            Source::CsmModernization => {
                "https://docs.cloud.google.com/service-mesh/docs/migrate/modernization-configuration-updates"
            }
            Source::AksAbout => "https://learn.microsoft.com/azure/aks/istio-about",
            Source::AksMeshConfig => "https://learn.microsoft.com/azure/aks/istio-meshconfig",
            Source::AksTelemetry => "https://learn.microsoft.com/azure/aks/istio-telemetry",
            Source::AksScale => "https://learn.microsoft.com/azure/aks/istio-scale",
            Source::OpenshiftFeatures => {
                "https://docs.redhat.com/en/documentation/red_hat_openshift_service_mesh"
            }
            Source::AmbientMigration => "https://istio.io/latest/docs/ambient/migrate/",
            Source::AmbientL7 => "https://istio.io/latest/docs/ambient/usage/l7-features/",
            Source::AmbientL4 => "https://istio.io/latest/docs/ambient/usage/l4-policy/",
            Source::Istiod => "https://github.com/istio/istio",
        }
    }
}
