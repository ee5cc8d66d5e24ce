//! What puts objects into a mesh that the input does not hold: charts, other repositories, operators.
//! <https://fluxcd.io/flux/components/helm/helmreleases/>, <https://docs.k3s.io/helm>,
//! <https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml>,
//! <https://github.com/istio-ecosystem/sail-operator/blob/main/docs/api-reference/sailoperator.io.md>.

use super::{List, Map, Text};
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

impl Installer {
    /// Whether it calls what it installs like this: by its own name, or one that begins with it (helm: the template
    /// `fullname` of `helm create`, <https://helm.sh/docs/chart_template_guide/named_templates/>).
    pub fn calls(&self, name: &str) -> bool {
        let is_named = matches!(self.from, Installed::Chart | Installed::Operator) && !self.name.is_empty();
        let rest = name.strip_prefix(self.name.as_str()).filter(|_| is_named);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }
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
        /// What the release is called; absent means the names of the namespace and of the HelmRelease.
        release_name: Text = "releaseName",
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
        /// What helm is told.
        helm: Box<ApplicationHelm> = "helm",
    }

    /// What helm is told by an Application.
    pub struct ApplicationHelm {
        /// What the release is called; absent means the name of the Application.
        release_name: Text = "releaseName",
    }

    /// Where an Application is installed.
    pub struct ApplicationDestination {
        /// Namespace of objects that name none.
        namespace: Text = "namespace",
    }

    /// `spec` of an ApplicationSet of Argo CD.
    pub struct ApplicationSetSpec {
        /// What its parameters come from.
        generators: List<ApplicationGenerator> = "generators",
        /// The Applications that it makes.
        template: Box<ApplicationTemplate> = "template",
    }

    /// What the parameters of Applications come from.
    pub struct ApplicationGenerator {
        /// They are written.
        list: Box<ApplicationList> = "list",
    }

    /// Parameters that are written.
    pub struct ApplicationList {
        /// Those of one Application each.
        elements: List<Map<Text>> = "elements",
    }

    /// What is said of an Application that is made.
    pub struct ApplicationMetadata {
        /// Its name, with parameters.
        name: Text = "name",
    }

    /// Applications to be made.
    pub struct ApplicationTemplate {
        /// What they are called.
        metadata: Box<ApplicationMetadata> = "metadata",
        /// What they install, and where.
        spec: Box<ApplicationSpec> = "spec",
    }

    /// `spec` of an Istio of the Sail operator.
    pub struct SailIstioSpec {
        /// Namespace of the control plane; absent means `istio-system`.
        namespace: Text = "namespace",
    }
}
