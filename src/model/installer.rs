//! What puts objects into a mesh that the input does not hold: charts, other repositories, operators.
//! <https://fluxcd.io/flux/components/helm/helmreleases/>, <https://docs.k3s.io/helm>,
//! <https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml>,
//! <https://github.com/istio-ecosystem/sail-operator/blob/main/docs/api-reference/sailoperator.io.md>.

use super::{List, Text};
use crate::model;
use crate::source::Location;

/// Something that installs objects which the input does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installer {
    /// Its name, which often is that of what it installs; `""` where it has none.
    pub name: String,
    /// What the objects come from.
    pub from: Installed,
    /// The namespace that they are put into; `None` where that may be any.
    pub into: Option<String>,
    /// Their kinds, as far as they are known; none where they may be of any.
    pub kinds: Vec<String>,
    /// Where it is written; `None` where that is in no text of the model.
    pub location: Option<Location>,
}

/// What unseen objects come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Installed {
    /// A Helm chart, from a repository or as templates that were not rendered.
    Chart,
    /// Another repository or address.
    Remote,
    /// A generator or plugin of kustomize.
    Generator,
    /// An operator, which makes them for a resource of its own.
    Operator,
}

model! {
    /// `spec` of a HelmRelease of Flux.
    pub struct HelmReleaseSpec {
        /// Where the chart is installed; absent means the namespace of the HelmRelease.
        target_namespace: Text = "targetNamespace",
    }

    /// `spec` of a HelmChart of k3s.
    pub struct HelmChartSpec {
        /// Where the chart is installed; absent means the namespace of the HelmChart.
        target_namespace: Text = "targetNamespace",
    }

    /// `spec` of a Kustomization of Flux.
    pub struct FluxKustomizationSpec {
        /// Folder of the repository.
        path: Text = "path",
        /// Namespace of all its objects; absent means that they say it themselves.
        target_namespace: Text = "targetNamespace",
    }

    /// `spec` of an Application of Argo CD.
    pub struct ApplicationSpec {
        /// What is installed.
        source: Box<ApplicationSource> = "source",
        /// What is installed, where that is several things.
        sources: List<ApplicationSource> = "sources",
        /// Where.
        destination: Box<ApplicationDestination> = "destination",
    }

    /// A source of an Application.
    pub struct ApplicationSource {
        /// Chart of a Helm repository.
        chart: Text = "chart",
        /// Folder of a Git repository.
        path: Text = "path",
    }

    /// Where an Application is installed.
    pub struct ApplicationDestination {
        /// Namespace of objects that name none.
        namespace: Text = "namespace",
    }

    /// `spec` of an ApplicationSet of Argo CD.
    pub struct ApplicationSetSpec {
        /// The Applications that it makes.
        template: Box<ApplicationTemplate> = "template",
    }

    /// Applications to be made.
    pub struct ApplicationTemplate {
        /// What they install, and where.
        spec: Box<ApplicationSpec> = "spec",
    }

    /// `spec` of an Istio of the Sail operator.
    pub struct SailIstioSpec {
        /// Namespace of the control plane; absent means `istio-system`.
        namespace: Text = "namespace",
    }
}
