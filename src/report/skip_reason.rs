//! Why something was not checked, in words.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::model::{Configured, SkipReason, Skipped};

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SkipReason::ChartTemplate { chart } => {
                return write!(f, "it is a template of the Helm chart {chart}: `--helm` renders it");
            }
            SkipReason::NotListed { kustomization } => {
                return write!(f, "{kustomization} does not list it, so that it is not applied");
            }
            SkipReason::Loop { ancestor } => {
                return write!(f, "it is a symbolic link that leads back to {ancestor}");
            }
            SkipReason::Template => "it holds an unrendered template: check the rendered output",
            SkipReason::Configuration(Configured::Kustomize) => "it configures kustomize",
            SkipReason::Configuration(Configured::Skaffold) => "it configures skaffold",
            SkipReason::Configuration(Configured::Cluster) => "it configures the cluster itself",
            SkipReason::Configuration(Configured::Backstage) => "it is for Backstage",
            SkipReason::Configuration(Configured::Test) => "it belongs to a test of chainsaw or kuttl",
            SkipReason::TestData => "it lies in a folder called testdata: name that folder to have it read",
            SkipReason::NotYaml => "it is not valid YAML, and nothing in it looks like an object",
            SkipReason::NoObject => "it holds no Kubernetes object",
            SkipReason::Unreadable => "it could not be read",
            SkipReason::TooLarge => "it is larger than the limit",
            SkipReason::NotUtf8 => "it is not UTF-8 text",
            SkipReason::Excluded => "`exclude` leaves it out",
            SkipReason::Hidden => "it is hidden: name it, or its folder, to have it read",
            SkipReason::Ignored => ".gitignore or the like leaves it out: --no-ignore reads it",
        })
    }
}

impl SkipReason {
    /// What is said of files that were not checked for this reason, behind their number: of one, and of several.
    pub(super) fn of_files(&self) -> [&'static str; 2] {
        match self {
            SkipReason::ChartTemplate { .. } => {
                ["is a template of a Helm chart", "are templates of Helm charts"]
            }
            SkipReason::NotListed { .. } => {
                ["is not listed by a kustomization", "are not listed by a kustomization"]
            }
            SkipReason::Loop { .. } => {
                ["is a symbolic link that leads back", "are symbolic links that lead back"]
            }
            SkipReason::Template => ["holds an unrendered template", "hold unrendered templates"],
            SkipReason::Configuration(Configured::Kustomize) => {
                ["configures kustomize", "configure kustomize"]
            }
            SkipReason::Configuration(Configured::Skaffold) => ["configures skaffold", "configure skaffold"],
            SkipReason::Configuration(Configured::Backstage) => ["is for Backstage", "are for Backstage"],
            SkipReason::Configuration(Configured::Test) => {
                ["belongs to a test of chainsaw or kuttl", "belong to tests of chainsaw or kuttl"]
            }
            SkipReason::TestData => ["lies in a folder called testdata", "lie in folders called testdata"],
            SkipReason::Configuration(Configured::Cluster) => {
                ["configures the cluster itself", "configure the cluster itself"]
            }
            SkipReason::NotYaml => ["is not valid YAML", "are not valid YAML"],
            SkipReason::NoObject => ["holds no Kubernetes object", "hold no Kubernetes object"],
            SkipReason::Unreadable => ["could not be read", "could not be read"],
            SkipReason::TooLarge => ["is larger than the limit", "are larger than the limit"],
            SkipReason::NotUtf8 => ["is not UTF-8 text", "are not UTF-8 text"],
            SkipReason::Excluded => ["is left out by `exclude`", "are left out by `exclude`"],
            SkipReason::Hidden => ["is hidden", "are hidden"],
            SkipReason::Ignored => {
                ["is left out by .gitignore or the like", "are left out by .gitignore or the like"]
            }
        }
    }

    /// Whether the file was to be read and could not be, so that it is unknown what it holds.
    pub(super) fn is_fault(&self) -> bool {
        matches!(
            self,
            SkipReason::Unreadable | SkipReason::TooLarge | SkipReason::NotUtf8 | SkipReason::Loop { .. }
        )
    }
}

impl Serialize for Skipped {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut skipped = serializer.serialize_struct("Skipped", 2)?;
        skipped.serialize_field("path", &self.path)?;
        skipped.serialize_field("reason", &self.reason.to_string())?;
        skipped.end()
    }
}
