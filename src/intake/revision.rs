//! What one revision of the control plane reads.

use crate::finding::Finding;
use crate::model::{Object, renumber};
use crate::problem::Problem;
use crate::source::ObjectId;

/// The label by which an object, a namespace or pods choose a revision.
const LABEL: &str = "istio.io/rev";

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
pub(super) fn leave_out(
    objects: &mut Vec<Object>,
    problems: &mut Vec<Problem>,
    findings: &mut Vec<Finding>,
    revision: &str,
) -> usize {
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
    renumber(problems, findings, |id| numbers.get(id.0 as usize).copied().flatten());
    before - objects.len()
}
