//! What Gateways refer to: workloads and credentials.

use super::judge::{Question, candidates};
use crate::graph::{
    Absent, Answer, CredentialName, CredentialStore, Doubt, Mesh, Nearest, Proof, Reference, Role, Sought,
    Target, Wanted, WorkloadId,
};
use crate::model::{
    Gateway, Kind, KubernetesGateway, Labels, Object, OrEmpty, Pair, Resource, Text, TextField,
};
use crate::source::{Location, ObjectId};
use crate::text::is_sibling;

pub(super) fn resolve<'m>(mesh: &Mesh<'m>, gateway: Resource<'m, Gateway>, found: &mut Vec<Reference<'m>>) {
    let workloads = mesh.gateway_workloads(gateway.id);
    let selector = gateway.spec.selector.items();
    let mut in_doubt = false;
    if let Some(at_fault) = at_fault(mesh, selector) {
        let answer = match workloads.is_empty() {
            false => Answer::present(workloads.iter().copied().map(Target::Workload)),
            true if mesh.are_gateways_scoped() => {
                of_another_namespace(mesh, gateway).unwrap_or_else(|| missing_workload(mesh, at_fault))
            }
            true => missing_workload(mesh, at_fault),
        };
        in_doubt = matches!(answer, Answer::Unverified(_) | Answer::Expected(_));
        found.push(Reference {
            from: gateway.id,
            role: Role::GatewaySelector,
            span: at_fault.span,
            to: Wanted::Label { name: &at_fault.name, value: &at_fault.value },
            answer,
        });
    }
    for server in gateway.spec.servers.items() {
        let Some(tls) = &server.tls else { continue };
        let one = tls.credential_name.iter().map(|field| (field.span, &field.value));
        let several = tls.credential_names.items().iter().map(|item| (item.span, &item.value));
        for (span, name) in one.chain(several).filter(|(_, name)| !name.is_empty()) {
            let name = CredentialName::of(name);
            let answer = match (workloads.is_empty(), in_doubt) {
                (false, _) => credential(mesh, name, &workloads),
                (true, true) => Answer::Unverified(Box::new(Doubt::OfGatewayWorkload)),
                (true, false) => continue, // the missing workload is the finding
            };
            let to = Wanted::Credential(name);
            found.push(Reference { from: gateway.id, role: Role::Credential, span, to, answer });
        }
    }
}

/// The label that is to blame where a selector selects nothing: the first that no workload has.
fn at_fault<'m>(mesh: &Mesh<'m>, selector: &'m [Pair<Text>]) -> Option<&'m Pair<Text>> {
    let is_unknown = |pair: &&Pair<Text>| mesh.workloads.with_label(&pair.name, &pair.value).is_empty();
    selector.iter().find(is_unknown).or(selector.first())
}

/// The workloads that would be configured if istiod did not look in the namespace of the Gateway alone.
fn of_another_namespace(mesh: &Mesh<'_>, gateway: Resource<'_, Gateway>) -> Option<Answer> {
    let selector = Labels::of(gateway.spec.selector.as_ref().map(|field| &field.value));
    let workloads = mesh.workloads.selected(selector, None);
    let within: Vec<Target> = workloads.into_iter().map(Target::Workload).collect();
    let absent = Absent { proof: Proof::Part, nearest: None, within, assumed: None };
    (!absent.within.is_empty()).then(|| Answer::Absent(Box::new(absent)))
}

fn missing_workload(mesh: &Mesh<'_>, label: &Pair<Text>) -> Answer {
    let place = |name: &str, value: &str| {
        let ids = mesh.workloads.with_label(name, value);
        ids.first().and_then(|&id| mesh.label_location(id, name))
    };
    let values = mesh.workloads.values_of(&label.name).near(&label.value);
    // Gateways are what is looked for; another workload's label is a poor suggestion.
    let of_gateways = values.into_iter().map(|(value, ())| value).filter(|value| {
        let ids = mesh.workloads.with_label(&label.name, value);
        // The stock gateway is nowhere written, and so nobody's slip.
        let is_written =
            |workload: &crate::graph::Workload<'_>| workload.is_gateway && workload.object.is_some();
        ids.iter().any(|&id| is_written(mesh.workloads.get(id)))
    });
    let candidates: Vec<(String, Option<Location>)> =
        of_gateways.map(|value| (value.to_owned(), place(&label.name, value))).collect();
    let installer = mesh.evidence.installer_of(Sought::Workload);
    let proof = match (mesh.evidence.gateway, installer) {
        _ if mesh.model.complete => Ok(Proof::Complete),
        _ if mesh.model.unknown_profile => Err(Doubt::UnknownProfile),
        (_, Some(installer)) => Err(Doubt::Installed(installer.clone())),
        (Some(gateway), None) => Ok(Proof::Gateways(Some(mesh.object(gateway).name_location()))),
        (None, None) => Err(Doubt::NoGatewayWorkload),
    };
    Question::of(&label.value, proof)
        .judge(mesh, &candidates)
        .or_nearest(|| only_gateway_value(&label.value, &candidates))
}

/// Where all gateways share one value of the label, that one was meant, however it is misspelt.
fn only_gateway_value(wanted: &str, candidates: &[(String, Option<Location>)]) -> Option<Nearest> {
    match candidates {
        [(name, location)] if !is_sibling(wanted, name) => Some(Nearest::named(name.clone(), *location)),
        _ => None,
    }
}

/// A credential is read by the gateway pods, from their own namespace unless it names another.
/// <https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-credential_name>
fn credential(mesh: &Mesh<'_>, name: CredentialName<'_>, workloads: &[WorkloadId]) -> Answer {
    if name.store != CredentialStore::Secret {
        return Answer::given();
    }
    // With each namespace what is in it, where the Secret does not say it itself.
    let mut namespaces: Vec<(&str, Option<&Object>)> = match name.namespace {
        Some(namespace) => vec![(namespace, None)],
        None => workloads
            .iter()
            .map(|&id| mesh.workloads.get(id))
            .map(|workload| (workload.namespace, workload.object.map(|id| mesh.object(id))))
            .collect(),
    };
    namespaces.sort_by_key(|(namespace, _)| *namespace);
    namespaces.dedup_by_key(|(namespace, _)| *namespace);
    let mut answers = namespaces.iter().map(|(namespace, of)| secret(mesh, *of, namespace, name.name));
    // Every namespace with gateway pods needs one; the worst answer counts.
    let mut worst = answers.next().unwrap_or(Answer::given());
    for answer in answers {
        worst = match (worst, answer) {
            (absent @ Answer::Absent(_), _) | (_, absent @ Answer::Absent(_)) => absent,
            (doubt @ Answer::Unverified(_), _) | (_, doubt @ Answer::Unverified(_)) => doubt,
            (expected @ Answer::Expected(_), _) | (_, expected @ Answer::Expected(_)) => expected,
            (present, _) => present,
        };
    }
    worst.renamed(|near| name.renamed(near))
}

fn secret(mesh: &Mesh<'_>, of: Option<&Object>, namespace: &str, name: &str) -> Answer {
    let secrets = mesh.secrets.in_namespace(namespace);
    let named: Vec<Target> = secrets.named(name).map(Target::Object).collect();
    if !named.is_empty() {
        return Answer::present(named);
    }
    let place = |id| Some(mesh.object(id).name_location());
    if mesh.model.options.external.has_credential(namespace, name) {
        return Answer::given();
    }
    let candidates = candidates(secrets, name, place);
    let question = Question::in_namespace(mesh, Sought::Secret, namespace, name);
    // The pods that an IstioOperator makes are where it says, wherever it is itself.
    let of = of.filter(|object| &*object.namespace == namespace && object.kind == Kind::Workload);
    match of {
        Some(pods) => question.asked_by(mesh, pods, false).judge(mesh, &candidates),
        None => question.judge(mesh, &candidates),
    }
}

impl<'m> Mesh<'m> {
    /// The workloads that a Gateway configures: those that its selector selects in any namespace, or in its own where
    /// istiod has `PILOT_SCOPE_GATEWAY_TO_NAMESPACE`. For a Kubernetes Gateway, those that are made from it.
    pub fn gateway_workloads(&self, gateway: ObjectId) -> Vec<WorkloadId> {
        match self.resource::<Gateway>(gateway) {
            Some(gateway) => {
                let selector = Labels::of_field(&gateway.spec.selector);
                let scope = self.are_gateways_scoped().then_some(&*gateway.object.namespace);
                let mut workloads = self.workloads.selected(selector, scope);
                if selector.is_empty() {
                    // It selects sidecars as well, to no effect that anyone means.
                    workloads.retain(|&id| self.workloads.get(id).is_gateway);
                }
                workloads
            }
            None => match self.workloads.made_from(gateway) {
                [] => self.addressed_workloads(gateway),
                made => made.to_vec(),
            },
        }
    }

    /// The workloads behind the Service that a Kubernetes Gateway names as its address.
    /// <https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/#manual-deployment>
    fn addressed_workloads(&self, gateway: ObjectId) -> Vec<WorkloadId> {
        let Some(gateway) = self.resource::<KubernetesGateway>(gateway) else { return Vec::new() };
        let names = gateway.spec.addresses.items().iter().filter(|it| it.address_type.text() == "Hostname");
        let mut workloads: Vec<WorkloadId> = names
            .flat_map(|address| {
                let full = self.full_host(address.value.value.text(), gateway.namespace());
                self.services.exactly(&full).to_vec()
            })
            .map(|id| self.services.get(id))
            .filter_map(|service| Some((service.selector?, service.namespace)))
            .flat_map(|(selector, namespace)| self.workloads.selected(selector, Some(namespace)))
            .collect();
        workloads.sort_unstable();
        workloads.dedup();
        workloads
    }

    /// Where a label of a workload is written.
    pub fn label_location(&self, workload: WorkloadId, name: &str) -> Option<Location> {
        let workload = self.workloads.get(workload);
        let object = self.object(workload.object?);
        let Labels::Written(pairs) = workload.labels else { return Some(object.name_location()) };
        let pair = pairs.iter().rev().find(|pair| &*pair.name == name)?;
        Some(object.at(pair.span))
    }
}
