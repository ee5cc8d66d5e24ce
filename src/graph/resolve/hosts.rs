//! What hosts lead to.

use super::judge::{Question, candidates};
use crate::graph::evidence::is_istiod;
use crate::graph::{Answer, Doubt, Mesh, Nearest, Proof, Reference, Role, ServiceId, Sought, Target, Wanted};
use crate::model::{DestinationRule, Object, Resource};

impl Mesh<'_> {
    /// What a host that is written somewhere leads to, whoever asks.
    pub fn host_answer(&self, written: &str, full_name: &str) -> Answer {
        host_answer(self, None, written, full_name, self.services.with_host(full_name))
    }
}

/// What a host leads to, whichever client asks; `from` is the object in which it is written.
pub(super) fn host_answer(
    mesh: &Mesh<'_>,
    from: Option<&Object>,
    written: &str,
    full: &str,
    services: &[ServiceId],
) -> Answer {
    match services.is_empty() {
        false => Answer::present(services.iter().copied().map(Target::Service)),
        true if is_elsewhere(mesh, written, full) => Answer::given(),
        true => missing_host(mesh, from, written, full),
    }
}

/// The host of a DestinationRule. A wildcard may be for hosts to come.
pub(super) fn of_rule<'m>(
    mesh: &Mesh<'m>,
    rule: Resource<'m, DestinationRule>,
    found: &mut Vec<Reference<'m>>,
) {
    let Some(written) = rule.spec.host.as_ref().filter(|host| !host.value.is_empty()) else { return };
    let full = mesh.full_host(&written.value, rule.namespace());
    let answer = match written.value.contains('*') {
        true => Answer::given(),
        false => host_answer(mesh, Some(rule.object), &written.value, &full, mesh.services.with_host(&full)),
    };
    found.push(Reference {
        from: rule.id,
        role: Role::RuleHost,
        span: written.span,
        to: Wanted::Host { written: &written.value, full },
        answer,
    });
}

/// Whether the user says that a host is kept elsewhere.
pub(super) fn is_elsewhere(mesh: &Mesh<'_>, written: &str, full: &str) -> bool {
    let external = &mesh.model.options.external;
    let service = mesh.service_of_host(full);
    external.has_host(written, full)
        || service.is_some_and(|(name, namespace)| external.has_service(namespace, name))
}

fn missing_host(mesh: &Mesh<'_>, from: Option<&Object>, written: &str, full: &str) -> Answer {
    let Some((name, namespace)) = mesh.service_of_host(full) else {
        return missing_outside(mesh, written);
    };
    // Every installation makes it; only where all is said to be here would it have to be.
    let is_of_istiod = namespace == mesh.root_namespace() && is_istiod(name) && !mesh.model.complete;
    if (name, namespace) == ("kubernetes", "default") || is_of_istiod {
        return Answer::given();
    }
    let there = mesh.services.in_namespace(namespace);
    let place = |id: ServiceId| mesh.location(Target::Service(id));
    let mut question = Question::in_namespace(mesh, Sought::Service, namespace, name);
    if let Some(from) = from {
        question = question.asked_by(mesh, from, written.contains('.'));
    }
    let tail = written.strip_prefix(name).unwrap_or_default().to_owned();
    let elsewhere = mesh.services.named(name);
    if there.is_empty() {
        // The Service may be right and its namespace a slip.
        let spaces = candidates(elsewhere, namespace, place);
        let answer = Question { wanted: namespace, ..question }.judge(mesh, &spaces);
        return answer.renamed(|near| mesh.service_host(name, near));
    }
    // A short name stands for a Service of the own namespace, which is easily forgotten.
    let in_another_namespace = || match elsewhere.entries() {
        &[(space, only)] => Some(Nearest::named(mesh.service_host(name, space), place(only))),
        _ => None,
    };
    let candidates = candidates(there, name, place);
    let answer = question.judge(mesh, &candidates).renamed(|near| format!("{near}{tail}"));
    answer.or_nearest(in_another_namespace)
}

/// A host that is not a name of the cluster: it is missing only where unregistered hosts are blocked,
/// or where something registered is a slip away.
fn missing_outside(mesh: &Mesh<'_>, written: &str) -> Answer {
    // `web.shop` and `web.shop.svc` look like Services, but istiod expands names without a dot only.
    let parts: Vec<&str> = written.split('.').collect();
    if let [name, namespace] | [name, namespace, "svc"] = parts.as_slice() {
        let full = mesh.service_host(name, namespace);
        if let Some(&id) = mesh.services.with_host(&full).first() {
            let location = mesh.location(Target::Service(id));
            return Answer::absent(Proof::Slip, Some(Nearest::named(full, location)));
        }
    }
    let place = |id| mesh.location(Target::Service(id));
    let candidates = candidates(mesh.services.entry_hosts(), written, place);
    let proof = match mesh.outbound_policy().is_registry_only {
        true => mesh.unless_installed(Proof::RegistryOnly),
        false => Err(Doubt::OutsideTheMesh),
    };
    Question::of(written, proof).judge(mesh, &candidates)
}
