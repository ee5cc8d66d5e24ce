//! References to what is filled in later, or that what is filled in later may be for.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{Answer, Doubt, Mesh, Reference, Sought, Target};
use crate::model::{Kind, Object};
use crate::text::placeholder;

/// So many names with placeholders are compared; of more, one may be any name.
const MOST_COMPARED: usize = 200;

/// The names with placeholders among what is of one sort: a Service, a Gateway, a workload.
pub(in crate::graph) type Vague<'m> = FxHashMap<&'static str, Vec<&'m str>>;

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

/// A name with a placeholder that may turn out to be the one that is looked for; `doubt` tells what that is.
pub(super) fn that_may_be<'m>(mesh: &Mesh<'m>, wanted: &str, doubt: &Doubt) -> Option<&'m str> {
    if mesh.model.placeholders.is_empty() {
        return None;
    }
    let vague = mesh.vague_names();
    let sorts: &[&str] = match doubt {
        Doubt::NothingOfItsKind { kind: Sought::Service, .. } => &["Service", "ServiceEntry"],
        Doubt::NothingOfItsKind { kind: Sought::Gateway | Sought::ApiGateway, .. } => &["Gateway"],
        Doubt::NothingOfItsKind { kind: Sought::Secret, .. } => &["Secret"],
        Doubt::NothingOfItsKind { kind: Sought::DestinationRule, .. } => &["DestinationRule"],
        Doubt::NothingOfItsKind { kind: Sought::Workload, .. } | Doubt::WorkloadsElsewhere => &["workload"],
        Doubt::NoGatewayWorkload | Doubt::UnknownProfile => &["workload", "Gateway"],
        Doubt::OutsideTheMesh => &["ServiceEntry"],
        _ => &["other", "Service", "ServiceEntry", "Gateway", "Secret", "DestinationRule", "workload"],
    };
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

impl<'m> Mesh<'m> {
    fn vague_names(&self) -> &Vague<'m> {
        self.vague_names.get_or_init(|| {
            let mut vague = Vague::default();
            let mut seen = FxHashSet::default();
            for object in self.objects() {
                let sort = sort(object);
                let own = self.model.placeholders_in(object.at(object.span));
                for value in own.iter().filter(|it| it.names && it.mark.is_some()).map(|it| &*it.value) {
                    if seen.insert((sort, value)) {
                        vague.entry(sort).or_default().push(value);
                    }
                }
            }
            vague
        })
    }
}
