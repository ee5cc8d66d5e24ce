//! Which control plane a namespace or a pod asks for.

use super::judge::Question;
use crate::graph::{Answer, Doubt, Mesh, Proof, Reference, Role, Sought, Target, Wanted};
use crate::model::{Object, PodTemplate, Resource};
use crate::source::ObjectId;
use crate::text::is_slip;

const REVISION: &str = "istio.io/rev";

pub(super) fn of_namespace<'m>(mesh: &Mesh<'m>, id: ObjectId, found: &mut Vec<Reference<'m>>) {
    let namespace: &'m Object = mesh.object(id);
    // Beside `istio-injection` the revision has no effect, which is a finding of its own.
    if let Some(label) =
        namespace.labels.get(REVISION).filter(|_| namespace.labels.get("istio-injection").is_none())
    {
        found.push(Reference {
            from: id,
            role: Role::Revision,
            span: label.span,
            to: Wanted::Revision(&label.value),
            answer: revision(mesh, &label.value),
        });
    }
}

/// Pods whose namespace decides for them do not ask for a revision, whatever their label says.
pub(super) fn of_pods<'m>(mesh: &Mesh<'m>, pods: Resource<'m, PodTemplate>, found: &mut Vec<Reference<'m>>) {
    let Some(metadata) = &pods.spec.metadata else { return };
    let Some(label) = metadata.labels.as_ref().and_then(|labels| labels.value.get(REVISION)) else { return };
    // Istio's charts put the label on pods that are not injected: istiod, and gateways that bring their proxy.
    let asks_for_none =
        metadata.labels.as_ref().and_then(|labels| labels.value.get("sidecar.istio.io/inject"));
    if asks_for_none.is_some_and(|label| &*label.value == "false") {
        return;
    }
    let namespace = mesh.namespaces.labels(pods.namespace()).unwrap_or_default();
    if namespace.get(REVISION).is_some() || namespace.get("istio-injection").is_some() {
        return;
    }
    found.push(Reference {
        from: pods.id,
        role: Role::Revision,
        span: label.span,
        to: Wanted::Revision(&label.value),
        answer: revision(mesh, &label.value),
    });
}

fn revision(mesh: &Mesh<'_>, name: &str) -> Answer {
    let known = &mesh.injector.revisions;
    if let Some(&(_, id)) = known.iter().find(|(known, _)| *known == name) {
        return Answer::present([Target::Object(id)]);
    }
    let given = mesh.model.options.revision.as_deref();
    if given == Some(name) {
        return Answer::given();
    }
    let place = |id| Some(mesh.object(id).name_location());
    let known_here = known.iter().map(|&(known, id)| (known.to_owned(), place(id)));
    let candidates: Vec<_> = known_here.chain(given.map(|revision| (revision.to_owned(), None))).collect();
    // Beside the revision that the input is read for others may run.
    let is_slip_of_given = given.is_some_and(|given| is_slip(name, given));
    if known.is_empty() && !is_slip_of_given || name == "default" {
        // The tag `default` is made by the installer.
        return Answer::Unverified(Box::new(Doubt::NoControlPlane)); // even a complete input need not hold istiod
    }
    let proof = match mesh.evidence.installer_into(Sought::Workload, mesh.root_namespace(), name) {
        Some(installer) if !mesh.model.complete => Err(Doubt::Installed(installer.clone())),
        _ => Ok(Proof::ControlPlanes),
    };
    Question::of(name, proof).judge(mesh, &candidates)
}
