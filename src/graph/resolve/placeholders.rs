//! References to what is filled in later, or that what is filled in later may be for.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{Answer, Doubt, Mesh, Proof, Reference, Sought, Target, WorkOut};
use crate::model::{Kind, Object};
use crate::text::placeholder;

/// So many names with placeholders are compared; of more, one may be any name.
const MOST_COMPARED: usize = 200;

/// The names with placeholders among what is of one sort: a Service, a Gateway, a workload.
#[derive(Debug)]
pub struct Vague<'m>(FxHashMap<&'static str, Vec<&'m str>>);

/// Takes back that something is missing where a value that is filled in later has a part in it.
pub(super) fn doubt(mesh: &Mesh<'_>, reference: &mut Reference<'_>) {
    let Answer::Absent(absent) = &reference.answer else { return };
    let model = mesh.model;
    let object = mesh.object(reference.from);
    let here = object.at(reference.span);
    let own = model.placeholders_in(here).first().map(|own| &*own.value);
    let of_namespace = || Some(&*object.namespace).filter(|namespace| placeholder::find(namespace).is_some());
    let wanted = reference.to.to_string();
    let written = || placeholder::find(&wanted).map(|_| &*wanted);
    let within = || {
        absent.within.iter().find_map(|target| {
            let object = mesh.object(match *target {
                Target::Object(id) => id,
                Target::Service(id) => mesh.services.get(id).object()?,
                Target::Workload(id) => mesh.workloads.get(id).object?,
            });
            let all = model.placeholders_in(object.at(object.span));
            all.iter().find(|it| it.names).map(|it| &*it.value)
        })
    };
    let value = own.or_else(of_namespace).or_else(written).or_else(within);
    if let Some(value) = value {
        reference.answer = Answer::Unverified(Box::new(Doubt::FilledIn(value.into())));
    }
}

/// Of which sorts the thing may be for which there is a proof, or a doubt.
pub(super) fn sorts(proof: &Result<Proof, Doubt>) -> &'static [&'static str] {
    let kind = match proof {
        Ok(Proof::Shown { kind, .. }) | Err(Doubt::NothingOfItsKind { kind, .. }) => *kind,
        Err(Doubt::WorkloadsElsewhere) => Sought::Workload,
        Err(Doubt::NoGatewayWorkload | Doubt::UnknownProfile) => return &["workload", "Gateway"],
        Ok(Proof::RegistryOnly) | Err(Doubt::OutsideTheMesh) => return &["ServiceEntry"],
        _ => {
            return &["other", "Service", "ServiceEntry", "Gateway", "Secret", "DestinationRule", "workload"];
        }
    };
    match kind {
        Sought::Service => &["Service", "ServiceEntry"],
        Sought::Gateway | Sought::ApiGateway => &["Gateway"],
        Sought::Secret => &["Secret"],
        Sought::DestinationRule => &["DestinationRule"],
        Sought::Workload => &["workload"],
    }
}

/// A name with a placeholder, of one of these sorts, that may turn out to be the one that is looked for.
pub(super) fn that_may_be<'m>(mesh: &Mesh<'m>, wanted: &str, sorts: &[&str]) -> Option<&'m str> {
    if mesh.model.placeholders.is_empty() {
        return None;
    }
    let Vague(vague) = mesh.ask::<Vague<'m>>();
    let all = || sorts.iter().filter_map(|sort| vague.get(sort)).flatten();
    if all().count() > MOST_COMPARED {
        return all().next().copied();
    }
    all().find(|value| placeholder::may_become(value, wanted)).copied()
}

fn sort(object: &Object) -> &'static str {
    match object.kind {
        Kind::Service => "Service",
        Kind::ServiceEntry => "ServiceEntry",
        Kind::Gateway | Kind::KubernetesGateway => "Gateway",
        Kind::Secret | Kind::Certificate | Kind::ExternalSecret | Kind::SealedSecret => "Secret",
        Kind::DestinationRule => "DestinationRule",
        Kind::Workload | Kind::WorkloadEntry | Kind::WorkloadGroup | Kind::IstioOperator => "workload",
        _ => "other",
    }
}

impl<'m> WorkOut<'m> for Vague<'m> {
    fn work_out(mesh: &Mesh<'m>) -> Vague<'m> {
        let mut vague = FxHashMap::<&'static str, Vec<&'m str>>::default();
        let mut seen = FxHashSet::default();
        for object in mesh.objects() {
            let sort = sort(object);
            let own = mesh.model.placeholders_in(object.at(object.span));
            for value in own.iter().filter(|it| it.names && it.mark.is_some()).map(|it| &*it.value) {
                if seen.insert((sort, value)) {
                    vague.entry(sort).or_default().push(value);
                }
            }
        }
        Vague(vague)
    }
}
