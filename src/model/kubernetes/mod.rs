//! Kubernetes' own kinds, <https://kubernetes.io/docs/reference/kubernetes-api/>.

mod ingress;
mod network_policy;
mod pod;
mod service;
mod storage;
mod webhook;

pub use ingress::*;
pub use network_policy::*;
pub use pod::*;
pub use service::*;
pub use storage::*;
pub use webhook::*;

use super::{List, Map, Text};
use crate::model;

model! {
    /// Objects by their labels; both parts have to hold, an empty selector matches everything.
    pub struct LabelSelector {
        /// Labels that they have to have.
        match_labels: Map<Text> = "matchLabels",
        /// Conditions on labels, which all have to hold.
        match_expressions: List<LabelRequirement> = "matchExpressions",
    }

    /// A condition on a label.
    pub struct LabelRequirement {
        /// Key of the label.
        key: Text = "key",
        /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
        operator: Text = "operator",
        /// Values; none for `Exists` and `DoesNotExist`.
        values: List<Text> = "values",
    }
}
