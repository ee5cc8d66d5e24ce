//! Which workloads the selectors of policies, Sidecars and the like select.

use super::judge::Question;
use crate::graph::{Answer, Doubt, Mesh, Reference, Role, Scope, Sought, Target, Wanted, WorkloadId};
use crate::model::{Labels, Object, OrEmpty, Pair, ServiceSpec, Text};
use crate::source::{Location, ObjectId};

pub(super) fn resolve<'m>(mesh: &Mesh<'m>, id: ObjectId, found: &mut Vec<Reference<'m>>) {
    let Some(selection) = mesh.selection(id).filter(|selection| !selection.selector.is_empty()) else {
        return;
    };
    let namespace = match selection.scope {
        Scope::Namespace(namespace) => Some(namespace),
        Scope::Mesh => None,
    };
    let selector = selection.selector;
    let workloads = mesh.workloads.selected(Labels::Written(selector), namespace);
    let at_fault = at_fault(mesh, selector, namespace);
    let answer = match (workloads.is_empty(), at_fault) {
        (true, Some(label)) => missing(mesh, mesh.object(id), selector, label, namespace),
        _ => Answer::present(workloads.into_iter().map(Target::Workload)),
    };
    let label = at_fault.unwrap_or(&selector[0]);
    found.push(Reference {
        from: id,
        role: Role::WorkloadSelector,
        span: label.span,
        to: Wanted::Label { name: &label.name, value: &label.value },
        answer,
    });
}

impl<'m> Mesh<'m> {
    /// The label that is to blame where the selector of a Service selects no pod, and whether such pods are missing.
    pub fn pods_of_service(&self, service: ObjectId) -> Option<(&'m Pair<Text>, Answer)> {
        let own = self.resource::<ServiceSpec>(service)?;
        let selector: &'m [Pair<Text>] = own.spec.selector.items();
        let namespace = own.namespace();
        let selects = !self.workloads.selected(Labels::Written(selector), Some(namespace)).is_empty();
        let label = at_fault(self, selector, Some(namespace)).filter(|_| !selects)?;
        Some((label, missing(self, own.object, selector, label, Some(namespace))))
    }
}

fn with_label<'r>(
    mesh: &'r Mesh<'_>,
    namespace: Option<&str>,
    name: &'r str,
    value: &'r str,
) -> &'r [WorkloadId] {
    match namespace {
        Some(namespace) => mesh.workloads.with_label_in(namespace, name, value),
        None => mesh.workloads.with_label(name, value),
    }
}

/// The label that is to blame where a selector selects nothing: the first that no workload has.
fn at_fault<'m>(
    mesh: &Mesh<'m>,
    selector: &'m [Pair<Text>],
    namespace: Option<&str>,
) -> Option<&'m Pair<Text>> {
    let is_unknown = |pair: &&Pair<Text>| {
        !is_given_at_run_time(&pair.name) && with_label(mesh, namespace, &pair.name, &pair.value).is_empty()
    };
    let written = |pair: &&Pair<Text>| !is_given_at_run_time(&pair.name);
    selector.iter().find(is_unknown).or_else(|| selector.iter().find(written))
}

fn missing<'m>(
    mesh: &Mesh<'m>,
    from: &Object,
    selector: &'m [Pair<Text>],
    label: &Pair<Text>,
    namespace: Option<&str>,
) -> Answer {
    // Labels that pods get when they are made are not a reason for a fault: the others decide.
    if selector.iter().any(|pair| is_given_at_run_time(&pair.name)) {
        let is_fine = |pair: &Pair<Text>| {
            is_given_at_run_time(&pair.name)
                || !with_label(mesh, namespace, &pair.name, &pair.value).is_empty()
        };
        if selector.iter().all(is_fine) {
            return Answer::given();
        }
    }
    let place = |value: &str| {
        let id = *with_label(mesh, namespace, &label.name, value).first()?;
        Some(mesh.label_location(id, &label.name))
    };
    let near = mesh.workloads.values_of(&label.name).near(&label.value);
    let candidates: Vec<(String, Option<Location>)> =
        near.into_iter().filter_map(|(value, ())| Some((value.to_owned(), place(value)?))).collect();
    let Some(namespace) = namespace else {
        return Question::of(&label.value, Err(Doubt::WorkloadsElsewhere)).judge(mesh, &candidates);
    };
    let proof = mesh.proof(Sought::Workload, namespace, &label.value);
    let homeless = mesh.evidence.homeless_pods(&label.name, &label.value);
    let homeless = homeless.map(|id| mesh.object(id).name_location());
    let elsewhere = mesh.workloads.with_label(&label.name, &label.value).iter();
    let elsewhere = elsewhere.filter_map(|&id| mesh.workloads.get(id).object).next();
    let elsewhere = elsewhere.map(|id| mesh.object(id).name_location());
    Question { homeless, elsewhere, ..Question::of(&label.value, proof) }
        .asked_by(mesh, from, false)
        .judge(mesh, &candidates)
}

/// Labels that pods get from the injector, from their controllers or from the scheduler.
fn is_given_at_run_time(name: &str) -> bool {
    matches!(
        name,
        "security.istio.io/tlsMode"
            | "service.istio.io/canonical-name"
            | "service.istio.io/canonical-revision"
            | "istio.io/rev"
            | "pod-template-hash"
            | "pod-template-generation"
            | "controller-revision-hash"
            | "statefulset.kubernetes.io/pod-name"
            | "apps.kubernetes.io/pod-index"
            | "controller-uid"
            | "job-name"
            | "rollouts-pod-template-hash"
    ) || ["batch.kubernetes.io/", "topology.kubernetes.io/", "topology.istio.io/", "serving.knative.dev/"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}
