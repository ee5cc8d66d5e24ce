//! What one revision of the control plane reads.

use super::{IstioOperator, Object, ObjectId, TextField};
use crate::problem::Problem;

/// The label by which an object, a namespace or pods choose a revision.
const LABEL: &str = "istio.io/rev";

/// The name of the revision that has none.
const DEFAULT: &str = "default";

/// The groups that istiod watches for configuration. What it reads beside that (Services, pods, namespaces,
/// secrets) is the same for all revisions.
const GROUPS: [&str; 6] = [
    "extensions.istio.io",
    "gateway.networking.k8s.io",
    "gateway.networking.x-k8s.io",
    "networking.istio.io",
    "security.istio.io",
    "telemetry.istio.io",
];

/// Whether istiod of a revision reads an object: configuration with a label for another one is not for it
/// (istiod: `config.ObjectInRevision`).
fn is_read(object: &Object, revision: &str) -> bool {
    let label = object.labels.get(LABEL).filter(|_| GROUPS.contains(&object.group()));
    label.is_none_or(|label| &*label.value == revision)
}

/// Leaves out the objects that are for another revision, with all that is wrong with them; tells how many.
pub(super) fn leave_out(objects: &mut Vec<Object>, problems: &mut Vec<Problem>, revision: &str) -> usize {
    let before = objects.len();
    let mut left = 0;
    let numbers: Vec<Option<ObjectId>> = objects
        .iter()
        .map(|object| {
            let id = is_read(object, revision).then_some(ObjectId(left));
            left += u32::from(id.is_some());
            id
        })
        .collect();
    if left as usize == before {
        return 0;
    }
    objects.retain(|object| is_read(object, revision));
    problems.retain_mut(|problem| match problem.object {
        Some(id) => {
            problem.object = numbers.get(id.0 as usize).copied().flatten();
            problem.object.is_some()
        }
        None => true,
    });
    before - objects.len()
}

/// Whether the ConfigMap `istio` or `istio-REVISION` is that of a revision.
pub(super) fn owns_config_map(name: &str, revision: Option<&str>) -> bool {
    let own = match name.strip_prefix("istio") {
        Some("") => DEFAULT,
        Some(rest) if rest.starts_with('-') => &rest[1..],
        _ => return false,
    };
    revision.is_none_or(|revision| own == revision)
}

impl IstioOperator {
    /// Whether it installs a revision, or any where none is named.
    pub fn is_of(&self, revision: Option<&str>) -> bool {
        let of_values = self.values.as_ref().map_or("", |values| values.value.revision.text());
        let own = [self.revision.text(), of_values].into_iter().find(|name| !name.is_empty());
        revision.is_none_or(|revision| own.unwrap_or(DEFAULT) == revision)
    }
}
