//! Platforms that run Istio in their own way.

/// A platform that a mesh is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Platform {
    /// Google Cloud Service Mesh, managed, with the Traffic Director control plane
    CsmTrafficDirector,
    /// Google Cloud Service Mesh, managed, with the istiod control plane
    CsmIstiod,
    /// Google Cloud Service Mesh, istiod in the cluster
    CsmInCluster,
    /// Red Hat OpenShift Service Mesh 3
    Openshift,
    /// The Istio add-on of Azure Kubernetes Service
    Aks,
    /// Istio in ambient mode: ztunnel and waypoints in place of sidecars
    Ambient,
}

impl Platform {
    /// Its name in a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Platform::CsmTrafficDirector => "Cloud Service Mesh with Traffic Director",
            Platform::CsmIstiod => "Cloud Service Mesh with managed istiod",
            Platform::CsmInCluster => "Cloud Service Mesh in the cluster",
            Platform::Openshift => "OpenShift Service Mesh",
            Platform::Aks => "the Istio add-on of AKS",
            Platform::Ambient => "ambient mode",
        }
    }
}
