//! What Sidecars refer to: namespaces, and hosts in them.

use super::hosts;
use super::judge::Question;
use super::policies::namespace;
use crate::graph::{
    Absent, Answer, Doubt, HostSet, Mesh, Nearest, Proof, Reference, Role, ServiceId, Sought, Target, Wanted,
    WorkOut,
};
use crate::model::{OrEmpty, Resource, Sidecar, VirtualService};
use crate::text::host;

/// Everything that a Sidecar can import, by its host.
#[derive(Debug)]
pub(in crate::graph) struct Importable<'m> {
    services: HostSet<ServiceId>,
    /// Namespaces of VirtualServices.
    routes: HostSet<&'m str>,
}

impl<'m> WorkOut<'m> for Importable<'m> {
    fn work_out(mesh: &Mesh<'m>) -> Importable<'m> {
        let services = HostSet::new(mesh.services.iter().map(|(id, service)| (&*service.host, id)));
        let mut routes = Vec::new();
        for own in mesh.all::<VirtualService>() {
            let hosts = own.spec.hosts.items().iter();
            routes.extend(hosts.map(|item| (mesh.full_host(&item.value, own.namespace()), own.namespace())));
        }
        let routes = HostSet::new(routes.iter().map(|(host, namespace)| (&**host, *namespace)));
        Importable { services, routes }
    }
}

/// How many things with a fitting host are looked through for one in the right namespace.
const LOOKED_AT: usize = 256;

/// Egress hosts, `namespace/host`.
pub(super) fn resolve<'m>(mesh: &Mesh<'m>, sidecar: Resource<'m, Sidecar>, found: &mut Vec<Reference<'m>>) {
    for item in sidecar.spec.egress.items().iter().flat_map(|egress| egress.hosts.items()) {
        let Some((name, imported)) = item.value.split_once('/') else { continue };
        // `~namespace/host` takes away from what the other entries let in.
        if name.starts_with('~') {
            continue;
        }
        let mut push = |role, to, answer| {
            found.push(Reference { from: sidecar.id, role, span: item.span, to, answer });
        };
        if !matches!(name, "." | "*") {
            let answer = namespace(mesh, name);
            let is_absent = matches!(answer, Answer::Absent(_));
            push(Role::SidecarNamespace, Wanted::EgressHost { namespace: name, host: imported }, answer);
            if is_absent {
                continue; // without the namespace the host cannot be there
            }
        }
        let within = if name == "." { sidecar.namespace() } else { name };
        let full = imported.into();
        push(
            Role::EgressHost,
            Wanted::Host { written: &item.value, full },
            egress_host(mesh, sidecar, within, imported),
        );
    }
}

/// What an egress host lets in: services and VirtualServices whose host fits, of the namespace or, for `*`, of any
/// (istiod: `sidecarServiceMatches`, `virtualServiceMatches`).
fn egress_host(mesh: &Mesh<'_>, sidecar: Resource<'_, Sidecar>, within: &str, imported: &str) -> Answer {
    let wildcard = imported.strip_prefix('*');
    // Hosts to come belong to a wildcard as well: over everything, over the cluster, over a namespace that is there.
    let suffix = wildcard.map(|suffix| suffix.strip_prefix('.').unwrap_or(suffix));
    let over = suffix.and_then(|suffix| mesh.namespace_of_suffix(suffix));
    let is_wide = suffix.is_some_and(|suffix| {
        let of_services = format!("svc.{}", mesh.cluster_domain);
        suffix.is_empty() || of_services.ends_with(suffix)
    });
    if is_wide || over.is_some_and(|over| over == within) {
        return Answer::given();
    }
    let fits = |namespace: &str| within == "*" || within == namespace;
    let importable = mesh.ask::<Importable<'_>>();
    let services = || importable.services.overlapping(imported).take(LOOKED_AT).copied();
    let own = sidecar.namespace();
    let fitting = services().filter(|id| fits(mesh.services.get(*id).namespace));
    let (visible, unseen): (Vec<ServiceId>, Vec<ServiceId>) =
        fitting.partition(|id| mesh.service_exported_to(*id).reaches(own));
    let has_routes = || importable.routes.overlapping(imported).take(LOOKED_AT).any(|own| fits(own));
    if !visible.is_empty() || has_routes() || services().count() == LOOKED_AT {
        return Answer::present(visible.into_iter().map(Target::Service));
    }
    if !unseen.is_empty() {
        let within = unseen.into_iter().map(Target::Service).collect();
        return Answer::Absent(Box::new(Absent { proof: Proof::Part, nearest: None, within, assumed: None }));
    }
    if hosts::is_elsewhere(mesh, imported, imported) {
        return Answer::given();
    }
    if let Some(id) = services().next() {
        let service = mesh.services.get(id);
        let near =
            Nearest::named(format!("{}/{imported}", service.namespace), mesh.location(Target::Service(id)));
        return Answer::absent(Proof::Slip, Some(near));
    }
    let own = host::service_of(imported, mesh.cluster_domain);
    match (over, own) {
        // A wildcard over another namespace; in that of the entry only ServiceEntries can have such hosts.
        (Some(over), _) => match namespace(mesh, over) {
            Answer::Absent(absent) => Answer::Absent(absent)
                .renamed(|near| format!("{within}/*.{near}.svc.{}", mesh.cluster_domain)),
            answer if within == "*" => answer,
            _ => {
                let near = Nearest::named(format!("{over}/{imported}"), None);
                Answer::absent(Proof::Slip, Some(near))
            }
        },
        (None, Some((name, namespace))) if !fits(namespace) => {
            Question::in_namespace(mesh, Sought::Service, within, name).judge(mesh, &[])
        }
        _ if wildcard.is_some() => Question::of(imported, Err(Doubt::OutsideTheMesh)).judge(mesh, &[]),
        _ => hosts::host_answer(mesh, Some(sidecar.object), imported, imported, &[])
            .renamed(|near| format!("{within}/{near}")),
    }
}
