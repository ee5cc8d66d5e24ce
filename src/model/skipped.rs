//! What of the input was not checked, and why.

/// A file, or a part of one, that was not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The path as it is reported.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
}

/// Why a file, or a part of one, was not checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SkipReason {
    /// It holds template actions.
    Template,
    /// It is a template of the Helm chart in this folder.
    ChartTemplate {
        /// The folder of the chart.
        chart: String,
    },
    /// It lies in the folder of this kustomization, which does not list it.
    NotListed {
        /// The path of the kustomization.
        kustomization: String,
    },
    /// It is the configuration of a program, and not meant for a cluster.
    Configuration(Configured),
    /// It is not valid YAML, and nothing in it looks like an object.
    NotYaml,
    /// It holds no object.
    NoObject,
    /// It could not be read.
    Unreadable,
    /// It is larger than the limit.
    TooLarge,
    /// It is not UTF-8 text.
    NotUtf8,
    /// It is a symbolic link that leads back to a folder that it lies in.
    Loop {
        /// That folder.
        ancestor: String,
    },
    /// It lies in a folder called `testdata`, where manifests are wrong on purpose.
    TestData,
    /// `exclude` leaves it out.
    Excluded,
    /// It is hidden.
    Hidden,
    /// A file such as .gitignore leaves it out.
    Ignored,
}

/// What a configuration is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Configured {
    /// kustomize: its plugins and transformers, and patches.
    Kustomize,
    /// skaffold.
    Skaffold,
    /// The cluster itself: kind, kubeadm, kubelet.
    Cluster,
    /// Backstage, whose entities look like objects.
    Backstage,
    /// A test of chainsaw or kuttl, which compares parts of objects with what is in the cluster.
    Test,
}
