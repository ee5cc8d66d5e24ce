//! VirtualServices that want the same thing.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ExportTo, Mesh, host};
use crate::model::{ObjectId, OrEmpty, VirtualService};
use crate::source::Span;

/// Two VirtualServices with one host for the sidecars of some namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct HostConflict {
    /// The VirtualService.
    pub of: ObjectId,
    /// Its host.
    pub span: Span,
    /// The full name of the host.
    pub host: String,
    /// The other VirtualService.
    pub other: ObjectId,
    /// The host of the other.
    pub other_span: Span,
}

impl Mesh<'_> {
    /// All VirtualServices that share a host with another one for the sidecars of one namespace, each
    /// once. Delegates have no host and never conflict; one that has a host under two names does not
    /// conflict with itself.
    pub fn mesh_host_conflicts(&self) -> Vec<HostConflict> {
        let mut by_host: FxHashMap<String, Vec<(ObjectId, Span, ExportTo<'_>)>> = FxHashMap::default();
        for routes in self.all::<VirtualService>() {
            let gateways = routes.spec.gateways.items();
            if !gateways.is_empty() && !gateways.iter().any(|gateway| &*gateway.value == "mesh") {
                continue;
            }
            let export = ExportTo::of(&routes.spec.export_to, routes.namespace());
            for item in routes.spec.hosts.items() {
                let full = host::full_name(&item.value, routes.namespace(), self.cluster_domain);
                let sharing = by_host.entry(full.to_ascii_lowercase()).or_default();
                if !sharing.iter().any(|(id, ..)| *id == routes.id) {
                    sharing.push((routes.id, item.span, export.clone()));
                }
            }
        }
        let mut hosts: Vec<_> = by_host.into_iter().filter(|(_, sharing)| sharing.len() > 1).collect();
        hosts.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let copies: FxHashSet<ObjectId> = self.duplicates().iter().map(|(_, copy)| *copy).collect();
        let mut reported = FxHashSet::default();
        let mut conflicts = Vec::new();
        for (host, mut sharing) in hosts {
            sharing.retain(|(id, ..)| !copies.contains(id));
            for (index, (of, span, _)) in sharing.iter().enumerate() {
                let Some(&other) = rival(&sharing, index).as_ref() else { continue };
                if reported.insert(*of) {
                    let (other, other_span, _) = &sharing[other];
                    let (of, span, other, other_span) = (*of, *span, *other, *other_span);
                    conflicts.push(HostConflict { of, span, host: host.clone(), other, other_span });
                }
            }
        }
        conflicts
    }
}

/// The first other one that reaches a namespace that this one reaches. Looked up by namespace, so that
/// a host that every tenant has for itself costs no more than its number of tenants.
fn rival(sharing: &[(ObjectId, Span, ExportTo<'_>)], index: usize) -> Option<usize> {
    let overlaps = |other: &usize| match (&sharing[index].2, &sharing[*other].2) {
        (ExportTo::All, _) | (_, ExportTo::All) => true,
        (ExportTo::Only(own), ExportTo::Only(others)) => own.iter().any(|name| others.contains(name)),
    };
    (0..sharing.len()).filter(|other| *other != index).find(overlaps)
}
