//! Resolving every reference, and judging those that lead nowhere.

mod api_routes;
mod gateways;
mod hosts;
mod judge;
mod namespaces;
mod network;
mod placeholders;
mod policies;
mod revisions;
mod routes;
mod selectors;
mod sidecars;
mod webhooks;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

pub use api_routes::Ungranted;
pub(super) use judge::LostWords;
pub(super) use placeholders::Vague;
pub(super) use sidecars::Importable;

use super::{Answer, Doubt, Mesh, Reference};
use crate::model::{
    AuthorizationPolicy, DestinationRule, Gateway, Kind, KubernetesGateway, NetworkPolicySpec, PodTemplate,
    Sidecar, VirtualService,
};
use crate::source::{ObjectId, SourceId, Span};

/// All references of all objects, in no particular order.
pub(super) fn references<'m>(mesh: &Mesh<'m>) -> Vec<Reference<'m>> {
    let objects = mesh.objects();
    let refused: Refused = mesh.model.refused().map(|location| (location.source, location.span)).collect();
    let of = |index: usize| {
        let mut found = of_object(mesh, ObjectId(index as u32), &refused);
        if !mesh.model.placeholders.is_empty() {
            found.iter_mut().for_each(|reference| placeholders::doubt(mesh, reference));
        }
        found
    };
    if objects.len() < 500 {
        return (0..objects.len()).flat_map(of).collect();
    }
    (0..objects.len()).into_par_iter().with_min_len(64).flat_map_iter(of).collect()
}

/// The places of values that the API server or the webhook refuses.
type Refused = FxHashSet<(SourceId, Span)>;

fn of_object<'m>(mesh: &Mesh<'m>, id: ObjectId, refused: &Refused) -> Vec<Reference<'m>> {
    let mut found = Vec::new();
    let kind = mesh.object(id).kind;
    match kind {
        Kind::VirtualService => {
            mesh.resource::<VirtualService>(id)
                .into_iter()
                .for_each(|it| routes::resolve(mesh, it, &mut found));
        }
        Kind::DestinationRule => {
            let rule = mesh.resource::<DestinationRule>(id);
            rule.into_iter().for_each(|it| hosts::of_rule(mesh, it, &mut found));
        }
        Kind::Gateway => {
            mesh.resource::<Gateway>(id).into_iter().for_each(|it| gateways::resolve(mesh, it, &mut found));
        }
        Kind::AuthorizationPolicy => {
            let policy = mesh.resource::<AuthorizationPolicy>(id);
            policy.into_iter().for_each(|it| policies::authorization(mesh, it, &mut found));
        }
        Kind::Sidecar => {
            mesh.resource::<Sidecar>(id).into_iter().for_each(|it| sidecars::resolve(mesh, it, &mut found));
        }
        Kind::NetworkPolicy => {
            let policy = mesh.resource::<NetworkPolicySpec>(id);
            policy.into_iter().for_each(|it| network::policy(mesh, it, &mut found));
        }
        Kind::HttpRouteResource
        | Kind::GrpcRouteResource
        | Kind::TlsRouteResource
        | Kind::TcpRouteResource => api_routes::resolve(mesh, id, &mut found),
        Kind::KubernetesGateway => {
            let gateway = mesh.resource::<KubernetesGateway>(id);
            gateway.into_iter().for_each(|it| api_routes::class(mesh, it, &mut found));
        }
        Kind::Namespace => revisions::of_namespace(mesh, id, &mut found),
        Kind::Workload => {
            mesh.resource::<PodTemplate>(id)
                .into_iter()
                .for_each(|it| revisions::of_pods(mesh, it, &mut found));
        }
        Kind::MutatingWebhook | Kind::ValidatingWebhook => webhooks::resolve(mesh, id, &mut found),
        Kind::ReferenceGrant => namespaces::granted(mesh, id, &mut found),
        _ => {}
    }
    if matches!(kind, Kind::VirtualService | Kind::DestinationRule | Kind::ServiceEntry) {
        namespaces::exported_to(mesh, id, &mut found);
    }
    selectors::resolve(mesh, id, &mut found);
    // A value that is refused leads nowhere for a reason that is a finding of its own.
    for reference in found.iter_mut().filter(|reference| reference.absent().is_some()) {
        if refused.contains(&(mesh.object(id).source, reference.span)) {
            reference.answer = Answer::Unverified(Box::new(Doubt::Refused));
        }
    }
    found
}
