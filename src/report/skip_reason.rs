//! Why something was not checked, in words.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::model::{Configured, SkipReason, Skipped};

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SkipReason::ChartTemplate { chart } => {
                return write!(
                    f,
                    "it is a template of a Helm chart: check the output of `helm template {chart}`"
                );
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

impl Serialize for Skipped {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut skipped = serializer.serialize_struct("Skipped", 2)?;
        skipped.serialize_field("path", &self.path)?;
        skipped.serialize_field("reason", &self.reason.to_string())?;
        skipped.end()
    }
}
